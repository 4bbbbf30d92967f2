package io.handfast.ip;

import static org.assertj.core.api.Assertions.assertThat;

import io.handfast.wire.IpAddress;
import io.handfast.wire.MacAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Neighbour unreachability detection by the sections of RFC 4861, and BAD-INPUTS 39. */
class NeighbourCacheTest {
  private static final long SECOND = 1_000_000_000L;
  private static final IpAddress WHO = IpAddress.parse("10.0.0.9");
  private static final MacAddress MAC = new MacAddress(0x02_00_00_00_00_09L);
  private static final MacAddress OTHER = new MacAddress(0x02_00_00_00_00_0aL);

  private final List<String> said = new ArrayList<>();
  private final NeighbourCache cache =
      new NeighbourCache(
          new NeighbourCache.Wire() {
            @Override
            public void solicit(IpAddress address, Optional<MacAddress> lastKnown) {
              said.add("who has " + address + lastKnown.map(mac -> " at " + mac).orElse(""));
            }

            @Override
            public void send(byte[] packet, MacAddress to) {
              said.add("packet " + packet[0] + " to " + to);
            }

            @Override
            public void unreachable(byte[] packet) {
              said.add("lost " + packet[0]);
            }

            @Override
            public void evicted() {
              said.add("evicted");
            }

            @Override
            public void overflowed() {
              said.add("overflow");
            }
          });

  private static byte[] packet(int number) {
    return new byte[] {(byte) number};
  }

  private List<String> heard() {
    List<String> copy = List.copyOf(said);
    said.clear();
    return copy;
  }

  /** Section 7.2.2: the packet waits, and goes when the answer comes. */
  @Test
  void aPacketWaitsForTheAnswer() {
    cache.await(WHO, packet(1), 0);
    cache.await(WHO, packet(2), 1);
    assertThat(heard()).containsExactly("who has 10.0.0.9");
    cache.confirm(WHO, MAC, true, true, 2);
    assertThat(heard())
        .containsExactly("packet 1 to 02:00:00:00:00:09", "packet 2 to 02:00:00:00:00:09");
    assertThat(cache.lookUp(WHO, 3)).contains(MAC);
    assertThat(cache.state(WHO)).contains(NeighbourCache.State.REACHABLE);
  }

  /** Section 7.2.2: three times in all, a second apart, then the packets are lost. */
  @Test
  void withoutAnswerItIsAskedThreeTimes() {
    cache.await(WHO, packet(1), 0);
    assertThat(cache.poll(SECOND - 1)).isEqualTo(SECOND);
    assertThat(heard()).hasSize(1);
    assertThat(cache.poll(SECOND)).isEqualTo(2 * SECOND);
    cache.poll(2 * SECOND);
    assertThat(heard()).hasSize(2);
    assertThat(cache.poll(3 * SECOND)).isEqualTo(Long.MAX_VALUE);
    assertThat(heard()).containsExactly("lost 1");
    assertThat(cache.size()).isZero();
  }

  @Test
  void onlyTheLatestThreePacketsWait() {
    for (int i = 1; i <= 5; i++) {
      cache.await(WHO, packet(i), 0);
    }
    cache.confirm(WHO, MAC, true, true, 1);
    assertThat(heard())
        .containsExactly(
            "who has 10.0.0.9",
            "overflow",
            "overflow",
            "packet 3 to " + MAC,
            "packet 4 to " + MAC,
            "packet 5 to " + MAC);
  }

  /** Section 7.3: STALE after 30 s, DELAY when used, PROBE 5 s later, to the one known. */
  @Test
  void anOldAnswerIsDoubtedWhenItIsUsed() {
    cache.await(WHO, packet(1), 0);
    cache.confirm(WHO, MAC, true, true, 0);
    heard();
    cache.poll(30 * SECOND);
    assertThat(cache.state(WHO)).contains(NeighbourCache.State.STALE);
    assertThat(cache.lookUp(WHO, 100 * SECOND)).contains(MAC);
    assertThat(cache.state(WHO)).contains(NeighbourCache.State.DELAY);
    assertThat(heard()).isEmpty();
    cache.poll(105 * SECOND);
    assertThat(heard()).containsExactly("who has 10.0.0.9 at " + MAC);
    cache.confirm(WHO, MAC, true, false, 105 * SECOND);
    assertThat(cache.state(WHO)).contains(NeighbourCache.State.REACHABLE);
  }

  @Test
  void whoNoLongerAnswersIsForgotten() {
    cache.heard(WHO, MAC);
    cache.lookUp(WHO, 0);
    for (int second = 5; second <= 8; second++) {
      cache.poll(second * SECOND);
    }
    assertThat(heard()).hasSize(3);
    assertThat(cache.lookUp(WHO, 9 * SECOND)).isEmpty();
  }

  /** Section 7.2.5: who was not asked for is not remembered, whatever he claims. */
  @Test
  void anAnswerThatNobodyAskedForMakesNoEntry() {
    cache.confirm(WHO, MAC, true, true, 0);
    assertThat(cache.size()).isZero();
  }

  /** Section 7.2.5: without the override flag another address only raises a doubt. */
  @Test
  void anotherAddressNeedsTheOverrideFlag() {
    cache.await(WHO, packet(1), 0);
    cache.confirm(WHO, MAC, true, true, 0);
    cache.confirm(WHO, OTHER, false, false, 1);
    assertThat(cache.lookUp(WHO, 2)).contains(MAC);
    assertThat(cache.state(WHO)).contains(NeighbourCache.State.DELAY);
    cache.confirm(WHO, OTHER, false, true, 3);
    assertThat(cache.lookUp(WHO, 4)).contains(OTHER);
  }

  /** A flood of claims fills the table to its limit and not past it; those in use stay. */
  @Test
  void aFloodOfNeighboursStaysWithinTheLimit() {
    cache.await(WHO, packet(1), 0);
    cache.confirm(WHO, MAC, true, true, 0);
    for (int i = 0; i < 10_000; i++) {
      cache.heard(IpAddress.ofV4(0x0b00_0000 + i), OTHER);
    }
    assertThat(cache.size()).isEqualTo(NeighbourCache.MAX_NEIGHBOURS);
    assertThat(cache.lookUp(WHO, 1)).contains(MAC);
    assertThat(said.stream().filter("evicted"::equals))
        .hasSize(10_001 - NeighbourCache.MAX_NEIGHBOURS);
  }
}
