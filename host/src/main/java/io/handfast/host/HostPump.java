package io.handfast.host;

import io.handfast.buffer.BufferPool;
import io.handfast.buffer.Packet;
import io.handfast.link.Poller;
import io.handfast.nio.driver.Pump;
import io.handfast.stack.Driver;
import io.handfast.stack.Link;
import io.handfast.stack.NetworkStack;
import io.handfast.tcp.Tunable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/** Moves packets between one link and one stack in real time. */
final class HostPump implements Pump {
  /**
   * Packets taken before the stack acknowledges and sends: an acknowledgement costs a system call,
   * so one for each batch and not for each packet.
   */
  private static final int BATCH = 32;

  /** Bytes of such a batch, so that they are still in a core's cache when somebody reads them. */
  private static final int BATCH_BYTES = 512 << 10;

  private final NetworkStack stack;
  private final Link link;
  private final int interfaceIndex;
  private final Poller poller;
  private final int maxReceive;

  /** Held while a thread is in the poller, so that it is closed behind the last one. */
  private final ReentrantLock blocking = new ReentrantLock();

  private Packet spare;
  private boolean batchFull;
  private volatile boolean ended;

  HostPump(NetworkStack stack, Link link, int interfaceIndex, Poller poller) {
    this.stack = stack;
    this.link = link;
    this.interfaceIndex = interfaceIndex;
    this.poller = poller;
    this.maxReceive = link.maxReceive();
    this.spare = stack.pool().acquirePacket(maxReceive);
  }

  @Override
  public long run(long now) {
    if (ended) {
      return Driver.NEVER;
    }
    int taken = 0;
    int bytes = 0;
    while (taken < BATCH && bytes < BATCH_BYTES && link.receive(spare)) {
      bytes += spare.length;
      stack.receive(interfaceIndex, spare, now);
      renewSpare();
      taken++;
    }
    batchFull = taken == BATCH || bytes >= BATCH_BYTES;
    link.poll(now);
    long next = stack.poll(now);
    return Math.min(next, link.poll(now));
  }

  /** The stack may have kept the packet; then another one takes its place. */
  private void renewSpare() {
    if (spare.references() > 1) {
      spare.release();
      spare = stack.pool().acquirePacket(maxReceive);
    } else {
      spare.reset(BufferPool.HEADROOM);
    }
  }

  @Override
  public long flush(long now) {
    if (ended) {
      return Driver.NEVER;
    }
    stack.flush(now);
    long links = link.poll(now);
    return Math.min(stack.nextDeadline(), links);
  }

  @Override
  public boolean moreWork() {
    return batchFull && !ended;
  }

  @Override
  public void block(long timeoutNanos) {
    blocking.lock();
    try {
      if (!ended) {
        await(timeoutNanos);
      }
    } finally {
      blocking.unlock();
    }
  }

  private void await(long timeoutNanos) {
    long spin = TimeUnit.MICROSECONDS.toNanos(stack.tcp().config().getInt(Tunable.BUSY_POLL));
    long rest = spin == 0 ? timeoutNanos : lookFor(Math.min(spin, timeoutNanos), timeoutNanos);
    if (rest > 0) {
      poller.await(timeoutNanos == Driver.NEVER ? Poller.FOREVER : rest);
    }
  }

  /** Looks again and again; what is left of the timeout, 0 when something happened. */
  private long lookFor(long spin, long timeoutNanos) {
    long begin = System.nanoTime();
    long passed = 0;
    while (passed < spin) {
      if (poller.await(0) || poller.wasKicked()) {
        return 0;
      }
      passed = System.nanoTime() - begin;
    }
    return timeoutNanos - passed;
  }

  @Override
  public void kick() {
    poller.kick();
  }

  /** Resets what is still open; no packet and no timer from here on. Under the domain lock. */
  void end(long now) {
    stack.tcp().abortAll(now);
    stack.flush(now);
    ended = true;
  }

  /** Closes the poller and the link once nobody waits on them; after {@link #end}. */
  void close() {
    poller.kick();
    blocking.lock();
    try {
      poller.close();
      link.close();
    } finally {
      blocking.unlock();
    }
  }
}
