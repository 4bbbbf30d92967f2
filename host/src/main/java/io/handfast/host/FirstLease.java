package io.handfast.host;

import io.handfast.buffer.BufferPool;
import io.handfast.buffer.Packet;
import io.handfast.link.EthernetLink;
import io.handfast.link.Poller;
import io.handfast.link.dhcp.DhcpClient;
import io.handfast.link.dhcp.DhcpLease;
import java.security.SecureRandom;
import java.util.Optional;

/** Drives a link until DHCP has given it an address, before there is a stack. */
final class FirstLease {
  private static final long PATIENCE = 30_000_000_000L;

  private FirstLease() {}

  /**
   * Waits for a lease.
   *
   * @throws HostException when no server gave one within 30 s
   */
  static DhcpLease await(EthernetLink link) {
    DhcpClient client = link.askForAddress(new SecureRandom());
    BufferPool pool = new BufferPool();
    Packet packet = pool.acquirePacket(link.maxReceive());
    long end = System.nanoTime() + PATIENCE;
    try (Poller poller = new Poller(link)) {
      Optional<DhcpLease> lease = client.lease();
      while (lease.isEmpty()) {
        long now = System.nanoTime();
        if (now >= end) {
          throw new HostException(link.name() + ": no DHCP server gave an address within 30 s");
        }
        step(link, packet, poller, Math.min(link.poll(now), end) - now);
        lease = client.lease();
      }
      return lease.get();
    } finally {
      packet.release();
    }
  }

  private static void step(EthernetLink link, Packet packet, Poller poller, long nanos) {
    packet.reset(BufferPool.HEADROOM);
    if (!link.receive(packet)) {
      poller.await(Math.max(nanos, 0));
    }
  }
}
