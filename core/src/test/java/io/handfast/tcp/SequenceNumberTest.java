package io.handfast.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Arithmetic modulo 2^32 against arithmetic without a modulus (RFC 9293 section 3.4). */
class SequenceNumberTest {
  private static final int[] EDGES = {
    0, 1, -1, 2, -2, Integer.MAX_VALUE, Integer.MIN_VALUE, Integer.MIN_VALUE + 1, 123_456_789
  };

  @Test
  void orderFollowsTheDistanceWhereverTheNumbersLie() {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 100_000; i++) {
      int a = i % 2 == 0 ? EDGES[random.nextInt(EDGES.length)] : random.nextInt();
      long distance = random.nextLong(-(1L << 31) + 1, 1L << 31);
      int b = (int) (a + distance);
      assertThat(SequenceNumber.lessThan(a, b)).isEqualTo(distance > 0);
      assertThat(SequenceNumber.atMost(a, b)).isEqualTo(distance >= 0);
      assertThat(SequenceNumber.greaterThan(a, b)).isEqualTo(distance < 0);
      assertThat(SequenceNumber.atLeast(a, b)).isEqualTo(distance <= 0);
      assertThat(SequenceNumber.max(a, b)).isEqualTo(distance > 0 ? b : a);
      assertThat(SequenceNumber.min(a, b)).isEqualTo(distance > 0 ? a : b);
    }
  }

  @Test
  void aWindowWraps() {
    for (int start : EDGES) {
      assertThat(SequenceNumber.inWindow(start - 1, start, 10)).isFalse();
      assertThat(SequenceNumber.inWindow(start, start, 10)).isTrue();
      assertThat(SequenceNumber.inWindow(start + 9, start, 10)).isTrue();
      assertThat(SequenceNumber.inWindow(start + 10, start, 10)).isFalse();
      assertThat(SequenceNumber.inWindow(start, start, 0)).isFalse();
      assertThat(SequenceNumber.inWindow(start + (1 << 30) - 1, start, 1 << 30)).isTrue();
    }
  }

  /** Table 6 of RFC 9293, with the two allowances that its method names. */
  @Test
  void theAcceptabilityTest() {
    for (int next : EDGES) {
      assertThat(Arrival.overlapsWindow(next, 0, next, 0)).isTrue();
      assertThat(Arrival.overlapsWindow(next + 1, 0, next, 0)).isFalse();
      assertThat(Arrival.overlapsWindow(next - 1, 0, next, 0)).isFalse();
      assertThat(Arrival.overlapsWindow(next, 0, next, 10)).isTrue();
      assertThat(Arrival.overlapsWindow(next + 11, 0, next, 10)).isFalse();
      assertThat(Arrival.overlapsWindow(next - 1, 0, next, 10)).isFalse();
      assertThat(Arrival.overlapsWindow(next + 1, 5, next, 0)).isFalse();
      assertThat(Arrival.overlapsWindow(next - 5, 5, next, 10)).isFalse();
      assertThat(Arrival.overlapsWindow(next - 5, 6, next, 10)).isTrue();
      assertThat(Arrival.overlapsWindow(next + 9, 5, next, 10)).isTrue();
      assertThat(Arrival.overlapsWindow(next + 10, 5, next, 10)).isFalse();
      assertThat(Arrival.overlapsWindow(next - 5, 50, next, 10)).isTrue();
    }
  }
}
