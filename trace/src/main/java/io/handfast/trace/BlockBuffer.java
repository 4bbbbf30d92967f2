package io.handfast.trace;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Builds one little-endian pcapng block after the other in memory that is used again. */
final class BlockBuffer {
  private static final int END_OF_OPTIONS = 0;

  private byte[] bytes = new byte[4096];
  private ByteBuffer buffer = wrap(bytes);

  private static ByteBuffer wrap(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  BlockBuffer start(int type) {
    buffer.clear();
    return u32(type).u32(0); // the length comes when it is known
  }

  BlockBuffer u16(int value) {
    room(2).putShort((short) value);
    return this;
  }

  BlockBuffer u32(int value) {
    room(4).putInt(value);
    return this;
  }

  BlockBuffer u64(long value) {
    room(8).putLong(value);
    return this;
  }

  BlockBuffer bytes(byte[] data) {
    room(data.length).put(data);
    return this;
  }

  BlockBuffer memory(MemorySegment data, long offset, int length) {
    room(length);
    MemorySegment.copy(data, offset, MemorySegment.ofArray(bytes), buffer.position(), length);
    buffer.position(buffer.position() + length);
    return this;
  }

  /** Zeros up to the next 32-bit boundary. */
  BlockBuffer pad() {
    while ((buffer.position() & 3) != 0) {
      room(1).put((byte) 0);
    }
    return this;
  }

  BlockBuffer option(int code, byte[] value) {
    return u16(code).u16(value.length).bytes(value).pad();
  }

  /** A text option; an empty text is left out, one above 65,535 bytes is cut. */
  BlockBuffer option(int code, String value) {
    byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
    if (utf8.length > 0xffff) {
      utf8 = java.util.Arrays.copyOf(utf8, 0xffff);
    }
    return utf8.length == 0 ? this : option(code, utf8);
  }

  void finish(OutputStream out) throws IOException {
    u16(END_OF_OPTIONS).u16(0);
    finishWithoutOptions(out);
  }

  void finishWithoutOptions(OutputStream out) throws IOException {
    int length = buffer.position() + 4;
    u32(length);
    buffer.putInt(4, length);
    out.write(bytes, 0, length);
  }

  private ByteBuffer room(int more) {
    if (buffer.remaining() < more) {
      int position = buffer.position();
      bytes = java.util.Arrays.copyOf(bytes, Math.max(2 * bytes.length, position + more + 64));
      buffer = wrap(bytes).position(position);
    }
    return buffer;
  }
}
