package io.handfast.sim.apps;

import java.io.ByteArrayOutputStream;

/** Small work on byte arrays. */
final class Bytes {
  private Bytes() {}

  static byte[] join(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] each : parts) {
      out.writeBytes(each);
    }
    return out.toByteArray();
  }
}
