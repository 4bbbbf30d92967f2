package io.handfast.sim.proof;

import io.handfast.tcp.TcpConfig;
import io.handfast.tcp.Tunable;

/**
 * What both ends of a {@link World} are like.
 *
 * @param unit bytes of one write
 * @param receiveBuffer in bytes; 0 for the default
 * @param readsByMove the applications read when a move says so, else whatever comes at once
 * @param connectsAgain when a connection is gone, the same ports may be connected anew
 */
record Setup(
    TcpConfig config, int unit, int receiveBuffer, boolean readsByMove, boolean connectsAgain) {
  /** No options beyond the MSS, and patience, so that nothing is given up by mere lateness. */
  private static final TcpConfig CONFIG =
      TcpConfig.LINUX
          .with(Tunable.TCP_TIMESTAMPS, 0)
          .with(Tunable.TCP_WINDOW_SCALING, 0)
          .with(Tunable.TCP_SYN_LINEAR_TIMEOUTS, 0)
          .with(Tunable.TCP_SYNACK_RETRIES, 8)
          .with(Tunable.TCP_ORPHAN_RETRIES, 15);

  static final Setup PLAIN = new Setup(CONFIG, 10, 0, false, false);

  static final Setup TIMESTAMPS_AND_SCALE =
      new Setup(
          CONFIG.with(Tunable.TCP_TIMESTAMPS, 1).with(Tunable.TCP_WINDOW_SCALING, 1),
          10,
          200_000,
          false,
          false);

  /** Two writes are more than the buffer takes. */
  static final Setup CLOSING_WINDOWS = new Setup(CONFIG, 1_400, 2_304, true, false);

  static final Setup CONNECTING_AGAIN = new Setup(CONFIG, 10, 0, false, true);
}
