package io.handfast.nio.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.handfast.nio.driver.DriverDomain;
import io.handfast.nio.driver.FakePump;
import io.handfast.stack.Driver;
import io.handfast.stack.Waiter;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Lock;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SelectorWaitTest {
  private final FakePump pump = new FakePump();
  private final AtomicLong clock = new AtomicLong();
  private final DriverDomain first = DriverDomain.realTime("first", new FakePump());

  /** Its clock makes any number of calls one burst, so that a thread that waits gets to drive. */
  private final DriverDomain second =
      new DriverDomain("second", pump, () -> clock.addAndGet(1_000));

  private final SelectorWait wait = new SelectorWait();

  @Test
  void aWakeThatComesLateToTheFormerDomainHidesNoSignalOfTheNext() throws Exception {
    try (first;
        second) {
      HeldWake held = new HeldWake(first);
      Thread selecting = Thread.ofPlatform().daemon().start(() -> waitInOneThenTheOther(held));
      until(() -> first.waiting() == 1);
      Thread late = Thread.ofPlatform().daemon().start(() -> wait.signal(null));
      held.reached.await();
      wait.signal(null);
      // Taken over from the standby, or taken when the standby was not up yet.
      until(() -> second.statistics().tenures() == 1 && pump.isBlocked());
      held.goOn.countDown();
      late.join();
      signalIn(second);
      assertThat(selecting.join(Duration.ofSeconds(20))).isTrue();
    }
  }

  private void waitInOneThenTheOther(Driver one) {
    DomainCursor cursor = new DomainCursor();
    wait.forgetSignals();
    wait.await(one, cursor, Driver.NEVER);
    wait.forgetSignals();
    cursor.release();
    for (int i = 0; i < 1_000; i++) {
      second.lock(); // a long burst, and no absence behind it, whatever others make of the clock
      second.unlock();
    }
    wait.await(second, cursor, Driver.NEVER);
    cursor.release();
  }

  private void signalIn(Driver driver) {
    driver.lock();
    try {
      wait.signal(driver);
    } finally {
      driver.unlock();
    }
  }

  private static void until(BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      Thread.yield();
    }
  }

  /** A driver whose first wake takes its time. */
  private record HeldWake(
      Driver real, AtomicBoolean held, CountDownLatch reached, CountDownLatch goOn)
      implements Driver {
    HeldWake(Driver real) {
      this(real, new AtomicBoolean(), new CountDownLatch(1), new CountDownLatch(1));
    }

    @Override
    public void wake(Waiter waiter) {
      if (held.compareAndSet(false, true)) {
        reached.countDown();
        try {
          goOn.await();
        } catch (InterruptedException e) {
          throw new AssertionError(e);
        }
      }
      real.wake(waiter);
    }

    @Override
    public void lock() {
      real.lock();
    }

    @Override
    public void unlock() {
      real.unlock();
    }

    @Override
    public long now() {
      return real.now();
    }

    @Override
    public void await(Waiter waiter, long deadline) {
      real.await(waiter, deadline);
    }

    @Override
    public void signal(Waiter waiter) {
      real.signal(waiter);
    }

    @Override
    public Lock domain() {
      return real.domain();
    }
  }

  @Test
  void aWaitBeyondTheEndOfTheClockIsOneWithoutLimit() {
    try (first;
        second) {
      assertThat(Patience.deadline(first, Driver.NEVER - 1)).isEqualTo(Driver.NEVER);
      assertThat(Patience.deadline(first, Driver.NEVER)).isEqualTo(Driver.NEVER);
      assertThat(Patience.deadline(second, 5_000)).isEqualTo(clock.get() + 5_000);
    }
  }
}
