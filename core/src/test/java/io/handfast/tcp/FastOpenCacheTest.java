package io.handfast.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.handfast.wire.IpAddress;
import io.handfast.wire.Octets;
import org.junit.jupiter.api.Test;

/** What a client remembers of servers (RFC 7413 section 4.1.3). */
class FastOpenCacheTest {
  private static final long SECOND = 1_000_000_000L;

  private static final FastOpenOption COOKIE =
      new FastOpenOption(Octets.ofHex("0011223344556677"), false);

  private final FastOpenCache cache = new FastOpenCache();

  private static FlowKey server(int number) {
    IpAddress local = IpAddress.parse("10.0.0.1");
    return new FlowKey().set(local, 50_000, IpAddress.ofV4(0x0a01_0000 + number), 80);
  }

  private void learn(int number, FastOpenOption option) {
    cache.learn(server(number), 1_400, option, FastOpenOption.REQUEST, false, 0);
  }

  @Test
  void theServerNotUsedForLongestGoesAtTheLimit() {
    for (int i = 0; i < FastOpenCache.LIMIT; i++) {
      learn(i, COOKIE);
    }
    cache.get(server(0));
    learn(FastOpenCache.LIMIT, COOKIE);
    assertThat(cache.size()).isEqualTo(FastOpenCache.LIMIT);
    assertThat(cache.get(server(0)).hasCookie()).isTrue();
    assertThat(cache.get(server(1)).hasCookie()).isFalse();
    assertThat(cache.get(server(FastOpenCache.LIMIT)).hasCookie()).isTrue();
  }

  @Test
  void anUnknownServerIsAskedForACookieAndLeavesTheSegmentSizeToUs() {
    assertThat(cache.get(server(1)).option()).isEqualTo(FastOpenOption.REQUEST);
    assertThat(cache.get(server(1)).mss(1_460)).isEqualTo(1_460);
    assertThat(cache.size()).isZero();
  }

  @Test
  void aServerThatIgnoresTheOptionIsAskedInTheOldFormOnce() {
    learn(1, null);
    assertThat(cache.get(server(1)).option()).isEqualTo(FastOpenOption.EXPERIMENTAL_REQUEST);
    cache.learn(server(1), 1_400, null, FastOpenOption.EXPERIMENTAL_REQUEST, false, 0);
    assertThat(cache.get(server(1)).option()).isEqualTo(FastOpenOption.REQUEST);
    learn(1, null);
    assertThat(cache.get(server(1)).option()).isEqualTo(FastOpenOption.REQUEST);
  }

  /** Section 4.1.3.1: a client must remember that SYNs with data get lost. */
  @Test
  void twoLossesInARowPauseForTwiceAsLongEachTime() {
    learn(1, COOKIE);
    cache.lost(server(1), 0);
    assertThat(cache.get(server(1)).isPaused(SECOND)).isFalse();
    cache.lost(server(1), 0);
    assertThat(cache.get(server(1)).isPaused(239 * SECOND)).isTrue();
    assertThat(cache.get(server(1)).isPaused(240 * SECOND)).isFalse();
    cache.lost(server(1), 0);
    assertThat(cache.get(server(1)).isPaused(479 * SECOND)).isTrue();
    learn(1, null);
    assertThat(cache.get(server(1)).isPaused(SECOND)).isFalse();
    assertThat(cache.get(server(1)).hasCookie()).isTrue();
  }
}
