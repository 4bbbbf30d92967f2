package io.handfast.trace;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** Bytes of a capture file with its byte order, and the warnings on the way. */
final class CaptureInput {
  /** Most bytes believed to be one packet or block; more is taken for a damaged file. */
  static final int MAX_BLOCK = 16 << 20;

  private static final int MAX_WARNINGS = 100;

  private final InputStream in;
  private final List<String> warnings = new ArrayList<>();
  private ByteOrder order = ByteOrder.BIG_ENDIAN;
  private long position;

  CaptureInput(InputStream in) {
    this.in = in;
  }

  void order(ByteOrder order) {
    this.order = order;
  }

  ByteOrder order() {
    return order;
  }

  /** Bytes read so far. */
  long position() {
    return position;
  }

  /** The next {@code length} bytes; fewer at the end of the file. */
  ByteBuffer read(int length) throws IOException {
    byte[] bytes = in.readNBytes(length);
    position += bytes.length;
    return ByteBuffer.wrap(bytes).order(order);
  }

  /** The next {@code length} bytes, or null (with a warning unless at once) at the end. */
  ByteBuffer readWhole(int length, String what) throws IOException {
    ByteBuffer bytes = read(length);
    if (bytes.remaining() == length) {
      return bytes;
    }
    warn("file ends inside " + what);
    return null;
  }

  void warn(String sentence) {
    if (warnings.size() < MAX_WARNINGS) {
      warnings.add(sentence + " (at byte " + position + ")");
    }
  }

  List<String> warnings() {
    return List.copyOf(warnings);
  }

  void close() throws IOException {
    in.close();
  }
}
