package io.handfast.nio.driver;

import io.handfast.stack.Driver;

/**
 * What a {@link DriverDomain} drives: the stacks of one domain with their links, in real or virtual
 * time. All times are in nanoseconds of the domain's clock.
 *
 * <p>{@link #run}, {@link #flush} and {@link #moreWork} are called under the domain lock, by
 * whichever thread holds it. {@link #block} is called without it, by one thread at a time. {@link
 * #kick} comes from any thread, with or without the lock.
 */
public interface Pump {
  /**
   * Works off what is there: takes at most a small batch of packets (about 32) from the links, runs
   * the timers that are due and sends what became ready. Never blocks.
   *
   * @return the next deadline, {@link Driver#NEVER} when there is none
   */
  long run(long now);

  /**
   * Sends what calls of the application made ready, without looking for packets; cheap when there
   * is nothing.
   *
   * @return the next deadline, at most {@code now} when {@link #run} has work that no packet from
   *     outside will announce, {@link Driver#NEVER} when there is none
   */
  long flush(long now);

  /** True when the last {@link #run} ended because its batch was full. */
  default boolean moreWork() {
    return false;
  }

  /**
   * Waits until a packet arrives, the time is over or somebody kicks. May return early. A kick that
   * came since the last return must not be lost: it ends the wait at once.
   *
   * @param timeoutNanos above 0; {@link Driver#NEVER} waits without limit
   */
  void block(long timeoutNanos);

  /**
   * Ends the current {@link #block}, or the next one. May wait for a lock of the pump's own, for a
   * moment, but not for the domain lock.
   */
  void kick();

  /**
   * True when the clock can leap ahead of real time. Deadlines of threads that wait are then part
   * of the timeout of {@link #block}, and are served by the driver and not by timed parking.
   */
  default boolean virtualTime() {
    return false;
  }
}
