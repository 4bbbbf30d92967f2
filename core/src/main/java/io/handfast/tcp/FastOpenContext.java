package io.handfast.tcp;

import io.handfast.secret.KeyedHash;

/** What the connections of a stack share for Fast Open (RFC 7413). */
final class FastOpenContext {
  // Bits of tcp_fastopen, as Linux has them.
  static final int CLIENT = 1;
  static final int SERVER = 2;

  /** Clients send data without a cookie or a request for one. */
  static final int CLIENT_NO_COOKIE = 4;

  /** Servers take data without a cookie. */
  static final int SERVER_NO_COOKIE = 0x200;

  /** Every listener does it, whether TCP_FASTOPEN is set or not. */
  static final int ALL_LISTENERS = 0x400;

  final FastOpenCookies cookies;
  final FastOpenCache cache = new FastOpenCache();
  final FastOpenPause pause;

  FastOpenContext(Tcp tcp, KeyedHash secret) {
    this.cookies = new FastOpenCookies(secret);
    this.pause = new FastOpenPause(tcp);
  }

  /** All of these bits of {@code tcp_fastopen} are set. */
  static boolean has(TcpConfig config, int bits) {
    return (config.getInt(Tunable.TCP_FASTOPEN) & bits) == bits;
  }
}
