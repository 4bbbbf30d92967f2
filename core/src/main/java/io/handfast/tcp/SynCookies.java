package io.handfast.tcp;

import io.handfast.secret.KeyedHash;

/**
 * SYN cookies (RFC 4987 section 3.6): what a half-open connection would remember, written into the
 * initial sequence number and the timestamp of the SYN-ACK, so that a flood of SYNs costs no
 * memory.
 *
 * <p>The number is {@code F(flow) + IRS + slice·2^24 + (G(flow, slice) + mss) mod 2^24}: it proves
 * that we sent it, to this flow, for this SYN, in this slice of 64 s or the one before, and carries
 * an index into a table of segment sizes. The six low bits of the timestamp carry window scale,
 * SACK and ECN. A cookie that has opened a connection does not open another one, as far as a table
 * of fixed size can remember.
 */
public final class SynCookies {
  /** Length of a slice, ns. A cookie is good for one to two slices: 64 to 128 s. */
  static final long SLICE = 64_000_000_000L;

  /** Slices, the present one included, whose cookies are good. */
  static final int GOOD_SLICES = 2;

  /** Time after which no cookie that was sent is good any more, ns. */
  public static final long LIFETIME = GOOD_SLICES * SLICE;

  /** What {@link #check} says of a number that is no good cookie of ours. */
  public static final int BAD = -1;

  /** What {@link #check} says of a cookie that has opened a connection before. */
  public static final int USED = -2;

  private static final int SLICE_SHIFT = 24;
  private static final int LOW_MASK = (1 << SLICE_SHIFT) - 1;

  /** Segment sizes that most peers offer, rounded down to (Ethernet, PPPoE, tunnels, minimum). */
  private static final int[] MSS_V4 = {536, 1_300, 1_440, 1_460};

  private static final int[] MSS_V6 = {1_220, 1_420, 1_440, 8_940};

  private static final int USED_SLOTS = 1 << 14;

  private final KeyedHash flowSecret;
  private final KeyedHash sliceSecret;
  private final KeyedHash[] sliceKeys = new KeyedHash[GOOD_SLICES];
  private final long[] sliceNumbers = {-1, -1};

  /** Fingerprints of cookies that have opened a connection; a new one displaces the older. */
  private long[] used;

  /** Cookies under a secret. */
  public SynCookies(KeyedHash secret) {
    flowSecret = secret.derive("SYN cookie of a flow");
    sliceSecret = secret.derive("SYN cookie of a slice");
  }

  /**
   * The initial sequence number that answers a SYN.
   *
   * @param irs the SYN's sequence number
   * @param mssIndex of {@link #mssIndex}
   */
  public int make(FlowKey flow, int irs, int mssIndex, long now) {
    long slice = now / SLICE;
    int low = low(flow, slice) + mssIndex & LOW_MASK;
    return (int) flow.hash(flowSecret) + irs + ((int) slice << SLICE_SHIFT) + low;
  }

  /**
   * Whether a number is a cookie that we sent to this flow for this SYN.
   *
   * @param cookie the acknowledgement number less one
   * @return index of the peer's segment size for {@link #mss}, {@link #BAD} or {@link #USED}
   */
  public int check(FlowKey flow, int irs, int cookie, long now) {
    int rest = cookie - (int) flow.hash(flowSecret) - irs;
    long slice = now / SLICE;
    int age = (int) slice - (rest >>> SLICE_SHIFT) & 0xff;
    if (age >= GOOD_SLICES || age > slice) {
      return BAD;
    }
    int index = rest - low(flow, slice - age) & LOW_MASK;
    if (index >= MSS_V4.length) {
      return BAD;
    }
    return used != null && used[slot(flow, cookie)] == fingerprint(flow, cookie) ? USED : index;
  }

  /** Remembers that a cookie has opened a connection. */
  public void use(FlowKey flow, int cookie) {
    if (used == null) {
      used = new long[USED_SLOTS];
    }
    used[slot(flow, cookie)] = fingerprint(flow, cookie);
  }

  private long fingerprint(FlowKey flow, int cookie) {
    return flow.hash(sliceSecret) ^ Integer.toUnsignedLong(cookie) << 1 | 1;
  }

  private int slot(FlowKey flow, int cookie) {
    return (int) (fingerprint(flow, cookie) >>> 40) & USED_SLOTS - 1;
  }

  private int low(FlowKey flow, long slice) {
    int place = (int) slice & GOOD_SLICES - 1;
    if (sliceNumbers[place] != slice) {
      sliceNumbers[place] = slice;
      sliceKeys[place] =
          new KeyedHash(sliceSecret.hash(slice, 1, 0, 0, 0), sliceSecret.hash(slice, 2, 0, 0, 0));
    }
    return (int) flow.hash(sliceKeys[place]) & LOW_MASK;
  }

  // ---- segment size ----

  /** Index of the largest size in the family's table that is not above {@code mss}. */
  public static int mssIndex(boolean v4, int mss) {
    int[] sizes = v4 ? MSS_V4 : MSS_V6;
    int index = sizes.length - 1;
    while (index > 0 && sizes[index] > mss) {
      index--;
    }
    return index;
  }

  /** Size at an index of {@link #mssIndex}, bytes. */
  public static int mss(boolean v4, int index) {
    return (v4 ? MSS_V4 : MSS_V6)[index];
  }

  // ---- what the timestamp carries ----

  /** Low bits of a cookie's timestamp. */
  static final int TIMESTAMP_BITS = 6;

  private static final int TIMESTAMP_MASK = (1 << TIMESTAMP_BITS) - 1;
  private static final int NO_SCALE = 0xf;
  private static final int SACK = 1 << 4;
  private static final int ECN = 1 << 5;

  /** What both ends agreed on, as six bits; {@code windowScale} is the peer's, or -1. */
  public static int agreement(int windowScale, boolean sack, boolean ecn) {
    return (windowScale < 0 ? NO_SCALE : windowScale) | (sack ? SACK : 0) | (ecn ? ECN : 0);
  }

  /** The latest timestamp, not after {@code tsVal}, that carries the agreement. */
  public static int timestamp(int tsVal, int agreement) {
    int carrying = tsVal & ~TIMESTAMP_MASK | agreement;
    return carrying - tsVal > 0 ? carrying - (1 << TIMESTAMP_BITS) : carrying;
  }

  /** The peer's window scale in an echoed timestamp, 0 to 14, or -1 for none. */
  public static int windowScale(int tsEcr) {
    int scale = tsEcr & NO_SCALE;
    return scale == NO_SCALE ? -1 : scale;
  }

  /** Whether the echoed timestamp says that SACK was agreed on. */
  public static boolean sack(int tsEcr) {
    return (tsEcr & SACK) != 0;
  }

  /** Whether the echoed timestamp says that ECN was agreed on. */
  public static boolean ecn(int tsEcr) {
    return (tsEcr & ECN) != 0;
  }
}
