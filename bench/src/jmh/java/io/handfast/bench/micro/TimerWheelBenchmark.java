package io.handfast.bench.micro;

import io.handfast.timer.Timer;
import io.handfast.timer.TimerWheel;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** A timer that moves on with each segment, among many others. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class TimerWheelBenchmark {
  private static final long MILLI = 1_000_000;

  @Param({"1", "100000"})
  private int timers;

  private TimerWheel wheel;
  private Idle[] all;
  private long now;
  private int next;

  private static final class Idle extends Timer {
    @Override
    protected void fire(long now) {}
  }

  /** All of them run out within the next second. */
  @Setup
  public void fill() {
    wheel = new TimerWheel(0);
    all = new Idle[timers];
    for (int i = 0; i < timers; i++) {
      all[i] = new Idle();
      wheel.schedule(all[i], 200 * MILLI + i * 1_000L % (800 * MILLI));
    }
  }

  /** A retransmission timer starts anew; now and then the wheel turns. */
  @Benchmark
  public long restart() {
    now += 1_000;
    wheel.schedule(all[next], now + 200 * MILLI);
    next = next + 1 == timers ? 0 : next + 1;
    if (wheel.nextDeadline() <= now) {
      wheel.fire(now, 4_096);
    }
    return now;
  }
}
