package io.handfast.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.handfast.tcp.Holdings;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

/**
 * Connections opened and closed at full rate: afterwards nothing of any kind is left, and the heap
 * is as it was. {@code -Dhandfast.churn=600} runs for so many seconds of real time.
 */
class ChurnTest {
  private static final double MIB = 1 << 20;

  /** What a heap may differ by because of the virtual machine itself. */
  private static final long HEAP_NOISE = 8 << 20;

  @Test
  void nothingIsLeftOfConnectionsThatCameAndWent() {
    long limit = Integer.getInteger("handfast.churn", 2) * 1_000_000_000L;
    Churn churn = new Churn();
    long start = System.nanoTime();
    churnFor(churn, limit / 4, start);
    churn.settle();
    long early = heap();
    churnFor(churn, limit, start);
    churn.settle();
    long late = heap();
    System.out.printf(
        "%,d connections came and went, %,d found no port; %s; heap %.1f MiB, then %.1f MiB%n",
        churn.opened(), churn.withoutPort(), churn.ends(), early / MIB, late / MIB);
    assertThat(churn.ends()).hasSize(Churn.End.values().length);
    assertNothingIsHeld(churn);
    assertThat(late).isLessThan(early + HEAP_NOISE);
  }

  private static void churnFor(Churn churn, long nanos, long start) {
    do {
      churn.round();
    } while (System.nanoTime() - start < nanos);
  }

  private static void assertNothingIsHeld(Churn churn) {
    churn.closeListeners();
    for (SimHost host : churn.hosts()) {
      Holdings held = host.stack().tcp().holdings();
      assertThat(held.isEmpty()).as("%s holds %s", host.name(), held).isTrue();
      assertThat(host.stack().timers()).as("timers of %s", host.name()).isZero();
      assertThat(host.stack().lastDefect()).isNull();
    }
  }

  private static long heap() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
