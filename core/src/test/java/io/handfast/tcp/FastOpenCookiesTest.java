package io.handfast.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.handfast.secret.KeyedHash;
import io.handfast.wire.IpAddress;
import io.handfast.wire.Octets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Cookies of Fast Open (RFC 7413 section 4.1.2): the same as Linux's for the same key. */
class FastOpenCookiesTest {
  private static final String KEY = "a1a1a1a1-b2b2b2b2-c3c3c3c3-d4d4d4d4";
  private static final String ZERO = "00000000-00000000-00000000-00000000";

  private final FastOpenCookies cookies = new FastOpenCookies(new KeyedHash(1, 2));
  private final SocketOptions options = new SocketOptions();

  private static FlowKey flow(String local, String remote) {
    return new FlowKey().set(IpAddress.parse(local), 80, IpAddress.parse(remote), 50_000);
  }

  private static TcpConfig keyed(String keys) {
    return TcpConfig.LINUX.with(FastOpenKeys.parse(keys));
  }

  /** Values that Linux 6.18 was seen to send. */
  @ParameterizedTest
  @CsvSource({
    KEY + ",192.168.0.1,192.0.2.1,3021b9d889017eeb",
    ZERO + ",192.168.0.1,192.0.2.1,b7c12350a90dc8f5",
    "a0bf63f7-ed803d81-cd641d30-cebc4a90,192.168.0.1,192.0.2.1,f49b0ef989d9f624",
    KEY + ",fd3d:0a0b:17d6::1,fd3d:fa7b:d17d::1,c1d1e9742a47a9bc",
  })
  void linuxMakesTheSame(String key, String local, String remote, String cookie) {
    assertThat(cookies.make(flow(local, remote), keyed(key), options))
        .isEqualTo(Octets.ofHex(cookie));
  }

  @Test
  void aCookieIsGoodForItsClientOnlyWhateverThePort() {
    FlowKey flow = flow("192.168.0.1", "192.0.2.1");
    Octets cookie = cookies.make(flow, TcpConfig.LINUX, options);
    flow.ports = 443 << 16 | 1;
    assertThat(cookies.check(flow, cookie, TcpConfig.LINUX, options))
        .isEqualTo(FastOpenCookies.GOOD);
    assertThat(cookies.check(flow("192.168.0.1", "192.0.2.2"), cookie, TcpConfig.LINUX, options))
        .isEqualTo(FastOpenCookies.BAD);
    assertThat(cookies.check(flow, Octets.ofHex("00"), TcpConfig.LINUX, options))
        .isEqualTo(FastOpenCookies.BAD);
  }

  @Test
  void theKeyBeforeIsStillTakenAndAListenerMayHaveItsOwn() {
    FlowKey flow = flow("192.168.0.1", "192.0.2.1");
    Octets old = cookies.make(flow, keyed(KEY), options);
    assertThat(cookies.check(flow, old, keyed(ZERO + "," + KEY), options))
        .isEqualTo(FastOpenCookies.OLD);
    assertThat(cookies.check(flow, old, keyed(ZERO), options)).isEqualTo(FastOpenCookies.BAD);
    options.fastOpenKeys = FastOpenKeys.parse(KEY);
    assertThat(cookies.check(flow, old, keyed(ZERO), options)).isEqualTo(FastOpenCookies.GOOD);
  }

  @Test
  void withoutAKeyTheStacksSecretDecides() {
    FlowKey flow = flow("192.168.0.1", "192.0.2.1");
    FastOpenCookies others = new FastOpenCookies(new KeyedHash(1, 3));
    assertThat(cookies.make(flow, TcpConfig.LINUX, options))
        .isNotEqualTo(others.make(flow, TcpConfig.LINUX, options));
  }

  @ParameterizedTest
  @CsvSource({"''", "1-2-3", "g-0-0-0", "0-0-0-0-0", "100000000-0-0-0"})
  void whatIsNoKeyIsRefused(String text) {
    assertThatThrownBy(() -> FastOpenKeys.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("four groups");
  }

  @Test
  void keysAreOneOrTwoAndHaveSixteenBytes() {
    assertThatThrownBy(() -> FastOpenKeys.parse(ZERO + "," + ZERO + "," + ZERO))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> FastOpenKeys.of(Octets.of(new byte[15])))
        .isInstanceOf(IllegalArgumentException.class);
    Octets bytes = Octets.ofHex("f763bfa0813d80ed301d64cd904abcce");
    assertThat(FastOpenKeys.of(bytes)).hasToString("a0bf63f7-ed803d81-cd641d30-cebc4a90");
  }

  /** Both ways to hash five words are one function. */
  @Test
  void wordsHashAlikeHoweverTheyAreGiven() {
    KeyedHash hash = new KeyedHash(3, 4);
    assertThat(hash.hashOf(1, 2, 3, 4, 5)).isEqualTo(hash.hash(1, 2, 3, 4, 5));
  }
}
