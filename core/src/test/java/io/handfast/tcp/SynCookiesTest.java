package io.handfast.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.handfast.secret.KeyedHash;
import io.handfast.wire.IpAddress;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** SYN cookies (RFC 4987 section 3.6): what returns is believed, nothing else is. */
class SynCookiesTest {
  private static final int TUPLES = 2_000_000;

  private final SplittableRandom random = new SplittableRandom(4987);
  private final SynCookies cookies = new SynCookies(new KeyedHash(11, 12));

  private FlowKey anyFlow(boolean v4) {
    FlowKey flow = new FlowKey();
    if (v4) {
      IpAddress local = IpAddress.ofV4(random.nextInt());
      IpAddress remote = IpAddress.ofV4(random.nextInt());
      return flow.set(local, random.nextInt(65_536), remote, random.nextInt(65_536));
    }
    return flow.set(
        0x2001_0db8_0000_0000L,
        random.nextLong(),
        random.nextInt(65_536),
        0x2001_0db8_0001_0000L,
        random.nextLong(),
        random.nextInt(65_536));
  }

  private long anyTime() {
    return random.nextLong(1L << 58); // nine years of uptime
  }

  @Test
  void everyCookieIsGoodForOneToTwoSlices() {
    int wrong = 0;
    for (int i = 0; i < TUPLES; i++) {
      FlowKey flow = anyFlow((i & 1) == 0);
      int irs = random.nextInt();
      int mss = random.nextInt(4);
      long now = anyTime();
      int cookie = cookies.make(flow, irs, mss, now);
      boolean right =
          cookies.check(flow, irs, cookie, now) == mss
              && cookies.check(flow, irs, cookie, now + SynCookies.SLICE) == mss
              && cookies.check(flow, irs, cookie, now + 2 * SynCookies.SLICE) < 0;
      wrong += right ? 0 : 1;
    }
    assertThat(wrong).isZero();
  }

  /** A number has to hit two slices of 256 and four sizes of 2^24: one guess in 2^29 does. */
  @Test
  void aGuessIsRefused() {
    FlowKey flow = anyFlow(true);
    long now = anyTime();
    int hits = 0;
    for (int i = 0; i < 4 * TUPLES; i++) {
      hits += cookies.check(flow, random.nextInt(), random.nextInt(), now) >= 0 ? 1 : 0;
    }
    assertThat(hits).isLessThanOrEqualTo(1);
  }

  /** Each part of the tuple, the peer's number and the cookie itself: change one, it is no good. */
  @Test
  void aCookieOfAnotherTupleIsRefused() {
    int believed = 0;
    for (int i = 0; i < TUPLES / 4; i++) {
      FlowKey flow = anyFlow(true);
      int irs = random.nextInt();
      long now = anyTime();
      int cookie = cookies.make(flow, irs, random.nextInt(4), now);
      FlowKey other = flow.copy();
      int bit = 1 << random.nextInt(16);
      switch (i & 3) {
        case 0 -> other.ports ^= bit;
        case 1 -> other.ports ^= bit << 16;
        case 2 -> other.remoteLow ^= bit;
        default -> other.localLow ^= bit;
      }
      believed += cookies.check(other, irs, cookie, now) >= 0 ? 1 : 0;
      believed += cookies.check(flow, irs + bit, cookie, now) >= 0 && bit > 3 ? 1 : 0;
    }
    assertThat(believed).isZero();
  }

  @Test
  void aSizeThatIsNotInTheTableIsRefused() {
    FlowKey flow = anyFlow(true);
    for (int i = 0; i < 100_000; i++) {
      int irs = random.nextInt();
      int beyond = 4 + random.nextInt((1 << 24) - 4);
      int cookie = cookies.make(flow, irs, beyond, 1_000);
      assertThat(cookies.check(flow, irs, cookie, 1_000)).isEqualTo(SynCookies.BAD);
    }
  }

  /** Slices are counted modulo 256, so after 4.5 hours an old one says that it is young. */
  @Test
  void aStaleCookieIsRefusedAlsoWhenTheSliceCountComesRound() {
    FlowKey flow = anyFlow(false);
    int cookie = cookies.make(flow, 77, 3, 5 * SynCookies.SLICE);
    for (int slice = 7; slice < 5 + 300; slice++) {
      assertThat(cookies.check(flow, 77, cookie, slice * SynCookies.SLICE)).isNegative();
    }
  }

  @Test
  void aCookieFromTheFutureIsRefused() {
    FlowKey flow = anyFlow(true);
    int cookie = cookies.make(flow, 77, 3, 6 * SynCookies.SLICE);
    assertThat(cookies.check(flow, 77, cookie, 5 * SynCookies.SLICE)).isEqualTo(SynCookies.BAD);
    int first = cookies.make(flow, 77, 3, 255 * SynCookies.SLICE);
    assertThat(cookies.check(flow, 77, first, 0)).isEqualTo(SynCookies.BAD);
  }

  @Test
  void aCookieOpensOnce() {
    for (int i = 0; i < 10_000; i++) {
      FlowKey flow = anyFlow(true);
      int cookie = cookies.make(flow, i, 2, 1_000);
      cookies.use(flow, cookie);
      assertThat(cookies.check(flow, i, cookie, 1_000)).isEqualTo(SynCookies.USED);
    }
  }

  @Test
  void anotherSecretMakesOtherCookies() {
    SynCookies others = new SynCookies(new KeyedHash(11, 13));
    int believed = 0;
    for (int i = 0; i < 100_000; i++) {
      FlowKey flow = anyFlow(true);
      believed += others.check(flow, i, cookies.make(flow, i, 1, 1_000), 1_000) >= 0 ? 1 : 0;
    }
    assertThat(believed).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "true, 65495, 1460", "true, 1460, 1460", "true, 1459, 1440", "true, 1400, 1300",
    "true, 536, 536", "true, 48, 536", "false, 8940, 8940", "false, 1440, 1440",
    "false, 1439, 1420", "false, 1220, 1220", "false, 500, 1220",
  })
  void theSegmentSizeIsRoundedDown(boolean v4, int offered, int kept) {
    assertThat(SynCookies.mss(v4, SynCookies.mssIndex(v4, offered))).isEqualTo(kept);
  }

  @Test
  void theTimestampCarriesScaleSackAndEcnAndIsNeverAhead() {
    int wrong = 0;
    for (int i = 0; i < TUPLES; i++) {
      int now = random.nextInt();
      int scale = random.nextInt(-1, 15);
      boolean sack = random.nextBoolean();
      boolean ecn = random.nextBoolean();
      int sent = SynCookies.timestamp(now, SynCookies.agreement(scale, sack, ecn));
      boolean right =
          now - sent >= 0
              && now - sent < 64
              && SynCookies.windowScale(sent) == scale
              && SynCookies.sack(sent) == sack
              && SynCookies.ecn(sent) == ecn;
      wrong += right ? 0 : 1;
    }
    assertThat(wrong).isZero();
  }
}
