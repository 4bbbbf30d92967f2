package io.handfast.nio.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.handfast.stack.Driver;
import io.handfast.stack.Waiter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DriverDomainTest {
  private final FakePump pump = new FakePump();
  private final DriverDomain domain =
      new DriverDomain("test", pump, System::nanoTime, 0); // a thread always asks for the role

  @AfterEach
  void noTwoThreadsEverBlockedAtOnce() {
    domain.close();
    assertThat(pump.wereTwoBlocked()).isFalse();
  }

  @Test
  void aPacketEndsTheWaitThatItSignals() {
    Waiter waiter = new Waiter();
    domain.lock();
    pump.arrives(() -> domain.signal(waiter));
    domain.await(waiter, Driver.NEVER);
    assertThat(waiter.isSignalled()).isTrue();
    assertThat(waiter.thread()).isNull();
    domain.unlock();
  }

  @Test
  void aWaitEndsAtItsDeadline() {
    Waiter waiter = new Waiter();
    domain.lock();
    long deadline = domain.now() + FakePump.nanos(5);
    domain.await(waiter, deadline);
    assertThat(domain.now()).isGreaterThanOrEqualTo(deadline);
    assertThat(waiter.isSignalled()).isFalse();
    domain.unlock();
  }

  @Test
  void aSignalBeforeTheWaitIsNotLost() {
    Waiter waiter = new Waiter();
    domain.lock();
    domain.signal(waiter);
    domain.await(waiter, Driver.NEVER);
    domain.unlock();
  }

  @Test
  void aVirtualThreadWaitsAndNeverDrives() throws Exception {
    Waiter waiter = new Waiter();
    long before = domain.statistics().tenures();
    Thread thread = Thread.ofVirtual().start(() -> waitOnce(waiter));
    until(() -> waiter.thread() == thread);
    pump.arrives(() -> domain.signal(waiter));
    thread.join();
    assertThat(domain.statistics().tenures()).isEqualTo(before);
  }

  @Test
  void anInterruptEndsTheWaitOfAParkedThread() throws Exception {
    Waiter waiter = new Waiter();
    Thread thread = Thread.ofVirtual().start(() -> waitOnce(waiter));
    until(() -> waiter.thread() == thread);
    thread.interrupt();
    thread.join();
    assertThat(waiter.isSignalled()).isFalse();
  }

  @Test
  void awaitInsistsOnTheLock() {
    assertThatThrownBy(() -> domain.await(new Waiter(), Driver.NEVER))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aWakeFromOutsideReachesTheThreadThatDrives() throws Exception {
    Waiter waiter = new Waiter();
    Thread thread = startDriver(waiter);
    domain.wake(waiter);
    thread.join();
    assertThat(waiter.isSignalled()).isTrue();
  }

  @Test
  void aSignalByACallReachesTheThreadThatDrives() throws Exception {
    Waiter waiter = new Waiter();
    Thread thread = startDriver(waiter);
    until(pump::isBlocked);
    domain.lock();
    domain.signal(waiter);
    domain.unlock();
    thread.join();
    assertThat(waiter.isSignalled()).isTrue();
  }

  @Test
  void theStandbyHandsItsRoleToAThreadThatAsks() {
    until(pump::isBlocked);
    Thread thread = startDriver(new Waiter());
    assertThat(domain.statistics().takeovers()).isEqualTo(1);
    assertThat(domain.driver()).isSameAs(thread);
  }

  @Test
  void outsideOfABurstNobodyAsks() {
    try (DriverDomain other =
        new DriverDomain("other", new FakePump(), System::nanoTime, Long.MAX_VALUE)) {
      other.lock();
      other.await(new Waiter(), other.now() + FakePump.nanos(1));
      other.unlock();
      assertThat(other.statistics().takeovers()).isZero();
    }
  }

  @Test
  void whenTheDriverIsInterruptedAllOthersStillComplete() throws Exception {
    Waiter drivers = new Waiter();
    Thread driver = startDriver(drivers);
    List<Waiter> waiters = new ArrayList<>();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      Waiter waiter = new Waiter();
      waiters.add(waiter);
      Thread.Builder kind = i % 2 == 0 ? Thread.ofPlatform().daemon() : Thread.ofVirtual();
      threads.add(kind.start(() -> waitOnce(waiter)));
    }
    until(() -> waiters.stream().allMatch(w -> w.thread() != null));
    driver.interrupt();
    domain.wake(drivers); // as the interruptor of a channel does
    driver.join();
    waiters.forEach(w -> pump.arrives(() -> domain.signal(w)));
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(waiters).allMatch(Waiter::isSignalled);
  }

  @Test
  void anEarlierDeadlineOfACallReachesTheBlockedDriver() throws Exception {
    until(pump::isBlocked);
    domain.lock();
    pump.deadline = domain.now() + FakePump.nanos(1);
    domain.unlock();
    until(() -> pump.deadline == Driver.NEVER); // which only a run does
  }

  @Test
  void aLaterDeadlineDoesNotDisturbTheBlockedDriver() {
    domain.lock();
    pump.deadline = domain.now() + TimeUnit.HOURS.toNanos(1);
    domain.unlock();
    until(pump::isBlocked);
    domain.lock();
    domain.unlock();
    long kicks = domain.statistics().kicks();
    domain.lock();
    pump.deadline += TimeUnit.HOURS.toNanos(1);
    domain.unlock();
    assertThat(domain.statistics().kicks()).isEqualTo(kicks);
  }

  @Test
  void failuresOfThePumpAreCountedAndDrivingGoesOn() {
    Waiter waiter = new Waiter();
    pump.arrives(() -> {
      throw new IllegalStateException("expected by the test: a pump that fails");
    });
    domain.lock();
    pump.arrives(() -> domain.signal(waiter));
    domain.await(waiter, Driver.NEVER);
    domain.unlock();
    assertThat(domain.statistics().failures()).isEqualTo(1);
  }

  @Test
  void theStandbyTakesARoleThatWasLeft() throws Exception {
    Waiter waiter = new Waiter();
    Thread thread = startDriver(waiter);
    long before = domain.statistics().standbyTenures();
    domain.wake(waiter);
    thread.join();
    until(() -> domain.statistics().standbyTenures() > before);
  }

  @Test
  void anIdleDomainCostsNothing() throws Exception {
    until(pump::isBlocked);
    long runs = domain.statistics().runs();
    Thread.sleep(Duration.ofMillis(100));
    assertThat(domain.statistics().runs()).isEqualTo(runs);
  }

  @Test
  void inVirtualTimeADeadlineIsServedByALeap() throws Exception {
    LeapingPump leaping = new LeapingPump();
    try (DriverDomain virtual = new DriverDomain("virtual", leaping, leaping.clock::get)) {
      Thread thread =
          Thread.ofVirtual()
              .start(() -> {
                virtual.lock();
                virtual.await(new Waiter(), TimeUnit.DAYS.toNanos(1));
                virtual.unlock();
              });
      thread.join();
      assertThat(virtual.now()).isGreaterThanOrEqualTo(TimeUnit.DAYS.toNanos(1));
    }
  }

  /** Blocks by moving its clock. */
  private static final class LeapingPump implements Pump {
    final AtomicLong clock = new AtomicLong();
    private final FakePump real = new FakePump();

    @Override
    public long run(long now) {
      return NEVER_DUE;
    }

    @Override
    public long flush(long now) {
      return NEVER_DUE;
    }

    @Override
    public void block(long timeoutNanos) {
      if (timeoutNanos == Driver.NEVER) {
        real.block(timeoutNanos);
      } else {
        clock.addAndGet(timeoutNanos);
      }
    }

    @Override
    public void kick() {
      real.kick();
    }

    @Override
    public boolean virtualTime() {
      return true;
    }

    private static final long NEVER_DUE = Driver.NEVER;
  }

  /**
   * A kick that waits for a lock of the pump's parks, and a park takes whatever permit comes first:
   * here the one of the hand-over that the kick asks for.
   */
  @Test
  void aHandOverDuringTheKickThatAsksForItIsNotLost() throws Exception {
    ParkingPump parking = new ParkingPump();
    try (DriverDomain other = new DriverDomain("other", parking, System::nanoTime, 0)) {
      until(parking.real::isBlocked);
      Waiter waiter = new Waiter();
      parking.parksNext = true;
      Thread thread = Thread.ofPlatform().daemon().start(() -> waitOnce(other, waiter));
      until(() -> other.driver() == thread);
      parking.real.arrives(() -> other.signal(waiter));
      assertThat(thread.join(Duration.ofSeconds(20))).isTrue();
      assertThat(parking.parksNext).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aWakeDuringAKickOfTheWaitingThreadIsNotLost(boolean virtual) throws Exception {
    ParkingPump parking = new ParkingPump();
    try (DriverDomain other =
        new DriverDomain("other", parking, System::nanoTime, Long.MAX_VALUE)) {
      until(parking.real::isBlocked);
      Waiter waiter = new Waiter();
      parking.real.deadline = other.now() + TimeUnit.HOURS.toNanos(1); // earlier: reason to kick
      parking.parksNext = true;
      Thread.Builder kind = virtual ? Thread.ofVirtual() : Thread.ofPlatform().daemon();
      Thread thread = kind.start(() -> waitOnce(other, waiter));
      until(() -> !parking.parksNext);
      other.wake(waiter);
      assertThat(thread.join(Duration.ofSeconds(20))).isTrue();
    }
  }

  /** A pump whose kick may park until the thread is unparked, as one that waits for a lock does. */
  private static final class ParkingPump implements Pump {
    final FakePump real = new FakePump();
    volatile boolean parksNext;

    @Override
    public long run(long now) {
      return real.run(now);
    }

    @Override
    public long flush(long now) {
      return real.flush(now);
    }

    @Override
    public boolean moreWork() {
      return real.moreWork();
    }

    @Override
    public void block(long timeoutNanos) {
      real.block(timeoutNanos);
    }

    @Override
    public void kick() {
      real.kick();
      if (parksNext) {
        parksNext = false;
        LockSupport.park(this);
      }
    }
  }

  private void waitOnce(Waiter waiter) {
    waitOnce(domain, waiter);
  }

  private static void waitOnce(DriverDomain domain, Waiter waiter) {
    domain.lock();
    try {
      domain.await(waiter, Driver.NEVER);
    } finally {
      domain.unlock();
    }
  }

  /** A thread that waits on {@code waiter} for ever and drives. */
  private Thread startDriver(Waiter waiter) {
    Thread thread = Thread.ofPlatform().daemon().start(() -> waitOnce(waiter));
    until(() -> domain.driver() == thread);
    return thread;
  }

  private static void until(BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      Thread.onSpinWait();
      Thread.yield();
    }
  }
}
