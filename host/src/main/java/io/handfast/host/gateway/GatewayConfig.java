package io.handfast.host.gateway;

import io.handfast.tcp.ForwardLimits;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;

/**
 * How a gateway goes on.
 *
 * @param socks5 a SOCKS5 server (RFC 1928, no authentication) that all flows go through; without
 *     one they go through the kernel's routes
 * @param limits of TCP flows
 * @param udpFlows UDP flows at most, at least 1
 * @param udpIdle silence after which a UDP flow is forgotten
 */
public record GatewayConfig(
    Optional<InetSocketAddress> socks5, ForwardLimits limits, int udpFlows, Duration udpIdle) {
  /** No SOCKS5 server, standard limits, 4,096 UDP flows that end after 60 s of silence. */
  public static final GatewayConfig STANDARD =
      new GatewayConfig(Optional.empty(), ForwardLimits.STANDARD, 4_096, Duration.ofSeconds(60));

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException when one is out of its range
   */
  public GatewayConfig {
    if (udpFlows < 1) {
      throw new IllegalArgumentException("a limit of flows is at least 1");
    }
    if (udpIdle.isNegative() || udpIdle.isZero()) {
      throw new IllegalArgumentException("the idle time of UDP is more than 0");
    }
  }
}
