package io.handfast.nio;

import io.handfast.buffer.BufferPool;
import io.handfast.buffer.Packet;
import io.handfast.event.Counter;
import io.handfast.ip.Prefix;
import io.handfast.nio.driver.DriverDomain;
import io.handfast.nio.driver.Pump;
import io.handfast.secret.KeyedHash;
import io.handfast.stack.Driver;
import io.handfast.stack.NetworkStack;
import io.handfast.tcp.TcpConfig;
import io.handfast.wire.IpAddress;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** A host on one end of a {@link TestWire}, in real time, in a domain of its own. */
final class TestHost implements NetworkHost, Pump, AutoCloseable {
  private static final int BATCH = 32;

  private final IpAddress address;
  private final NetworkStack stack;
  private final TestWire wire;
  private final int index;
  private final DriverDomain domain;
  private final ReentrantLock mutex = new ReentrantLock();
  private final Condition event = mutex.newCondition();
  private boolean kicked;

  TestHost(String name, String address, TestWire wire) {
    this.address = IpAddress.parse(address);
    this.wire = wire;
    KeyedHash secret = new KeyedHash(name.hashCode(), 42);
    stack = new NetworkStack(name, secret, TcpConfig.LINUX, System.nanoTime());
    index = stack.addInterface("wire0", wire);
    stack.addAddress(index, new Prefix(this.address, 24));
    wire.onArrival(() -> wake(false));
    domain = DriverDomain.realTime(name, this);
  }

  @Override
  public String name() {
    return stack.name();
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
    return List.of(address);
  }

  long counter(Counter counter) {
    domain.lock();
    try {
      return stack.counters().get(counter);
    } finally {
      domain.unlock();
    }
  }

  @Override
  public long run(long now) {
    for (int i = 0; i < BATCH && !wire.isEmpty(); i++) {
      Packet packet = stack.pool().acquirePacket(wire.maxReceive()).reset(BufferPool.HEADROOM);
      if (wire.receive(packet)) {
        stack.receive(index, packet, now);
      }
      packet.release();
    }
    return stack.poll(now);
  }

  @Override
  public long flush(long now) {
    stack.flush(now);
    return stack.nextDeadline();
  }

  @Override
  public boolean moreWork() {
    return !wire.isEmpty();
  }

  @Override
  public void block(long timeoutNanos) {
    mutex.lock();
    try {
      long left = timeoutNanos;
      while (!kicked && wire.isEmpty() && left > 0) {
        left = event.awaitNanos(left);
      }
      kicked = false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      mutex.unlock();
    }
  }

  @Override
  public void kick() {
    wake(true);
  }

  private void wake(boolean kick) {
    mutex.lock();
    try {
      kicked |= kick;
      event.signalAll();
    } finally {
      mutex.unlock();
    }
  }

  @Override
  public void close() {
    domain.close();
  }
}
