package io.handfast.tcp.congestion;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The largest of a window, in constant space. */
class MaxFilterTest {
  @Test
  void theLargestCountsUntilItLeavesTheWindow() {
    MaxFilter filter = new MaxFilter(10);
    filter.add(100, 0);
    for (int t = 1; t <= 10; t++) {
      filter.add(50, t);
      assertThat(filter.best()).isEqualTo(100);
    }
    filter.add(50, 11);
    assertThat(filter.best()).isEqualTo(50);
  }

  @Test
  void aLargerOneCountsAtOnce() {
    MaxFilter filter = new MaxFilter(10);
    filter.add(1, 0);
    filter.add(2, 1);
    assertThat(filter.best()).isEqualTo(2);
  }

  /** It may forget a little early, but never tells more than the window held. */
  @Test
  void itNeverTellsMoreThanTheWindowHeldNorLessThanTheLatest() {
    SplittableRandom random = new SplittableRandom(3);
    double[] all = new double[2_000];
    MaxFilter filter = new MaxFilter(10);
    for (int t = 0; t < all.length; t++) {
      all[t] = random.nextInt(1_000);
      filter.add(all[t], t);
      double most = 0;
      for (int i = Math.max(0, t - 10); i <= t; i++) {
        most = Math.max(most, all[i]);
      }
      assertThat(filter.best()).isBetween(all[t], most);
    }
  }
}
