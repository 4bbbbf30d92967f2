package io.handfast.wire;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/** One TCP option as a value (RFC 9293 section 3.1). */
public sealed interface TcpOption {
  /** End of the option list; zeros follow. */
  record End() implements TcpOption {}

  /** One byte of padding. */
  record Nop() implements TcpOption {}

  /** Maximum segment size, 0 to 65,535 bytes. */
  record Mss(int bytes) implements TcpOption {
    /** Checks the range. */
    public Mss {
      Range.check("MSS", bytes, 0xffff);
    }
  }

  /** Window scale as it stands, 0 to 255; more than 14 is not legal (RFC 7323 section 2.3). */
  record WindowScale(int shift) implements TcpOption {
    /** Checks the range. */
    public WindowScale {
      Range.check("shift count", shift, 255);
    }
  }

  /** SACK-permitted (RFC 2018 section 2). */
  record SackPermitted() implements TcpOption {}

  /** SACK blocks, 1 to 4 (RFC 2018 section 3). */
  record Sack(List<Block> blocks) implements TcpOption {
    /** Checks the number of blocks. */
    public Sack {
      blocks = List.copyOf(blocks);
      Range.require(!blocks.isEmpty(), "a SACK option has blocks");
      Range.check("SACK blocks", blocks.size(), TcpOptions.MAX_SACK_BLOCKS);
    }

    /** From left and right edges in turn. */
    public static Sack of(int... edges) {
      List<Block> blocks = new ArrayList<>();
      for (int i = 0; i + 1 < edges.length; i += 2) {
        blocks.add(new Block(edges[i], edges[i + 1]));
      }
      return new Sack(blocks);
    }

    /** Sequence numbers from {@code left} up to but not including {@code right}. */
    public record Block(int left, int right) {}
  }

  /** Timestamps (RFC 7323 section 3.2). */
  record Timestamps(int tsVal, int tsEcr) implements TcpOption {}

  /** User timeout, 16 bits with the granularity as the highest (RFC 5482 section 3). */
  record UserTimeout(int granularityAndTimeout) implements TcpOption {
    /** Checks the range. */
    public UserTimeout {
      Range.check("user timeout", granularityAndTimeout, 0xffff);
    }
  }

  /** Fast Open cookie; empty for a request (RFC 7413 section 4.1.1). */
  record FastOpen(Octets cookie) implements TcpOption {}

  /**
   * Any other option, or one of the above with a length that is not its own.
   *
   * @param kind 2 to 255
   * @param data bytes behind kind and length, 0 to 38
   */
  record Other(int kind, Octets data) implements TcpOption {
    /** Checks the ranges, and that none of the other records is the right one. */
    public Other {
      Range.check("bytes of option", data.length(), TcpOptionsWriter.MAX_LENGTH - 2);
      Range.check("kind", kind, 255);
      Range.require(!isKnown(kind, data.length() + 2), "option kind " + kind + " has its record");
    }
  }

  /** True when a record of its own stands for this kind with this length in bytes. */
  private static boolean isKnown(int kind, int length) {
    return switch (kind) {
      case TcpOptions.END, TcpOptions.NOP, TcpOptions.FAST_OPEN -> true;
      case TcpOptions.MSS, TcpOptions.USER_TIMEOUT -> length == 4;
      case TcpOptions.WINDOW_SCALE -> length == 3;
      case TcpOptions.SACK_PERMITTED -> length == 2;
      case TcpOptions.SACK -> length >= 10 && length % 8 == 2 && length <= 34;
      case TcpOptions.TIMESTAMPS -> length == 10;
      default -> false;
    };
  }

  /** Bytes on the wire; {@link End} counts one. */
  default int length() {
    return switch (this) {
      case End _, Nop _ -> 1;
      case SackPermitted _ -> 2;
      case WindowScale _ -> 3;
      case Mss _, UserTimeout _ -> 4;
      case Timestamps _ -> 10;
      case Sack sack -> 2 + 8 * sack.blocks.size();
      case FastOpen fastOpen -> 2 + fastOpen.cookie.length();
      case Other other -> 2 + other.data.length();
    };
  }

  /** Writes the option without padding; returns {@link #length()}. */
  default int emit(MemorySegment memory, long at) {
    switch (this) {
      case End _ -> Bytes.put8(memory, at, TcpOptions.END);
      case Nop _ -> Bytes.put8(memory, at, TcpOptions.NOP);
      case SackPermitted _ -> start(memory, at, TcpOptions.SACK_PERMITTED);
      case WindowScale scale ->
          Bytes.put8(memory, start(memory, at, TcpOptions.WINDOW_SCALE), scale.shift);
      case Mss mss -> Bytes.put16(memory, start(memory, at, TcpOptions.MSS), mss.bytes);
      case UserTimeout timeout ->
          Bytes.put16(
              memory, start(memory, at, TcpOptions.USER_TIMEOUT), timeout.granularityAndTimeout);
      case Timestamps times -> {
        Bytes.put32(memory, start(memory, at, TcpOptions.TIMESTAMPS), times.tsVal);
        Bytes.put32(memory, at + 6, times.tsEcr);
      }
      case Sack sack -> emitBlocks(memory, start(memory, at, TcpOptions.SACK), sack.blocks);
      case FastOpen open -> open.cookie.copyTo(memory, start(memory, at, TcpOptions.FAST_OPEN));
      case Other other -> other.data.copyTo(memory, start(memory, at, other.kind));
    }
    return length();
  }

  private long start(MemorySegment memory, long at, int kind) {
    Bytes.put8(memory, at, kind);
    Bytes.put8(memory, at + 1, length());
    return at + 2;
  }

  private static void emitBlocks(MemorySegment memory, long at, List<Sack.Block> blocks) {
    for (Sack.Block block : blocks) {
      Bytes.put32(memory, at, block.left);
      Bytes.put32(memory, at + 4, block.right);
      at += 8;
    }
  }

  /** Reads one option of kind 2 or more whose {@code length} bytes are all there. */
  static TcpOption parse(MemorySegment memory, long at, int kind, int length) {
    if (!isKnown(kind, length)) {
      return new Other(kind, Octets.of(memory, at + 2, length - 2));
    }
    return switch (kind) {
      case TcpOptions.MSS -> new Mss(Bytes.u16(memory, at + 2));
      case TcpOptions.USER_TIMEOUT -> new UserTimeout(Bytes.u16(memory, at + 2));
      case TcpOptions.WINDOW_SCALE -> new WindowScale(Bytes.u8(memory, at + 2));
      case TcpOptions.SACK_PERMITTED -> new SackPermitted();
      case TcpOptions.TIMESTAMPS ->
          new Timestamps(Bytes.i32(memory, at + 2), Bytes.i32(memory, at + 6));
      case TcpOptions.FAST_OPEN -> new FastOpen(Octets.of(memory, at + 2, length - 2));
      default -> parseSack(memory, at + 2, (length - 2) / 8);
    };
  }

  private static Sack parseSack(MemorySegment memory, long at, int count) {
    int[] edges = new int[2 * count];
    for (int i = 0; i < edges.length; i++) {
      edges[i] = Bytes.i32(memory, at + 4L * i);
    }
    return Sack.of(edges);
  }
}
