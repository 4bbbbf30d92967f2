package io.handfast.wire;

import java.lang.foreign.MemorySegment;

/**
 * Writes TCP options where they are to lie, without allocating, in the layout that Linux uses; the
 * order of options is a fingerprint that middleboxes know.
 *
 * <p>Every method writes at {@code at}, pads with NOP to a multiple of 4 bytes and returns the
 * bytes written, so that calls chain: {@code at += mss(memory, at, 1460)}. Nobody counts to 40
 * here: the caller asks {@link #sackBlocksThatFit} before it writes SACK blocks.
 */
public final class TcpOptionsWriter {
  /** Most bytes of options in one header (RFC 9293 section 3.1: data offset has four bits). */
  public static final int MAX_LENGTH = 40;

  /** Bytes that timestamps take in a segment without SYN: NOP, NOP, kind, length, two values. */
  public static final int TIMESTAMPS_LENGTH = 12;

  private static final int NOP_NOP = TcpOptions.NOP << 24 | TcpOptions.NOP << 16;

  private TcpOptionsWriter() {}

  /** Maximum segment size, 0 to 65,535 (RFC 9293 section 3.7.1); 4 bytes. */
  public static int mss(MemorySegment memory, long at, int mss) {
    Bytes.put32(memory, at, TcpOptions.MSS << 24 | 4 << 16 | mss & 0xffff);
    return 4;
  }

  /** NOP and window scale, shift count 0 to 14 (RFC 7323 section 2.2); 4 bytes. */
  public static int windowScale(MemorySegment memory, long at, int shift) {
    Bytes.put32(memory, at, TcpOptions.NOP << 24 | TcpOptions.WINDOW_SCALE << 16 | 3 << 8 | shift);
    return 4;
  }

  /** NOP, NOP, SACK-permitted (RFC 2018 section 2); 4 bytes. */
  public static int sackPermitted(MemorySegment memory, long at) {
    Bytes.put32(memory, at, NOP_NOP | TcpOptions.SACK_PERMITTED << 8 | 2);
    return 4;
  }

  /** NOP, NOP, timestamps (RFC 7323 section 3.2 and appendix A); 12 bytes. */
  public static int timestamps(MemorySegment memory, long at, int tsVal, int tsEcr) {
    return timestamps(memory, at, NOP_NOP, tsVal, tsEcr);
  }

  /** SACK-permitted takes the place of the two NOPs before the timestamps; 12 bytes. */
  public static int sackPermittedAndTimestamps(
      MemorySegment memory, long at, int tsVal, int tsEcr) {
    return timestamps(memory, at, TcpOptions.SACK_PERMITTED << 24 | 2 << 16, tsVal, tsEcr);
  }

  private static int timestamps(MemorySegment memory, long at, int before, int tsVal, int tsEcr) {
    Bytes.put32(memory, at, before | TcpOptions.TIMESTAMPS << 8 | 10);
    Bytes.put32(memory, at + 4, tsVal);
    Bytes.put32(memory, at + 8, tsEcr);
    return TIMESTAMPS_LENGTH;
  }

  /**
   * NOP, NOP, SACK (RFC 2018 section 3); 4 + 8 × {@code count} bytes, or nothing when {@code count}
   * is 0.
   *
   * @param edges left and right edge of each block in turn, the most recent block first
   * @param count blocks to write, 0 to {@link #sackBlocksThatFit}
   */
  public static int sack(MemorySegment memory, long at, int[] edges, int count) {
    if (count == 0) {
      return 0;
    }
    Bytes.put32(memory, at, NOP_NOP | TcpOptions.SACK << 8 | 2 + 8 * count);
    for (int i = 0; i < 2 * count; i++) {
      Bytes.put32(memory, at + 4 + 4L * i, edges[i]);
    }
    return 4 + 8 * count;
  }

  /** Blocks that fit behind {@code used} bytes of other options: 0 to 4; 3 behind timestamps. */
  public static int sackBlocksThatFit(int used) {
    return Math.max(0, (MAX_LENGTH - used - 4) / 8);
  }

  /**
   * Fast Open cookie, or the request for one when {@code length} is 0 (RFC 7413 section 4.1.1),
   * padded behind; 4 to 20 bytes.
   *
   * @param length cookie in bytes: 0, or an even number from 4 to 16
   */
  public static int fastOpen(
      MemorySegment memory, long at, MemorySegment cookie, long cookieOffset, int length) {
    Bytes.put8(memory, at, TcpOptions.FAST_OPEN);
    Bytes.put8(memory, at + 1, 2 + length);
    MemorySegment.copy(cookie, cookieOffset, memory, at + 2, length);
    return padWithNop(memory, at, 2 + length);
  }

  /**
   * The same in the form for experiments that came before (RFC 6994); 4 to 20 bytes.
   *
   * @param length cookie in bytes: 0, or an even number from 4 to 16
   */
  public static int fastOpenExperiment(
      MemorySegment memory, long at, MemorySegment cookie, long cookieOffset, int length) {
    int head = TcpOptions.EXPERIMENT << 24 | 4 + length << 16 | TcpOptions.FAST_OPEN_EXPERIMENT;
    Bytes.put32(memory, at, head);
    MemorySegment.copy(cookie, cookieOffset, memory, at + 4, length);
    return padWithNop(memory, at, 4 + length);
  }

  /** Bytes that {@link #accEcn} takes for that many counters: 4, 8, 8 or 12. */
  public static int accEcnLength(int fields) {
    return 2 + 3 * fields + 3 & ~3;
  }

  /**
   * AccECN (RFC 9768 section 3.2.3), padded behind.
   *
   * @param kind {@link TcpOptions#ACCECN0} or {@link TcpOptions#ACCECN1}
   * @param fields how many of the counters, 0 to 3; of each the low 24 bits
   */
  public static int accEcn(
      MemorySegment memory, long at, int kind, int fields, int first, int second, int third) {
    int length = 2 + 3 * fields;
    Bytes.put8(memory, at, kind);
    Bytes.put8(memory, at + 1, length);
    for (int i = 0; i < fields; i++) {
      int counter = i == 0 ? first : i == 1 ? second : third;
      Bytes.put8(memory, at + 2 + 3L * i, counter >>> 16 & 0xff);
      Bytes.put16(memory, at + 3 + 3L * i, counter & 0xffff);
    }
    return padWithNop(memory, at, length);
  }

  /**
   * User timeout (RFC 5482 section 3); 4 bytes.
   *
   * @param granularityAndTimeout 16 bits as they stand: minutes when the highest is set, else
   *     seconds
   */
  public static int userTimeout(MemorySegment memory, long at, int granularityAndTimeout) {
    Bytes.put32(
        memory, at, TcpOptions.USER_TIMEOUT << 24 | 4 << 16 | granularityAndTimeout & 0xffff);
    return 4;
  }

  /**
   * The options of a SYN or SYN,ACK as Linux lays them out: MSS, then SACK-permitted with
   * timestamps (or whichever of the two is wanted), then NOP and window scale; 4 to 20 bytes.
   *
   * @param windowScale shift count 0 to 14, or -1 to leave the option out
   */
  public static int syn(
      MemorySegment memory,
      long at,
      int mss,
      boolean sackPermitted,
      boolean timestamps,
      int tsVal,
      int tsEcr,
      int windowScale) {
    int length = mss(memory, at, mss);
    if (timestamps) {
      length +=
          sackPermitted
              ? sackPermittedAndTimestamps(memory, at + length, tsVal, tsEcr)
              : timestamps(memory, at + length, tsVal, tsEcr);
    } else if (sackPermitted) {
      length += sackPermitted(memory, at + length);
    }
    return windowScale < 0 ? length : length + windowScale(memory, at + length, windowScale);
  }

  /** Fills up to the next multiple of 4 with NOP; returns the padded length. */
  static int padWithNop(MemorySegment memory, long at, int length) {
    int padded = length + 3 & ~3;
    for (int i = length; i < padded; i++) {
      Bytes.put8(memory, at + i, TcpOptions.NOP);
    }
    return padded;
  }
}
