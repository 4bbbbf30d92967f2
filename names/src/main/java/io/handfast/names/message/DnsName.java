package io.handfast.names.message;

import io.handfast.wire.IpAddress;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A domain name (RFC 1035 section 3.1): labels of 1 to 63 bytes, at most 255 bytes with their
 * length bytes and the root's. Equal when they differ in the case of ASCII letters only.
 */
public final class DnsName {
  /** Largest name on the wire, in bytes. */
  public static final int MAX_BYTES = 255;

  /** Largest label, in bytes. */
  public static final int MAX_LABEL = 63;

  /** The root, whose text is {@code "."}. */
  public static final DnsName ROOT = new DnsName(new byte[1]);

  private final byte[] wire;

  private DnsName(byte[] wire) {
    this.wire = wire;
  }

  /** From its uncompressed wire form, the root's zero included; the caller has checked it. */
  static DnsName ofWire(byte[] wire) {
    return new DnsName(wire);
  }

  /**
   * From text such as {@code www.example.org}; a dot at the end makes no difference, a backslash
   * quotes as in RFC 1035 section 5.1 ({@code \.} and {@code \046}).
   *
   * @throws DnsFormatException when a label is empty or too long, or the name is
   */
  public static DnsName of(String text) {
    if (text.equals(".")) {
      return ROOT;
    }
    NameText labels = new NameText(text);
    ByteArrayOutputStream wire = new ByteArrayOutputStream();
    while (labels.hasNext()) {
      byte[] label = labels.next();
      requireThat(label.length > 0, "an empty label in '" + text + "'");
      requireThat(label.length <= MAX_LABEL, "a label of more than 63 bytes in '" + text + "'");
      wire.write(label.length);
      wire.writeBytes(label);
    }
    wire.write(0);
    requireThat(wire.size() > 1, "an empty name");
    requireThat(wire.size() <= MAX_BYTES, "a name of more than 255 bytes");
    return new DnsName(wire.toByteArray());
  }

  /** The name under which the name of an address is found (RFC 1035 section 3.5, RFC 3596). */
  public static DnsName reverse(IpAddress address) {
    byte[] bytes = address.toBytes();
    StringBuilder text = new StringBuilder();
    for (int i = bytes.length - 1; i >= 0; i--) {
      int value = bytes[i] & 0xff;
      if (address.isV4()) {
        text.append(value).append('.');
      } else {
        String digits = "0123456789abcdef";
        text.append(digits.charAt(value & 15)).append('.');
        text.append(digits.charAt(value >>> 4)).append('.');
      }
    }
    return of(text.append(address.isV4() ? "in-addr.arpa" : "ip6.arpa").toString());
  }

  /**
   * This name with {@code suffix} behind it.
   *
   * @throws DnsFormatException when that is longer than 255 bytes
   */
  public DnsName under(DnsName suffix) {
    int length = wire.length - 1 + suffix.wire.length;
    requireThat(length <= MAX_BYTES, "a name of more than 255 bytes");
    byte[] joined = Arrays.copyOf(wire, length);
    System.arraycopy(suffix.wire, 0, joined, wire.length - 1, suffix.wire.length);
    return new DnsName(joined);
  }

  /** True when this is {@code other} or lies below it. */
  public boolean isUnder(DnsName other) {
    int from = wire.length - other.wire.length;
    for (int at = 0; at <= from; at += 1 + (wire[at] & 0xff)) {
      if (at == from) {
        return sameBytes(wire, from, other.wire);
      }
    }
    return false;
  }

  /** Number of labels, without the root: 0 to 127. */
  public int labels() {
    int count = 0;
    for (int at = 0; wire[at] != 0; at += 1 + (wire[at] & 0xff)) {
      count++;
    }
    return count;
  }

  /** The last labels of the name, from the {@code from}th on; 0 gives the name itself. */
  List<DnsName> suffixes() {
    List<DnsName> suffixes = new ArrayList<>();
    for (int at = 0; wire[at] != 0; at += 1 + (wire[at] & 0xff)) {
      suffixes.add(new DnsName(Arrays.copyOfRange(wire, at, wire.length)));
    }
    return suffixes;
  }

  /** First label as it stands on the wire, with its length byte; not for the root. */
  byte[] firstLabel() {
    return Arrays.copyOf(wire, 1 + (wire[0] & 0xff));
  }

  /** Bytes on the wire without compression, 1 to 255. */
  public int length() {
    return wire.length;
  }

  private static boolean sameBytes(byte[] a, int from, byte[] b) {
    for (int i = 0; i < b.length; i++) {
      if (lower(a[from + i]) != lower(b[i])) {
        return false;
      }
    }
    return true;
  }

  /** A length byte is at most 63 and so never taken for a letter. */
  private static int lower(byte b) {
    return b >= 'A' && b <= 'Z' ? b + 32 : b;
  }

  private static void requireThat(boolean sound, String sentence) {
    if (!sound) {
      throw new DnsFormatException(sentence);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof DnsName name
        && name.wire.length == wire.length
        && sameBytes(wire, 0, name.wire);
  }

  @Override
  public int hashCode() {
    int hash = 1;
    for (byte each : wire) {
      hash = 31 * hash + lower(each);
    }
    return hash;
  }

  /** Without a dot at the end; bytes that are no printable ASCII as {@code \DDD}. */
  @Override
  public String toString() {
    if (wire.length == 1) {
      return ".";
    }
    StringBuilder text = new StringBuilder();
    for (int at = 0; wire[at] != 0; at += 1 + (wire[at] & 0xff)) {
      text.append(text.isEmpty() ? "" : ".");
      byte[] label = Arrays.copyOfRange(wire, at + 1, at + 1 + (wire[at] & 0xff));
      NameText.quote(new String(label, StandardCharsets.ISO_8859_1), text);
    }
    return text.toString();
  }
}
