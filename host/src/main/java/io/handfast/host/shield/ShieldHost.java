package io.handfast.host.shield;

import io.handfast.buffer.BufferPool;
import io.handfast.buffer.Packet;
import io.handfast.link.LinkException;
import io.handfast.link.NetInterface;
import io.handfast.link.NetNamespace;
import io.handfast.link.Poller;
import io.handfast.link.TunLink;
import io.handfast.link.TunOptions;
import io.handfast.secret.KeyedHash;
import io.handfast.shield.Shield;
import io.handfast.shield.ShieldConfig;
import io.handfast.shield.ShieldCount;
import io.handfast.shield.ShieldStatus;
import io.handfast.shield.Side;
import io.handfast.stack.OutPacket;
import io.handfast.timer.Timer;
import java.lang.foreign.MemorySegment;
import java.security.SecureRandom;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** A {@link Shield} between two TUN devices, with a thread of its own. */
public final class ShieldHost implements AutoCloseable {
  private static final int BATCH = 64;

  private final TunLink outside;
  private final TunLink inside;
  private final Poller poller;
  private final Shield shield;
  private final OutPacket out = new OutPacket();
  private final Packet packet = new BufferPool().acquirePacket(65_535);
  private final Thread thread;
  private volatile boolean closed;

  /**
   * Opens both devices and begins.
   *
   * @param from the device towards clients, {@code to} the one towards servers
   * @throws LinkException when a device cannot be opened or configured
   */
  public static ShieldHost open(ShieldEnd from, ShieldEnd to, ShieldConfig config) {
    TunLink outside = openTun(from);
    try {
      return new ShieldHost(outside, openTun(to), config);
    } catch (RuntimeException e) {
      outside.close();
      throw e;
    }
  }

  private ShieldHost(TunLink outside, TunLink inside, ShieldConfig config) {
    this.outside = outside;
    this.inside = inside;
    this.poller = new Poller(outside, inside);
    SecureRandom random = new SecureRandom();
    KeyedHash secret = new KeyedHash(random.nextLong(), random.nextLong());
    this.shield = new Shield(config, secret, this::send, System.nanoTime());
    this.thread = Thread.ofPlatform().daemon().name("shield").start(this::run);
  }

  private static TunLink openTun(ShieldEnd end) {
    Optional<String> where = end.namespace();
    if (where.isEmpty()) {
      return openTunHere(end);
    }
    try (NetNamespace namespace = NetNamespace.existing(where.get())) {
      return namespace.call(() -> openTunHere(end));
    }
  }

  /** Without offload: then every packet has its own headers, and whole checksums. */
  private static TunLink openTunHere(ShieldEnd end) {
    TunOptions options = TunOptions.named(end.tun()).withOffload(false);
    for (var each : end.addresses()) {
      options = options.withAddress(each);
    }
    TunLink link = TunLink.open(options);
    try {
      NetInterface kernels = NetInterface.named(link.name());
      end.routes().forEach(each -> kernels.route(each.network(), each.length()));
      return link;
    } catch (RuntimeException e) {
      link.close();
      throw e;
    }
  }

  private void send(Side to, MemorySegment memory, int offset, int length, boolean own) {
    out.header = memory;
    out.headerOffset = offset;
    out.headerLength = length;
    (to == Side.OUTSIDE ? outside : inside).send(out);
  }

  private void run() {
    while (!closed) {
      boolean busy;
      long next;
      synchronized (shield) {
        busy = drain(outside, Side.OUTSIDE) | drain(inside, Side.INSIDE);
        next = shield.poll(System.nanoTime());
      }
      if (!busy) {
        long wait = next == Timer.NEVER ? Poller.FOREVER : Math.max(0, next - System.nanoTime());
        poller.await(wait);
      }
    }
  }

  private boolean drain(TunLink link, Side from) {
    int taken = 0;
    packet.reset(BufferPool.HEADROOM);
    while (taken < BATCH && link.receive(packet)) {
      shield.receive(from, packet.memory(), packet.offset, packet.length, System.nanoTime());
      packet.reset(BufferPool.HEADROOM);
      taken++;
    }
    return taken == BATCH;
  }

  /** What is held at this moment. */
  public ShieldStatus status() {
    synchronized (shield) {
      return shield.status();
    }
  }

  /** What was counted so far. */
  public Map<ShieldCount, Long> counts() {
    synchronized (shield) {
      Map<ShieldCount, Long> all = new EnumMap<>(ShieldCount.class);
      for (ShieldCount each : ShieldCount.values()) {
        all.put(each, shield.get(each));
      }
      return all;
    }
  }

  /** Ends the thread and both devices. */
  @Override
  public void close() {
    closed = true;
    poller.kick();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    poller.close();
    outside.close();
    inside.close();
  }
}
