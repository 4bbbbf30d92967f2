package io.handfast.tcp.congestion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** The curve of RFC 9438, in packets. */
class CubicTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long RTT = SECOND / 10;

  private final Cubic cubic = new Cubic();
  private final CongestionWindow window = new CongestionWindow(10);
  private long now = 10 * SECOND;

  private void lossAt(int packets) {
    window.packets(packets);
    window.threshold(cubic.thresholdAfterLoss(window, packets));
    window.packets(window.threshold());
  }

  /** A full window acknowledged in each round trip, one ACK per packet. */
  private void run(long nanos) {
    long end = now + nanos;
    while (now < end) {
      int packets = window.packets();
      for (int i = 0; i < packets; i++) {
        now += RTT / packets;
        cubic.onAck(window, 1, now);
      }
    }
  }

  /** Section 4.6: 0.7 of the window. */
  @Test
  void aLossTakesThreeTenths() {
    lossAt(1_000);
    assertThat(window.packets()).isEqualTo(700);
  }

  /** Sections 4.2 and 4.4: back at W_max after K = cbrt(0.3 · 1,000 / 0.4) = 9.09 s. */
  @Test
  void theWindowIsBackWhereItWasAfterK() {
    lossAt(1_000);
    run((long) (9.09 * SECOND));
    assertThat(window.packets()).isCloseTo(1_000, within(20));
  }

  /** Section 4.2: half of the way after an eighth of what remains: steep first, then flat. */
  @Test
  void theWayBackIsConcave() {
    lossAt(1_000);
    run((long) (4.54 * SECOND));
    assertThat(window.packets()).isCloseTo(1_000 - 300 / 8, within(15));
  }

  /** Section 4.5: beyond the plateau growth gets faster and faster: 0.4 · 10³ after 10 s more. */
  @Test
  void beyondThePlateauItIsConvex() {
    lossAt(1_000);
    run((long) (19.09 * SECOND));
    assertThat(window.packets()).isCloseTo(1_400, within(40));
  }

  /** Section 4.7: whoever loses below the last maximum leaves room: (1 + 0.7) / 2. */
  @Test
  void aSecondLossBelowTheMaximumAimsLower() {
    lossAt(1_000);
    lossAt(800);
    run((long) (StrictMath.cbrt((680 - 560) / 0.4) * SECOND));
    assertThat(window.packets()).isCloseTo(680, within(15));
  }

  /** Section 4.3: with a small window and a short path Reno would be faster; so is CUBIC. */
  @Test
  void itIsNeverSlowerThanReno() {
    lossAt(20);
    run(3 * SECOND);
    // Reno with a decrease of 0.3 grows by 3 · 0.3 / 1.7 = 0.53 packets in a round trip.
    assertThat(window.packets()).isGreaterThanOrEqualTo(14 + (int) (30 * 0.5));
  }

  /** Section 5.8: time without data moves the curve, so that it does not jump. */
  @Test
  void idleTimeDoesNotCount() {
    lossAt(1_000);
    run(SECOND);
    int before = window.packets();
    now += 100 * SECOND;
    cubic.onIdle(100 * SECOND, now);
    run(RTT);
    assertThat(window.packets()).isCloseTo(before, within(40));
  }

  /** Section 4.8: after a timeout the old maximum means nothing. */
  @Test
  void aTimeoutForgetsTheMaximum() {
    lossAt(1_000);
    cubic.onTimeout();
    window.packets(10);
    window.threshold(10);
    run(20 * RTT);
    assertThat(window.packets()).isBetween(15, 40); // at least 5 % in each round trip
  }

  /** BAD-INPUTS 37: a virtual week of bulk and idle phases keeps everything in range. */
  @Test
  void aWeekLongFlowStaysInRange() {
    lossAt(100);
    long end = now + 7 * 24 * 3_600 * SECOND;
    for (int i = 0; now < end; i++) {
      now += SECOND;
      cubic.onAck(window, window.packets(), now);
      if (i % 1_000 == 999) {
        now += 3_600 * SECOND;
        cubic.onIdle(3_600 * SECOND, now);
      }
      assertThat(window.packets()).isBetween(2, CongestionWindow.MAX);
    }
  }

  /** Linux's HyStart: a round trip longer by an eighth ends slow start, from 16 packets on. */
  @Test
  void slowStartEndsWhenTheRoundTripGetsLonger() {
    Cubic cubic = new Cubic(1);
    window.packets(20);
    cubic.onRtt(window, RTT, new FixedFlow(1, 5_000), now);
    for (int i = 0; i < 10; i++) {
      assertThat(window.inSlowStart()).as("after %d", i).isEqualTo(i <= 8);
      now += 10_000_000;
      cubic.onRtt(window, RTT * 5 / 4, new FixedFlow(5_001, 9_000), now);
    }
    assertThat(window.threshold()).isEqualTo(20);
  }

  private record FixedFlow(int sndUna, int sndNxt) implements Flow {}
}
