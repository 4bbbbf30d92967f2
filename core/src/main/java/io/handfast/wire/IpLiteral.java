package io.handfast.wire;

/** Text forms of addresses: dotted decimal, and RFC 4291 section 2.2 / RFC 5952 for IPv6. */
final class IpLiteral {
  private IpLiteral() {}

  static IpAddress parse(String literal) {
    return literal.indexOf(':') >= 0 ? parseV6(literal) : IpAddress.ofV4(parseV4(literal, literal));
  }

  private static int parseV4(String dotted, String whole) {
    String[] parts = dotted.split("\\.", -1);
    if (parts.length != 4) {
      throw malformed(whole);
    }
    int bits = 0;
    for (String part : parts) {
      if (part.length() > 1 && part.charAt(0) == '0') {
        throw malformed(whole); // octal to some readers: two hosts in one text (RFC 6943, 3.1.1)
      }
      bits = bits << 8 | number(part, 10, 3, 255, whole);
    }
    return bits;
  }

  private static IpAddress parseV6(String literal) {
    int gap = literal.indexOf("::");
    int[] head = groups(gap < 0 ? literal : literal.substring(0, gap), gap < 0, literal);
    int[] tail = gap < 0 ? new int[0] : groups(literal.substring(gap + 2), true, literal);
    int missing = 8 - head.length - tail.length;
    if (gap < 0 ? missing != 0 : missing < 1) {
      throw malformed(literal);
    }
    long[] halves = new long[2];
    for (int i = 0; i < 8; i++) {
      int group = i < head.length ? head[i] : i < 8 - tail.length ? 0 : tail[i - 8 + tail.length];
      halves[i >> 2] = halves[i >> 2] << 16 | group;
    }
    return new IpAddress(halves[0], halves[1]);
  }

  private static int[] groups(String text, boolean atEnd, String whole) {
    if (text.isEmpty()) {
      return new int[0];
    }
    String[] parts = text.split(":", -1);
    boolean dotted = atEnd && parts[parts.length - 1].indexOf('.') >= 0;
    int[] groups = new int[parts.length + (dotted ? 1 : 0)];
    for (int i = 0; i < parts.length - (dotted ? 1 : 0); i++) {
      groups[i] = number(parts[i], 16, 4, 0xffff, whole);
    }
    if (dotted) {
      int v4 = parseV4(parts[parts.length - 1], whole);
      groups[groups.length - 2] = v4 >>> 16;
      groups[groups.length - 1] = v4 & 0xffff;
    }
    return groups;
  }

  private static int number(String digits, int radix, int maxDigits, int max, String whole) {
    if (digits.isEmpty() || digits.length() > maxDigits) {
      throw malformed(whole);
    }
    int value = 0;
    for (int i = 0; i < digits.length(); i++) {
      char c = digits.charAt(i);
      int digit = c < 128 ? Character.digit(c, radix) : -1;
      if (digit < 0) {
        throw malformed(whole);
      }
      value = value * radix + digit;
    }
    if (value > max) {
      throw malformed(whole);
    }
    return value;
  }

  private static IllegalArgumentException malformed(String literal) {
    return new IllegalArgumentException(
        "not an IP address: '" + literal + "' (expected something like 10.0.0.2 or fd00::2)");
  }

  static String format(IpAddress address) {
    if (address.isV4()) {
      int bits = address.v4();
      return (bits >>> 24)
          + "."
          + (bits >>> 16 & 255)
          + "."
          + (bits >>> 8 & 255)
          + "."
          + (bits & 255);
    }
    int[] groups = new int[8];
    for (int i = 0; i < 8; i++) {
      groups[i] = (int) ((i < 4 ? address.high() : address.low()) >>> 48 - 16 * (i & 3)) & 0xffff;
    }
    return compress(groups);
  }

  /** Replaces the first longest run of two or more zero groups by "::" (RFC 5952 section 4.2). */
  private static String compress(int[] groups) {
    int bestStart = -1;
    int bestLength = 1;
    for (int i = 0; i < 8; i++) {
      int end = i;
      while (end < 8 && groups[end] == 0) {
        end++;
      }
      if (end - i > bestLength) {
        bestStart = i;
        bestLength = end - i;
      }
      i = Math.max(i, end - 1);
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 8; i++) {
      if (i == bestStart) {
        text.append("::");
        i += bestLength - 1;
      } else {
        text.append(!text.isEmpty() && text.charAt(text.length() - 1) != ':' ? ":" : "");
        text.append(Integer.toHexString(groups[i]));
      }
    }
    return text.toString();
  }
}
