package io.handfast.sim.apps;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Header blocks (RFC 7541) that use the static table and literals without Huffman coding, no
 * dynamic table: every decoder reads them; this one reads only its own.
 */
final class Hpack {
  private static final int AUTHORITY = 1;
  private static final int GET = 2;
  private static final int PATH = 4;
  private static final int HTTP = 6;
  private static final int STATUS_200 = 8;
  private static final int STATUS_404 = 13;
  private static final int CONTENT_LENGTH = 28;
  private static final int INDEXED = 0x80;
  private static final int PREFIX_MAX = 15;

  private Hpack() {}

  static byte[] request(String authority, String path) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(INDEXED | GET);
    out.write(INDEXED | HTTP);
    literal(out, PATH, path);
    literal(out, AUTHORITY, authority);
    return out.toByteArray();
  }

  static byte[] response(boolean found, int length) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(INDEXED | (found ? STATUS_200 : STATUS_404));
    literal(out, CONTENT_LENGTH, Integer.toString(length));
    return out.toByteArray();
  }

  private static void literal(ByteArrayOutputStream out, int name, String value) {
    if (name < PREFIX_MAX) {
      out.write(name);
    } else {
      out.write(PREFIX_MAX);
      out.write(name - PREFIX_MAX);
    }
    out.write(value.length());
    out.writeBytes(value.getBytes(StandardCharsets.US_ASCII));
  }

  /** The path of a request. */
  static String path(byte[] block) {
    int at = 2; // behind method and scheme
    int length = block[at + 1];
    return new String(block, at + 2, length, StandardCharsets.US_ASCII);
  }

  /** The status of a response. */
  static String status(byte[] block) {
    return (block[0] & ~INDEXED & 0xff) == STATUS_200 ? "200" : "404";
  }
}
