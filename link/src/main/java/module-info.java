/**
 * Ways in and out for IP packets in real time: TUN devices through {@code java.lang.foreign}, wires
 * in memory, and decorators that cut super-segments or damage traffic.
 *
 * <p>Start reading at {@link io.handfast.link.TunLink}. This module calls native code: run with
 * {@code --enable-native-access=io.handfast.link}.
 */
module io.handfast.link {
  requires transitive io.handfast.trace;

  exports io.handfast.link;
  exports io.handfast.link.dhcp;
}
