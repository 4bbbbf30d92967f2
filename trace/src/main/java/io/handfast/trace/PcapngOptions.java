package io.handfast.trace;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Walks the options at the end of a pcapng block, as far as they are sound. */
final class PcapngOptions {
  /** Takes one option; {@code value} starts at it and is limited to it. */
  interface Visitor {
    void option(int code, ByteBuffer value);
  }

  private PcapngOptions() {}

  static void walk(ByteBuffer options, Visitor visitor) {
    while (options.remaining() >= 4) {
      int code = options.getShort() & 0xffff;
      int length = options.getShort() & 0xffff;
      if (code == 0 || length > options.remaining()) {
        return;
      }
      visitor.option(code, options.slice(options.position(), length).order(options.order()));
      int padded = length + 3 & ~3;
      options.position(Math.min(options.limit(), options.position() + padded));
    }
  }

  static String text(ByteBuffer value) {
    return StandardCharsets.UTF_8.decode(value).toString();
  }
}
