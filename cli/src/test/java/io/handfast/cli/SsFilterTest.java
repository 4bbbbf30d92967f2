package io.handfast.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The filter language of ss(8). */
class SsFilterTest {
  private static SocketLine socket(String state, String local, long port, String remote, long at) {
    return new SocketLine(
        Map.of(
            "state", state, "local", local, "localPort", port, "remote", remote, "remotePort", at));
  }

  private static final SocketLine WEB = socket("ESTABLISHED", "10.7.0.2", 80, "10.7.0.1", 40_000);
  private static final SocketLine HALF =
      socket("SYN_RECEIVED", "10.7.0.2", 443, "198.18.3.4", 2_000);
  private static final SocketLine V6 = socket("TIME_WAIT", "fd00::2", 80, "fd00::1", 50_000);

  private static boolean passes(String filter, SocketLine socket) {
    return SsFilter.parse(List.of(filter)).test().test(socket);
  }

  @ParameterizedTest
  @CsvSource({
    "state syn-recv, false, true, false",
    "state established, true, false, false",
    "state connected, true, true, true",
    "state bucket, false, true, true",
    "exclude time-wait, true, true, false",
    "sport = :80, true, false, true",
    "sport = 80, true, false, true",
    "sport :80, true, false, true",
    "sport != :80, false, true, false",
    "dport > :10000, true, false, true",
    "dport >= :40000, true, false, true",
    "dport lt :40000, false, true, false",
    "dst 10.0.0.0/8, true, false, false",
    "dst 198.18.0.0/15, false, true, false",
    "dst = 198.18.3.4:2000, false, true, false",
    "dst != 10.7.0.1, false, true, true",
    "src [fd00::2], false, false, true",
    "src [fd00::2]:80, false, false, true",
    "src fd00::/8, false, false, true",
    "src :443, false, true, false",
    "state syn-recv sport = :443, false, true, false",
    "state syn-recv and sport = :80, false, false, false",
    "sport = :443 or dport = :50000, false, true, true",
    "( sport = :443 or dport = :50000 ) and not state time-wait, false, true, false",
    "not sport = :80, false, true, false",
    "'', true, true, true",
  })
  void aFilterPassesWhatItSays(String filter, boolean web, boolean half, boolean v6) {
    assertThat(passes(filter, WEB)).isEqualTo(web);
    assertThat(passes(filter, HALF)).isEqualTo(half);
    assertThat(passes(filter, V6)).isEqualTo(v6);
  }

  @Test
  void aFilterThatNamesAStateShowsItWithoutTheOptionForAll() {
    assertThat(SsFilter.parse(List.of("state", "syn-recv")).namesState()).isTrue();
    assertThat(SsFilter.parse(List.of("sport", "=", ":80")).namesState()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"state", "state sleepy", "sport = :http", "( sport = :80", "sport = :80 )", "x 3"})
  void whatCannotBeReadSaysWhy(String filter) {
    assertThatThrownBy(() -> SsFilter.parse(List.of(filter)))
        .isInstanceOf(IllegalArgumentException.class)
        .message()
        .isNotBlank();
  }
}
