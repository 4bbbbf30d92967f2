package io.handfast.nio.driver;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BurstTest {
  private final Burst burst = new Burst(100, 200, 0);

  @Test
  void callsInShortOrderBecomeALongBurst() {
    burst.call(100);
    assertThat(burst.isLong()).isFalse();
    burst.call(199);
    assertThat(burst.isLong()).isFalse();
    burst.call(200);
    assertThat(burst.isLong()).isTrue();
  }

  @Test
  void anAbsenceBeginsANewOne() {
    burst.call(100);
    burst.call(200);
    burst.call(301);
    assertThat(burst.isLong()).isFalse();
  }

  @Test
  void timeInAWaitIsNoAbsence() {
    burst.call(50);
    burst.waited(1000);
    burst.call(1100);
    assertThat(burst.isLong()).isTrue();
  }
}
