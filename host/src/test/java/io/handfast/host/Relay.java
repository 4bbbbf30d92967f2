package io.handfast.host;

import io.handfast.buffer.BufferPool;
import io.handfast.buffer.Packet;
import io.handfast.link.InterfaceAddress;
import io.handfast.link.NetNamespace;
import io.handfast.link.Poller;
import io.handfast.link.TunLink;
import io.handfast.link.TunOptions;
import io.handfast.stack.OutPacket;
import io.handfast.wire.IpAddress;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.SplittableRandom;

/**
 * A path between two network namespaces that delays, loses and is narrow: what one kernel routes
 * into its end comes out of the other's. In real time, by a thread of its own.
 */
final class Relay implements AutoCloseable {
  private static final long IDLE_NANOS = 50_000_000;

  private record Held(byte[] packet, long due) {}

  private final TunLink left;
  private final TunLink right;
  private final Poller poller;
  private final Lane forth;
  private final Lane back;
  private final Thread thread;
  private volatile boolean ended;

  /**
   * @param bitsPerSecond of each direction, 0 for no limit
   * @param queue packets that wait for the rate
   */
  Relay(
      NetNamespace a,
      String addressA,
      NetNamespace b,
      String addressB,
      long oneWayNanos,
      double loss,
      long bitsPerSecond,
      int queue) {
    left = a.call(() -> TunLink.open(options("path0", addressA)));
    right = b.call(() -> TunLink.open(options("path1", addressB)));
    poller = new Poller(left, right);
    forth = new Lane(left, right, oneWayNanos, loss, bitsPerSecond, queue);
    back = new Lane(right, left, oneWayNanos, loss, bitsPerSecond, queue);
    thread = Thread.ofPlatform().daemon().name("relay").start(this::run);
  }

  private static TunOptions options(String name, String address) {
    return TunOptions.named(name)
        .withOffload(false)
        .withAddress(InterfaceAddress.of(IpAddress.parse(address), 24));
  }

  private void run() {
    while (!ended) {
      long now = System.nanoTime();
      long next = Math.min(forth.move(now), back.move(now));
      poller.await(Math.clamp(next - System.nanoTime(), 0, IDLE_NANOS));
    }
  }

  /** The losses of this number from here on: the same number, the same losses. */
  void losses(int number) {
    forth.seed = 2 * number + 1;
    back.seed = 2 * number + 2;
  }

  @Override
  public void close() throws InterruptedException {
    ended = true;
    poller.kick();
    thread.join();
    poller.close();
    left.close();
    right.close();
  }

  private static final class Lane {
    private final TunLink from;
    private final TunLink to;
    private final long delay;
    private final double loss;
    private final long bitsPerSecond;
    private final int queue;
    private final ArrayDeque<Held> held = new ArrayDeque<>();
    private final BufferPool pool = new BufferPool();
    private final Packet into = pool.acquirePacket(2_048);
    private final MemorySegment memory = Arena.ofAuto().allocate(4_096, 64);
    private final OutPacket out = new OutPacket();
    private SplittableRandom random = new SplittableRandom(0);
    private long freeAt;

    /** Of new dice; 0 when they were taken. */
    volatile int seed;

    Lane(TunLink from, TunLink to, long delay, double loss, long rate, int queue) {
      this.from = from;
      this.to = to;
      this.delay = delay;
      this.loss = loss;
      this.bitsPerSecond = rate;
      this.queue = queue;
      out.header = memory;
      out.headerOffset = OutPacket.HEADROOM;
    }

    /** Takes what came and delivers what is due; returns when the next is due. */
    long move(long now) {
      if (seed != 0) {
        random = new SplittableRandom(seed);
        seed = 0;
      }
      while (from.receive(into)) {
        take(now);
        into.reset(BufferPool.HEADROOM);
      }
      while (!held.isEmpty() && held.peekFirst().due <= now) {
        deliver(held.removeFirst().packet);
      }
      return held.isEmpty() ? Long.MAX_VALUE : held.peekFirst().due;
    }

    private void take(long now) {
      boolean full =
          bitsPerSecond > 0
              && Math.max(0, freeAt - now) * bitsPerSecond / 8_000_000_000L > (long) queue * 1_500;
      if (full || random.nextDouble() < loss) {
        return;
      }
      if (bitsPerSecond > 0) {
        freeAt = Math.max(freeAt, now) + into.length * 8_000_000_000L / bitsPerSecond;
      }
      byte[] copy = new byte[into.length];
      MemorySegment.copy(into.memory(), into.offset, MemorySegment.ofArray(copy), 0, copy.length);
      held.addLast(new Held(copy, Math.max(freeAt, now) + delay));
    }

    private void deliver(byte[] packet) {
      MemorySegment.copy(
          MemorySegment.ofArray(packet), 0, memory, OutPacket.HEADROOM, packet.length);
      out.headerLength = packet.length;
      out.ipVersion = packet[0] >> 4;
      to.send(out);
    }
  }
}
