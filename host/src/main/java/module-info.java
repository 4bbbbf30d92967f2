/**
 * Stacks in real time on TUN devices, and the way in for programs that know nothing of them.
 *
 * <p>Start at {@link io.handfast.host.Host}.
 */
module io.handfast.host {
  requires transitive io.handfast.link;
  requires transitive io.handfast.names;
  requires transitive io.handfast.nio;
  requires transitive io.handfast.observe;

  exports io.handfast.host;
  exports io.handfast.host.gateway;
  exports io.handfast.host.shield;
}
