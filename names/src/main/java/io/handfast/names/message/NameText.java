package io.handfast.names.message;

import java.io.ByteArrayOutputStream;

/** The labels of a name's text, unquoted one by one (RFC 1035 section 5.1). */
final class NameText {
  private final String text;
  private int at;

  NameText(String text) {
    this.text = text;
  }

  boolean hasNext() {
    return at < text.length();
  }

  /** The next label; moves behind its dot. */
  byte[] next() {
    ByteArrayOutputStream label = new ByteArrayOutputStream();
    while (at < text.length() && text.charAt(at) != '.') {
      label.write(nextByte());
    }
    at++;
    return label.toByteArray();
  }

  private int nextByte() {
    char c = text.charAt(at++);
    if (c == '\\') {
      return quoted();
    }
    if (c > 126 || c <= ' ') {
      throw new DnsFormatException("'" + text + "' has a character that no host name has");
    }
    return c;
  }

  private int quoted() {
    if (at + 3 <= text.length() && isDigit(text.charAt(at))) {
      String digits = text.substring(at, at + 3);
      if (digits.chars().allMatch(each -> isDigit((char) each)) && Integer.parseInt(digits) < 256) {
        at += 3;
        return Integer.parseInt(digits);
      }
    } else if (at < text.length() && text.charAt(at) > ' ' && text.charAt(at) < 127) {
      return text.charAt(at++);
    }
    throw new DnsFormatException("'" + text + "' has a backslash that quotes nothing");
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  static void quote(String label, StringBuilder into) {
    for (int i = 0; i < label.length(); i++) {
      char c = label.charAt(i);
      if (c == '.' || c == '\\') {
        into.append('\\').append(c);
      } else if (c > ' ' && c < 127) {
        into.append(c);
      } else {
        into.append('\\').append((char) ('0' + c / 100));
        into.append((char) ('0' + c / 10 % 10)).append((char) ('0' + c % 10));
      }
    }
  }
}
