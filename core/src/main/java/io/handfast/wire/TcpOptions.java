package io.handfast.wire;

import java.lang.foreign.MemorySegment;

/**
 * The options of one TCP segment, read into fields; a mutable object that is filled again and again
 * so that reading a segment allocates nothing.
 *
 * <p>Reading never fails and always ends: an option of impossible length ends the list and is
 * remembered in {@link #malformed()} (RFC 9293 section 3.1, MUST-7: "MUST be prepared to handle an
 * illegal option length"). Of a repeated option the first one counts.
 */
public final class TcpOptions {
  public static final int END = 0;
  public static final int NOP = 1;
  public static final int MSS = 2;
  public static final int WINDOW_SCALE = 3;
  public static final int SACK_PERMITTED = 4;
  public static final int SACK = 5;
  public static final int TIMESTAMPS = 8;
  public static final int USER_TIMEOUT = 28;
  public static final int FAST_OPEN = 34;

  /** Bytes received as ECT(0), CE and ECT(1), in this order (RFC 9768 section 3.2.3). */
  public static final int ACCECN0 = 172;

  /** The same counters as ECT(1), CE and ECT(0). */
  public static final int ACCECN1 = 174;

  /** Kind for experiments (RFC 6994); the next 16 bits say which. */
  public static final int EXPERIMENT = 254;

  /** Number of the experiment that became Fast Open. */
  public static final int FAST_OPEN_EXPERIMENT = 0xf989;

  /** Largest shift count (RFC 7323 section 2.3); a larger one is used as this. */
  public static final int MAX_WINDOW_SCALE = 14;

  /** Most SACK blocks in 40 bytes of options. */
  public static final int MAX_SACK_BLOCKS = 4;

  private int mss;
  private int windowScale;
  private boolean sackPermitted;
  private boolean timestamps;
  private int tsVal;
  private int tsEcr;
  private int userTimeout;
  private int fastOpenLength;
  private long fastOpenOffset;
  private boolean fastOpenExperiment;
  private int sackCount;
  private final int[] sack = new int[2 * MAX_SACK_BLOCKS];
  private int accEcnKind;
  private int accEcnFields;
  private final int[] accEcn = new int[3];
  private boolean malformed;

  /** Holds no option. */
  public TcpOptions() {
    clear();
  }

  /** Forgets everything. */
  public void clear() {
    mss = -1;
    windowScale = -1;
    sackPermitted = false;
    timestamps = false;
    tsVal = 0;
    tsEcr = 0;
    userTimeout = -1;
    fastOpenLength = -1;
    sackCount = 0;
    accEcnKind = 0;
    accEcnFields = 0;
    malformed = false;
  }

  /** Reads the options of a segment that {@link TcpView#wrap} has accepted. */
  public void parse(TcpView segment) {
    parse(segment.memory(), segment.optionsOffset(), segment.optionsLength());
  }

  /** Reads {@code length} bytes of options. */
  public void parse(MemorySegment memory, long offset, int length) {
    clear();
    int at = 0;
    while (at < length) {
      int kind = Bytes.u8(memory, offset + at);
      if (kind == END) {
        return;
      }
      if (kind == NOP) {
        at++;
        continue;
      }
      int size = at + 1 < length ? Bytes.u8(memory, offset + at + 1) : 0;
      if (size < 2 || at + size > length) {
        malformed = true;
        return;
      }
      option(kind, memory, offset + at, size);
      at += size;
    }
  }

  private void option(int kind, MemorySegment memory, long at, int size) {
    switch (kind) {
      case MSS -> mss = size == 4 && mss < 0 ? Bytes.u16(memory, at + 2) : mss;
      case WINDOW_SCALE -> {
        if (size == 3 && windowScale < 0) {
          windowScale = Math.min(Bytes.u8(memory, at + 2), MAX_WINDOW_SCALE);
        }
      }
      case SACK_PERMITTED -> sackPermitted |= size == 2;
      case SACK -> sackBlocks(memory, at, size);
      case TIMESTAMPS -> {
        if (size == 10 && !timestamps) {
          timestamps = true;
          tsVal = Bytes.i32(memory, at + 2);
          tsEcr = Bytes.i32(memory, at + 6);
        }
      }
      case USER_TIMEOUT ->
          userTimeout = size == 4 && userTimeout < 0 ? Bytes.u16(memory, at + 2) : userTimeout;
      case FAST_OPEN -> fastOpen(at + 2, size - 2, false);
      case ACCECN0, ACCECN1 -> accEcn(kind, memory, at + 2, (size - 2) / 3);
      case EXPERIMENT -> {
        if (size >= 4 && Bytes.u16(memory, at + 2) == FAST_OPEN_EXPERIMENT) {
          fastOpen(at + 4, size - 4, true);
        }
      }
      default -> {}
    }
  }

  /** Of any length the whole fields count, three at most (RFC 9768 section 3.2.3). */
  private void accEcn(int kind, MemorySegment memory, long at, int fields) {
    if (accEcnKind != 0) {
      return;
    }
    accEcnKind = kind;
    accEcnFields = Math.min(fields, accEcn.length);
    for (int i = 0; i < accEcnFields; i++) {
      accEcn[i] = Bytes.u8(memory, at + 3L * i) << 16 | Bytes.u16(memory, at + 3L * i + 1);
    }
  }

  private void fastOpen(long at, int length, boolean experiment) {
    boolean sound = length == 0 || length >= 4 && length <= 16 && (length & 1) == 0;
    if (sound && fastOpenLength < 0) {
      fastOpenLength = length;
      fastOpenOffset = at;
      fastOpenExperiment = experiment;
    }
  }

  private void sackBlocks(MemorySegment memory, long at, int size) {
    if (size < 10 || (size - 2) % 8 != 0 || sackCount > 0) {
      return;
    }
    sackCount = (size - 2) / 8;
    for (int i = 0; i < 2 * sackCount; i++) {
      sack[i] = Bytes.i32(memory, at + 2 + 4L * i);
    }
  }

  /** Maximum segment size, 0 to 65,535, or -1 when absent. */
  public int mss() {
    return mss;
  }

  /** Shift count 0 to 14, or -1 when absent. */
  public int windowScale() {
    return windowScale;
  }

  /** SACK-permitted is there. */
  public boolean sackPermitted() {
    return sackPermitted;
  }

  /** Number of SACK blocks, 0 to 4. */
  public int sackCount() {
    return sackCount;
  }

  /** Left edge of block {@code i}: first sequence number of the block. */
  public int sackLeft(int i) {
    return sack[2 * i];
  }

  /** Right edge of block {@code i}: sequence number after the block. */
  public int sackRight(int i) {
    return sack[2 * i + 1];
  }

  /** Timestamps are there. */
  public boolean hasTimestamps() {
    return timestamps;
  }

  /** TSval. */
  public int tsVal() {
    return tsVal;
  }

  /** TSecr; means something only with ACK set. */
  public int tsEcr() {
    return tsEcr;
  }

  /** User timeout option as it stands: granularity bit and 15 bits (RFC 5482), or -1. */
  public int userTimeout() {
    return userTimeout;
  }

  /** Length of the Fast Open cookie, 0 (request) or 4 to 16 bytes, or -1 when absent. */
  public int fastOpenLength() {
    return fastOpenLength;
  }

  /** Where the Fast Open cookie lies in the memory that was parsed. */
  public long fastOpenOffset() {
    return fastOpenOffset;
  }

  /** The Fast Open cookie came in the form for experiments (RFC 6994). */
  public boolean isFastOpenExperiment() {
    return fastOpenExperiment;
  }

  /** An AccECN option is there, maybe without a field. */
  public boolean hasAccEcn() {
    return accEcnKind != 0;
  }

  /** Bytes that came as ECT(0), 24 bits, or -1 when the AccECN option does not tell. */
  public int accEcnEct0() {
    return accEcn(accEcnKind == ACCECN0 ? 0 : 2);
  }

  /** Bytes that came as CE, 24 bits, or -1. */
  public int accEcnCe() {
    return accEcn(1);
  }

  /** Bytes that came as ECT(1), 24 bits, or -1. */
  public int accEcnEct1() {
    return accEcn(accEcnKind == ACCECN1 ? 0 : 2);
  }

  private int accEcn(int field) {
    return field < accEcnFields ? accEcn[field] : -1;
  }

  /** An option of impossible length ended the list. */
  public boolean malformed() {
    return malformed;
  }
}
