package io.handfast.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
@Timeout(10)
class PollerTest {
  @Test
  void aTimeoutEndsTheWait() {
    try (Poller poller = new Poller()) {
      long before = System.nanoTime();
      assertThat(poller.await(3_000_000)).isFalse();
      assertThat(System.nanoTime() - before).isGreaterThanOrEqualTo(3_000_000);
    }
  }

  @Test
  void aKickBeforeTheWaitIsNotLostAndCountsOnce() {
    try (Poller poller = new Poller()) {
      poller.kick();
      poller.kick();
      assertThat(poller.await(Poller.FOREVER)).isFalse();

      long before = System.nanoTime();
      poller.await(2_000_000);
      assertThat(System.nanoTime() - before).isGreaterThanOrEqualTo(2_000_000);
    }
  }

  @Test
  void aKickEndsAWaitWithoutEnd() throws InterruptedException {
    try (Poller poller = new Poller()) {
      CountDownLatch done = new CountDownLatch(1);
      Thread waiter =
          Thread.ofPlatform()
              .daemon()
              .start(() -> {
                poller.await(Poller.FOREVER);
                done.countDown();
              });
      assertThat(done.await(20, TimeUnit.MILLISECONDS)).isFalse();
      poller.kick();
      assertThat(done.await(5, TimeUnit.SECONDS)).isTrue();
      waiter.join();
    }
  }

  @Test
  void whoOnlyLooksSeesAKickAndSeesItOnce() {
    try (Poller poller = new Poller()) {
      poller.await(0);
      assertThat(poller.wasKicked()).isFalse();
      poller.kick();
      poller.await(0);
      assertThat(poller.wasKicked()).isTrue();
      poller.await(0);
      assertThat(poller.wasKicked()).isFalse();
    }
  }

  @Test
  void aKickAfterCloseDoesNothing() {
    Poller poller = new Poller();
    poller.close();
    poller.kick();
    poller.close();
  }
}
