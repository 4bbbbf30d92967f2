package io.handfast.nio.driver;

import io.handfast.stack.Driver;
import io.handfast.stack.Waiter;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * The engine of every driver: one lock, one {@link Pump}, and the role of the thread that drives.
 *
 * <p><b>Who drives.</b> A platform thread that waits in {@link #await} takes the role when it is
 * free, so that a request and its response stay on one thread. Virtual threads park. A daemon
 * {@link Standby} takes the role when nobody had it for about 100 µs.
 *
 * <p><b>No wake-up is lost</b>, because each pair of threads meets in one of three ways:
 *
 * <ul>
 *   <li>A waiter sets its thread, then looks at its mark, and only then parks or blocks; whoever
 *       signals sets the mark, then looks for the thread. Either the waiter sees the mark or the
 *       signaller sees the thread, and a park or block after an unpark or kick returns at once.
 *       Between the look and the park stands nothing that could itself park: a permit belongs to
 *       the thread and not to the wait.
 *   <li>A driver that blocks is kicked, see {@link Role}.
 *   <li>The role is left under the lock. The standby sleeps without a timeout only while somebody
 *       holds the role, decided under the lock, and whoever leaves then wakes it.
 * </ul>
 */
public final class DriverDomain implements Driver, AutoCloseable {
  /** Without a driver, a call of the application runs the pump when nobody did for this long. */
  private static final long STALE_NANOS = 50_000;

  /** Age of a {@link Burst} from which its threads ask the standby for the role. */
  private static final long LONG_BURST_NANOS = 2 * Standby.TICK_NANOS;

  /** Runs that one call of the application does at most for work that is due. */
  private static final int RUNS_PER_CALL = 8;

  private final ReentrantLock lock = new ReentrantLock();
  private final Pump pump;
  private final LongSupplier clock;
  private final boolean virtualTime;
  private final Burst burst;
  private final PumpGuard guard;
  private final Deliveries deliveries;
  private final WaitDeadlines deadlines = new WaitDeadlines(this::signal);
  private final Calls blocked = new Calls();
  private final Role role;
  private final Standby standby;
  private volatile boolean closed;
  private volatile int waiting;
  private long standbyTenures;

  /** In virtual time: when the call that holds the lock began; 0 when none does. Under the lock. */
  private long callTime;

  private long calls;

  /**
   * Starts a domain, with its standby.
   *
   * @param name for threads and messages
   * @param pump what to drive
   * @param clock nanoseconds from an arbitrary origin, never backwards, readable by any thread
   */
  public DriverDomain(String name, Pump pump, LongSupplier clock) {
    this(name, pump, clock, LONG_BURST_NANOS);
  }

  /** As above; a burst is long from {@code longBurst} nanoseconds on. */
  DriverDomain(String name, Pump pump, LongSupplier clock, long longBurst) {
    this.pump = pump;
    this.burst = new Burst(Standby.TICK_NANOS, longBurst, clock.getAsLong());
    this.clock = clock;
    this.virtualTime = pump.virtualTime();
    this.guard = new PumpGuard(name, pump);
    this.deliveries = new Deliveries(lock, pump);
    this.role = new Role(lock, clock, guard, deliveries, deadlines);
    this.standby = new Standby(this, name);
    standby.start();
  }

  /** A domain in real time: its clock is {@link System#nanoTime()}. */
  public static DriverDomain realTime(String name, Pump pump) {
    return new DriverDomain(name, pump, System::nanoTime);
  }

  @Override
  public void lock() {
    lock.lock();
    if (virtualTime && lock.getHoldCount() == 1) {
      callTime = clock.getAsLong();
      guard.run(callTime); // what is due before this call happens before it, at its time
    }
  }

  @Override
  public Lock domain() {
    return lock;
  }

  /** In virtual time a call takes no time: its segments leave at the moment at which it began. */
  @Override
  public long now() {
    return virtualTime && callTime != 0 && lock.isHeldByCurrentThread()
        ? callTime
        : clock.getAsLong();
  }

  @Override
  public void unlock() {
    if (lock.getHoldCount() > 1) {
      lock.unlock();
      return;
    }
    try {
      settle();
    } finally {
      callTime = 0;
      deliveries.release();
    }
  }

  @Override
  public void signal(Waiter waiter) {
    if (waiter.isSignalled()) {
      return; // whoever set the mark has woken the thread, or the waiter has yet to look at it
    }
    waiter.mark();
    Thread thread = waiter.thread();
    if (thread == null || thread == Thread.currentThread()) {
      return;
    }
    if (thread == role.holder()) {
      role.endBlock();
    } else {
      deliveries.wake(thread);
    }
  }

  @Override
  public void wake(Waiter waiter) {
    waiter.mark();
    Thread thread = waiter.thread();
    if (thread == null || thread == Thread.currentThread()) {
      return;
    }
    if (thread == role.holder()) {
      pump.kick();
    } else {
      LockSupport.unpark(thread);
    }
  }

  @Override
  public void await(Waiter waiter, long deadline) {
    if (lock.getHoldCount() != 1) {
      throw new IllegalStateException("await needs the domain lock, held once");
    }
    Thread current = Thread.currentThread();
    waiter.thread(current);
    waiting++;
    WaitDeadlines.Entry call = virtualTime ? blocked.begin(waiter, deadline) : null;
    try {
      startWait();
      awaitInRole(waiter, deadline, current);
    } finally {
      blocked.end(call);
      resumeCall();
      waiting--;
      waiter.thread(null);
      if (role.giveUp(current)) {
        wakeDeepStandby();
      }
      burst.waited(now());
    }
  }

  /** What the call did so far goes out at its time; from here on time passes. */
  private void startWait() {
    if (callTime != 0) {
      guard.flush(callTime);
      callTime = 0;
    }
  }

  private void resumeCall() {
    if (virtualTime) {
      callTime = clock.getAsLong();
      guard.run(callTime);
    }
  }

  private void awaitInRole(Waiter waiter, long deadline, Thread current) {
    boolean mayDrive = !current.isVirtual() && !closed;
    burst.call(now());
    boolean wantsRole = mayDrive && burst.isLong();
    while (!isOver(waiter, deadline)) {
      if (mayDrive && role.isOpenTo(current)) {
        drive(current, waiter, deadline);
        mayDrive = !closed;
      } else {
        // Asked for once per wait: the role may be gone again before we are awake.
        wantsRole &= !(wantsRole && askForRole(current));
        parkReleased(waiter, deadline);
      }
    }
  }

  private void drive(Thread current, Waiter waiter, long deadline) {
    try {
      role.drive(current, deadline, () -> closed || isOver(waiter, deadline));
    } finally {
      wakeDeepStandby();
    }
  }

  /**
   * Asks the standby to hand the role over. That costs a kick and two thread switches once, and
   * pays within a burst: from here on, responses come to the threads that wait for them directly.
   */
  private boolean askForRole(Thread current) {
    return role.holder() == standby.thread() && role.ask(current);
  }

  private boolean isOver(Waiter waiter, long deadline) {
    return waiter.isSignalled()
        || Thread.currentThread().isInterrupted()
        || (deadline != NEVER && now() - deadline >= 0);
  }

  private void parkReleased(Waiter waiter, long deadline) {
    if (!virtualTime || deadline == NEVER) {
      parkReleasedUntil(waiter, deadline);
      return;
    }
    WaitDeadlines.Entry entry = deadlines.add(waiter, deadline);
    try {
      parkReleasedUntil(waiter, NEVER);
    } finally {
      deadlines.remove(entry);
    }
  }

  private void parkReleasedUntil(Waiter waiter, long deadline) {
    settle();
    if (waiter.isSignalled()) {
      return;
    }
    deliveries.release();
    try {
      if (!wasWoken(waiter)) {
        park(deadline);
      }
    } finally {
      lock.lock();
    }
  }

  /**
   * What the permit of an unpark stands for, asked again after the delivery: that may itself have
   * parked, in a kick that waits for a lock of the pump's, and so have used the permit up.
   */
  private boolean wasWoken(Waiter waiter) {
    return waiter.isSignalled() || role.holder() == Thread.currentThread();
  }

  private void park(long deadline) {
    if (deadline == NEVER) {
      LockSupport.park(this);
    } else {
      LockSupport.parkNanos(this, deadline - now());
    }
  }

  /** The standby's way to drive: until a thread of the application asks for the role. */
  void driveAsStandby() {
    standbyTenures++;
    callTime = 0;
    role.drive(standby.thread(), NEVER, () -> closed || role.isAskedFor());
  }

  /** The role is free, or handed on: a standby that sleeps deeply has to look after it again. */
  private void wakeDeepStandby() {
    if (standby.leaveDeepSleep()) {
      deliveries.wake(standby.thread());
    }
  }

  // ---- ends of calls ----

  /**
   * Before an application's call releases the lock: its output goes out now, what is due is done,
   * and a blocked driver learns of an earlier deadline. Without a driver, the calls of a busy
   * application keep the stack going by the way, so that the standby need not interfere.
   */
  private void settle() {
    calls++;
    if (virtualTime) {
      blocked.called(Thread.currentThread());
    }
    long now = now();
    burst.call(now);
    boolean stale = role.holder() == null && now - guard.lastRun() > STALE_NANOS;
    long next = stale ? guard.run(now) : guard.flush(now);
    for (int i = 0; i < RUNS_PER_CALL && next <= now; i++) {
      now = now();
      next = guard.run(now);
    }
    role.expect(Math.min(next, deadlines.earliest()));
  }

  // ---- what the standby and others see ----

  /** Releases the lock for the standby, without running anything. */
  void releaseForStandby() {
    callTime = 0;
    deliveries.release();
  }

  /** Who holds the role now, or null. */
  Thread driver() {
    return role.holder();
  }

  /** Changes whenever somebody took the role; a rough look without the lock. */
  long tenures() {
    return role.tenures();
  }

  /** Changes whenever the pump ran; a rough look without the lock. */
  long runs() {
    return guard.runs();
  }

  boolean isClosed() {
    return closed;
  }

  /** Threads that are inside {@link #await} now, parked or driving. */
  public int waiting() {
    return waiting;
  }

  /**
   * Changes with every call of an application that ended and every wait that began: unchanged over
   * some time, it says that the application was quiet. A rough look, from any thread.
   */
  public long activity() {
    return calls;
  }

  /**
   * The earliest timeout of a blocked call, on the domain's clock; {@link #NEVER} when none waits
   * with one. In virtual time only; a rough look, from any thread.
   */
  public long earliestCallDeadline() {
    return blocked.earliest();
  }

  /**
   * True when every thread that ever called is waiting for something or has ended, so that none of
   * them is about to call. In virtual time only.
   */
  public boolean callersRest() {
    lock.lock();
    try {
      return blocked.callersRest();
    } finally {
      lock.unlock();
    }
  }

  /** How the domain was driven so far; a rough picture, from any thread. */
  public DomainStatistics statistics() {
    return new DomainStatistics(
        guard.runs(),
        deliveries.kicks(),
        role.tenures() - standbyTenures,
        standbyTenures,
        role.takeovers(),
        guard.failures());
  }

  /**
   * Ends the standby; threads that wait stay parked until they are signalled or interrupted or
   * their time is over. The owner closes its sockets first, which signals them. Idempotent.
   */
  @Override
  public void close() {
    closed = true;
    pump.kick();
    LockSupport.unpark(standby.thread());
  }
}
