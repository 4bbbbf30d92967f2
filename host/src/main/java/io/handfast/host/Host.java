package io.handfast.host;

import io.handfast.ip.Prefix;
import io.handfast.link.LinkCounters;
import io.handfast.names.HostNames;
import io.handfast.names.Resolver;
import io.handfast.nio.Hosts;
import io.handfast.nio.NetworkHost;
import io.handfast.nio.driver.DriverDomain;
import io.handfast.stack.Driver;
import io.handfast.stack.NetworkStack;
import io.handfast.wire.IpAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * A TCP/IP stack of our own on a TUN device, in real time.
 *
 * <p>
 *
 * {@snippet :
 * try (Host host = Host.builder().tun("hf0").address("10.7.0.2/24").open()) {
 *   host.makeDefault();
 *   // from here on java.nio channels of HandfastSelectorProvider live on this host
 * }
 * }
 *
 * <p>A JVM may have several. Each has one daemon thread that drives its stack when no thread of the
 * application does.
 */
public final class Host implements NetworkHost, AutoCloseable {
  private static final long LINGER_NANOS = 1_000_000_000L;
  private static final long LINGER_TICK_NANOS = 2_000_000L;

  private final String name;
  private final String tun;
  private final LinkCounters linkCounters;
  private final NetworkStack stack;
  private final HostPump pump;
  private final DriverDomain domain;
  private final List<Prefix> addresses;
  private final Deque<AutoCloseable> attachments = new ArrayDeque<>();
  private boolean closed;

  Host(
      String name,
      String tun,
      LinkCounters linkCounters,
      NetworkStack stack,
      HostPump pump,
      List<Prefix> addresses) {
    this.name = name;
    this.tun = tun;
    this.linkCounters = linkCounters;
    this.stack = stack;
    this.pump = pump;
    this.addresses = List.copyOf(addresses);
    this.domain = DriverDomain.realTime(name, pump);
  }

  /** Starts to describe a host. */
  public static HostBuilder builder() {
    return new HostBuilder();
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Driver driver() {
    return domain;
  }

  @Override
  public NetworkStack stack() {
    return stack;
  }

  @Override
  public List<IpAddress> addresses() {
    return addresses.stream().map(Prefix::address).toList();
  }

  /** Our addresses with the lengths of their prefixes. */
  public List<Prefix> prefixes() {
    return addresses;
  }

  /** Name of the TUN device, {@value HostBuilder#NO_TUN} without one. */
  public String tunName() {
    return tun;
  }

  /** Traffic and drops of the TUN device; rough when read without the driver's lock. */
  public LinkCounters linkCounters() {
    return linkCounters;
  }

  /**
   * Who looks up names for this host, {@code InetAddress} included.
   *
   * @throws IllegalStateException when the host is closed
   */
  public Resolver resolver() {
    return HostNames.of(this).orElseThrow(() -> new IllegalStateException(name + " is closed"));
  }

  /** Makes channels live here unless their bind or their scope says otherwise. */
  public Host makeDefault() {
    Hosts.setDefault(this);
    return this;
  }

  /** What {@link #close} ends first, the latest before the others. */
  void endWith(AutoCloseable attachment) {
    attachments.push(attachment);
  }

  /**
   * Ends the stack, its thread and the TUN, with its interface and routes when it is not a
   * persistent one. Connections that the application has closed have up to a second to come to
   * their end; those still open are reset, which ends calls that wait on them. Idempotent.
   */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    Hosts.unregister(this);
    HostNames.forget(this);
    closeAttachments();
    awaitOrphans();
    domain.lock();
    try {
      pump.end(domain.now());
    } finally {
      domain.unlock();
    }
    domain.close();
    domain.lock(); // a link is touched under the domain lock only
    try {
      pump.close();
    } finally {
      domain.unlock();
    }
  }

  /** Connections without an application may have data or a FIN on the way. */
  private void awaitOrphans() {
    long deadline = domain.now() + LINGER_NANOS;
    while (hasOrphans() && domain.now() < deadline && !Thread.currentThread().isInterrupted()) {
      LockSupport.parkNanos(LINGER_TICK_NANOS);
    }
  }

  private boolean hasOrphans() {
    domain.lock();
    try {
      return stack.tcp().orphans() > 0;
    } finally {
      domain.unlock();
    }
  }

  private void closeAttachments() {
    for (AutoCloseable each : attachments) {
      try {
        each.close();
      } catch (Exception e) {
        throw new IllegalStateException(name + ": " + each + " did not close", e);
      }
    }
  }

  @Override
  public String toString() {
    return name + " " + addresses + " on " + tun;
  }
}
