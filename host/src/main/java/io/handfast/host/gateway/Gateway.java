package io.handfast.host.gateway;

import io.handfast.event.Counter;
import io.handfast.event.Counters;
import io.handfast.host.Host;
import io.handfast.ip.Prefix;
import io.handfast.stack.Driver;
import io.handfast.stack.Interface;
import io.handfast.tcp.ForwardStatus;
import io.handfast.tcp.TcpForwarder;
import io.handfast.udp.UdpForwarder;
import io.handfast.wire.IpAddress;

/**
 * Lets whoever is behind a host's TUN reach everything that this process can reach: each TCP
 * connection and UDP flow to any address ends in our stack and goes on through a socket of the
 * kernel's, or through a SOCKS5 server.
 *
 * <p>The upstream comes first: a client gets its SYN-ACK when the upstream is connected, a reset
 * when it refused, an ICMP error when there is no way, and silence when it timed out. Half-closes
 * and resets pass in both directions.
 *
 * <p>One thread moves the data, on a selector of the JVM's default provider, which has to be the
 * kernel's.
 */
public final class Gateway implements AutoCloseable {
  private final Host host;
  private final Loop loop;
  private final TcpForwarder tcp;
  private final UdpForwarder udp;

  private Gateway(Host host, GatewayConfig config) {
    this.host = host;
    this.loop = new Loop(host, config);
    Driver driver = host.driver();
    driver.lock();
    try {
      host.stack().interfaces().stream()
          .filter(each -> each.name().equals(host.tunName()))
          .mapToInt(Interface::index)
          .forEach(host.stack()::acceptAnyAddress);
      tcp = host.stack().tcp().forward(loop::onTcp, config.limits());
      udp = host.stack().udp().forward(loop::onUdp, config.udpFlows(), config.limits().perSource());
    } finally {
      driver.unlock();
    }
  }

  /** Begins to forward what comes in by the host's TUN. The host stays the caller's. */
  public static Gateway start(Host host, GatewayConfig config) {
    Gateway gateway = new Gateway(host, config);
    gateway.loop.start(host.name() + "-gateway");
    return gateway;
  }

  /** True for addresses behind the TUN itself, which are not to be reached through here. */
  static boolean isInside(Host host, IpAddress address) {
    for (Prefix each : host.prefixes()) {
      if (each.contains(address)) {
        return true;
      }
    }
    return false;
  }

  /** What happened so far. */
  public GatewayStatistics statistics() {
    Driver driver = host.driver();
    driver.lock();
    try {
      ForwardStatus flows = tcp.status();
      Counters counters = host.stack().counters();
      Traffic traffic = loop.traffic();
      return new GatewayStatistics(
          flows.inDecision(),
          flows.open(),
          udp.size(),
          counters.get(Counter.STACK_FORWARD_FLOWS),
          counters.get(Counter.STACK_FORWARD_REFUSED),
          counters.get(Counter.STACK_FORWARD_IGNORED),
          counters.get(Counter.STACK_FORWARD_DECISIONS_FULL)
              + counters.get(Counter.STACK_FORWARD_FLOWS_FULL)
              + counters.get(Counter.STACK_FORWARD_SOURCE_FULL),
          traffic.resets,
          traffic.upstreamErrors,
          traffic.bytesOut,
          traffic.bytesIn,
          traffic.datagramsDropped);
    } finally {
      driver.unlock();
    }
  }

  /** The latest reason of this process for a flow to fail, such as no free descriptor; or empty. */
  public String lastError() {
    return loop.traffic().lastError;
  }

  /** Resets all flows and ends the thread; the host is not closed. */
  @Override
  public void close() {
    loop.close();
  }
}
