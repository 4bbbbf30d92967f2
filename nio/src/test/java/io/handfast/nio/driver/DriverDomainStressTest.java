package io.handfast.nio.driver;

import static org.assertj.core.api.Assertions.assertThat;

import io.handfast.stack.Driver;
import io.handfast.stack.Waiter;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many threads that wait, signal, are interrupted and leave, against one domain. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DriverDomainStressTest {
  private static final int THREADS = 24;
  private static final int ROUNDS = 1500;

  private final FakePump pump = new FakePump();
  private final DriverDomain domain = DriverDomain.realTime("stress", pump);
  private final AtomicInteger completed = new AtomicInteger();
  private final AtomicInteger interrupted = new AtomicInteger();

  @Test
  void everyWaitEndsWhoeverDrivesAndHoweverItIsSignalled() throws Exception {
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      Thread.Builder kind = i % 3 == 0 ? Thread.ofVirtual() : Thread.ofPlatform().daemon();
      threads.add(kind.start(this::rounds));
    }
    Thread interrupter = Thread.ofPlatform().daemon().start(() -> interruptNowAndThen(threads));
    for (Thread thread : threads) {
      thread.join();
    }
    interrupter.join();
    domain.close();
    assertThat(completed.get() + interrupted.get()).isEqualTo(THREADS * ROUNDS);
    assertThat(completed.get()).isPositive();
    assertThat(pump.wereTwoBlocked()).isFalse();
    assertThat(domain.waiting()).isZero();
  }

  private void rounds() {
    for (int i = 0; i < ROUNDS; i++) {
      Waiter waiter = new Waiter();
      answerLater(waiter, ThreadLocalRandom.current());
      domain.lock();
      try {
        domain.await(waiter, Driver.NEVER);
      } finally {
        domain.unlock();
      }
      boolean wasInterrupted = Thread.interrupted();
      if (waiter.isSignalled()) {
        completed.incrementAndGet();
      } else if (wasInterrupted) {
        interrupted.incrementAndGet();
      }
      if (i % 64 == 0) {
        LockSupport.parkNanos(200_000); // long enough for the standby to take over
      }
    }
  }

  private void answerLater(Waiter waiter, Random random) {
    switch (random.nextInt(4)) {
      case 0 -> pump.arrives(() -> domain.signal(waiter));
      case 1 -> pump.arrives(() -> pump.arrives(() -> domain.signal(waiter)));
      case 2 -> Thread.startVirtualThread(() -> domain.wake(waiter));
      default -> Thread.startVirtualThread(() -> signalByCall(waiter));
    }
  }

  private void signalByCall(Waiter waiter) {
    domain.lock();
    try {
      domain.signal(waiter);
    } finally {
      domain.unlock();
    }
  }

  private static void interruptNowAndThen(List<Thread> threads) {
    Random random = new Random(1);
    while (threads.stream().anyMatch(Thread::isAlive)) {
      threads.get(random.nextInt(threads.size())).interrupt();
      LockSupport.parkNanos(500_000);
    }
  }
}
