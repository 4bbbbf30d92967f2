package io.handfast.tcp;

/**
 * Socket-buffer accounting in one place: Linux doubles what {@code SO_RCVBUF} asks for and offers
 * half of a buffer as window, so that the window is what the application asked for.
 */
final class WindowPolicy {
  private WindowPolicy() {}

  /** Bytes of unread data we let a new connection hold. */
  static int initialSpace(Connection c) {
    int asked = c.options.receiveBuffer;
    return asked == SocketOptions.UNSET ? c.config().getInt(Tunable.TCP_RMEM_DEFAULT) / 2 : asked;
  }

  /** The space auto-tuning gives instead of {@code present}, when {@code wanted} would be right. */
  static int grow(Connection c, int present, int wanted) {
    boolean tuned = c.options.receiveBuffer == SocketOptions.UNSET;
    if (!tuned || !c.config().is(Tunable.TCP_MODERATE_RCVBUF) || c.memoryIsShort()) {
      return present;
    }
    return Math.clamp(wanted, present, maxSpace(c.config(), c.options));
  }

  private static int maxSpace(TcpConfig config, SocketOptions options) {
    return options.receiveBuffer == SocketOptions.UNSET
        ? Math.max(config.getInt(Tunable.TCP_RMEM_MAX), config.getInt(Tunable.TCP_RMEM_DEFAULT) / 2)
        : options.receiveBuffer;
  }

  /** Smallest shift count that lets the largest window be offered (RFC 7323 section 2.3). */
  static int windowScale(TcpConfig config, SocketOptions options) {
    if (!config.is(Tunable.TCP_WINDOW_SCALING)) {
      return 0;
    }
    int shift = 0;
    while (shift < 14 && maxSpace(config, options) >> shift > 65_535) {
      shift++;
    }
    return shift;
  }

  /** Window of a SYN or SYN-ACK: whole segments, at most 65,535 bytes, never scaled. */
  static int synWindow(TcpConfig config, SocketOptions options, int mss) {
    int space =
        options.receiveBuffer == SocketOptions.UNSET
            ? config.getInt(Tunable.TCP_RMEM_DEFAULT) / 2
            : options.receiveBuffer;
    int whole = space > mss ? space / mss * mss : space;
    return Math.min(whole, 65_535);
  }

  /** Bytes the application may have queued to send. */
  static int sendSpace(Connection c) {
    int asked = c.options.sendBuffer;
    if (asked != SocketOptions.UNSET) {
      return 2 * asked; // as on Linux, which counts memory, about half of it overhead
    }
    long window = c.history == null ? 0 : 2L * c.history.window.packets() * c.sndMss();
    long space = Math.max(window, 4L * c.config().get(Tunable.TCP_WMEM_DEFAULT));
    return (int) Math.min(space, c.config().get(Tunable.TCP_WMEM_MAX));
  }

  /** Bytes that may wait for their first transmission before the socket is not writable. */
  static long notSentLowat(Connection c) {
    long asked = c.options.notSentLowat;
    return asked != 0 ? asked : c.config().get(Tunable.TCP_NOTSENT_LOWAT);
  }
}
