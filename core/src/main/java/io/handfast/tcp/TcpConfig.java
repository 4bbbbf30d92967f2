package io.handfast.tcp;

import java.util.Arrays;

/** An immutable snapshot of all {@link Tunable} values; a change makes a new one. */
public final class TcpConfig {
  /** Linux as observed: the default. */
  public static final TcpConfig LINUX = new TcpConfig(standards(), FastOpenKeys.NONE);

  /** RFC 9293 and RFC 6298 to the letter where Linux differs. */
  public static final TcpConfig RFC9293 =
      LINUX
          .with(Tunable.TCP_SYN_RETRIES, 7) // 255 s: R2 of a SYN is at least 3 minutes (MUST-23)
          .with(Tunable.TCP_SYN_LINEAR_TIMEOUTS, 0)
          .with(Tunable.TCP_SYNACK_RETRIES, 7)
          .with(Tunable.TCP_RTO_MIN_MS, 1_000)
          .with(Tunable.TCP_SOFT_ERRORS_END_OPENING, 0) // MUST-56
          .with(Tunable.ACCEPT_SOURCE_ROUTE, 1) // MUST-53
          .with(Tunable.TCP_MSL_MS, 120_000);

  /** The numbers that textbooks and tutorials print. */
  public static final TcpConfig TEXTBOOK =
      LINUX
          .with(Tunable.TCP_SYN_RETRIES, 5)
          .with(Tunable.TCP_SYN_LINEAR_TIMEOUTS, 0)
          .with(Tunable.TCP_MSL_MS, 30_000);

  private static final long MILLI = 1_000_000L;
  private static final long SECOND = 1_000 * MILLI;

  private final long[] values;
  private final FastOpenKeys fastOpenKeys;

  private TcpConfig(long[] values, FastOpenKeys fastOpenKeys) {
    this.values = values;
    this.fastOpenKeys = fastOpenKeys;
  }

  private static long[] standards() {
    return Arrays.stream(Tunable.values()).mapToLong(Tunable::standard).toArray();
  }

  /** A profile by name: {@code linux}, {@code rfc9293} or {@code textbook}. */
  public static TcpConfig profile(String name) {
    return switch (name) {
      case "linux" -> LINUX;
      case "rfc9293" -> RFC9293;
      case "textbook" -> TEXTBOOK;
      default ->
          throw new IllegalArgumentException(
              "no profile '" + name + "'; there are linux, rfc9293 and textbook");
    };
  }

  /**
   * The same with one value changed.
   *
   * @throws IllegalArgumentException when the value is outside the tunable's range
   */
  public TcpConfig with(Tunable tunable, long value) {
    if (value < tunable.min() || value > tunable.max()) {
      throw new IllegalArgumentException(
          tunable.sysctl() + " takes " + tunable.min() + " to " + tunable.max() + ", not " + value);
    }
    long[] changed = values.clone();
    changed[tunable.ordinal()] = value;
    return new TcpConfig(changed, fastOpenKeys);
  }

  /** The same with other keys for the cookies of Fast Open ({@code tcp_fastopen_key}). */
  public TcpConfig with(FastOpenKeys keys) {
    return new TcpConfig(values, keys);
  }

  /** Keys for the cookies of Fast Open. */
  public FastOpenKeys fastOpenKeys() {
    return fastOpenKeys;
  }

  /** Value in the tunable's own unit. */
  public long get(Tunable tunable) {
    return values[tunable.ordinal()];
  }

  /** Value as an int. */
  public int getInt(Tunable tunable) {
    return (int) values[tunable.ordinal()];
  }

  /** True when the value is not 0. */
  public boolean is(Tunable tunable) {
    return values[tunable.ordinal()] != 0;
  }

  /** A tunable that is in seconds, in ns. */
  public long secondsAsNanos(Tunable tunable) {
    return get(tunable) * SECOND;
  }

  /** A tunable that is in milliseconds, in ns. */
  public long millisAsNanos(Tunable tunable) {
    return get(tunable) * MILLI;
  }
}
