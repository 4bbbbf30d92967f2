package io.handfast.tcp.congestion;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The way out of slow start of RFC 9406 section 4.2, as CUBIC takes it. */
class HyStartPlusPlusTest {
  private static final long MILLI = 1_000_000;

  private final Cubic cubic = new Cubic(2);
  private final CongestionWindow window = new CongestionWindow(20);
  private int round;

  private record FixedFlow(int sndUna, int sndNxt) implements Flow {}

  @BeforeEach
  void twoRoundsOfFiftyMillis() {
    round(50, 10);
    round(50, 10);
  }

  /** A round trip with so many measurements; one packet is acknowledged with each. */
  private void round(int millis, int samples) {
    Flow flow = new FixedFlow(1_000 * round + 1, 1_000 * (round + 1));
    for (int i = 0; i < samples; i++) {
      cubic.onRtt(window, millis * MILLI, flow, round * 50 * MILLI + i);
      cubic.onAck(window, 1, round * 50 * MILLI + i);
    }
    round++;
  }

  @Test
  void whileRoundTripsStayTheWindowDoubles() {
    assertThat(window.packets()).isEqualTo(40);
    round(54, 10); // an eighth of 50 ms is 6.25 ms
    assertThat(window.packets()).isEqualTo(50);
  }

  /** Eight samples are needed; from then on a quarter of what is acknowledged is added. */
  @Test
  void aLongerRoundTripSlowsGrowthToAQuarter() {
    round(60, 8);
    int before = window.packets();
    assertThat(before).isBetween(47, 48);
    round(60, 16);
    assertThat(window.packets()).isEqualTo(before + 4);
    assertThat(window.inSlowStart()).isTrue();
  }

  @Test
  void sevenSamplesAreTooFew() {
    round(60, 7);
    round(60, 8);
    assertThat(window.packets()).isEqualTo(55);
  }

  /** CSS_ROUNDS is 5, the one that it began in included. */
  @Test
  void afterFiveSuchRoundsSlowStartIsOver() {
    for (int i = 0; i < 5; i++) {
      assertThat(window.inSlowStart()).as("before round %d", i).isTrue();
      round(60, 8);
    }
    round(60, 1);
    assertThat(window.inSlowStart()).isFalse();
  }

  /** It was jitter, no queue: slow start goes on at full speed. */
  @Test
  void aShorterRoundTripResumesSlowStart() {
    round(60, 8);
    round(50, 8);
    int before = window.packets();
    round(50, 16);
    assertThat(window.packets()).isEqualTo(before + 16);
  }

  /** MIN_RTT_THRESH and MAX_RTT_THRESH: 4 and 16 ms. */
  @Test
  void theThresholdIsBounded() {
    Cubic fast = new Cubic(2);
    assertThat(growsSlowly(fast, 1, 4)).isFalse();
    assertThat(growsSlowly(new Cubic(2), 1, 5)).isTrue();
    assertThat(growsSlowly(new Cubic(2), 400, 415)).isFalse();
    assertThat(growsSlowly(new Cubic(2), 400, 416)).isTrue();
  }

  private static boolean growsSlowly(Cubic cubic, int millis, int thenMillis) {
    CongestionWindow window = new CongestionWindow(20);
    for (int i = 0; i < 30; i++) {
      Flow flow = i < 10 ? new FixedFlow(1, 1_000) : new FixedFlow(1_001, 2_000);
      cubic.onRtt(window, (i < 10 ? millis : thenMillis) * MILLI, flow, i);
    }
    cubic.onAck(window, 8, 100);
    return window.packets() == 22;
  }
}
