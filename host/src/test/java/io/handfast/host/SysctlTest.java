package io.handfast.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.handfast.tcp.TcpConfig;
import io.handfast.tcp.Tunable;
import io.handfast.tcp.congestion.CongestionControls;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Names, units and refusals of sysctl(8). */
class SysctlTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "net.ipv4.tcp_syncookies=2",
        "tcp_syncookies=2",
        "net/ipv4/tcp_syncookies=2",
        "net.ipv4.tcp_syncookies = 2"
      })
  void aNameMayBeFullOrShortWithDotsOrSlashes(String assignment) {
    TcpConfig changed = Sysctl.set(TcpConfig.LINUX, assignment);
    assertThat(changed.getInt(Tunable.TCP_SYNCOOKIES)).isEqualTo(2);
    assertThat(TcpConfig.LINUX.getInt(Tunable.TCP_SYNCOOKIES)).isEqualTo(1);
  }

  /** The defaults are those of the profile, as Linux would print them. */
  @Test
  void severalValuesOfOneNameAreOneLine() {
    assertThat(Sysctl.list(TcpConfig.LINUX))
        .containsEntry("net.ipv4.tcp_rmem", "131072\t6291456")
        .containsEntry("net.ipv4.ip_local_port_range", "32768\t60999")
        .containsEntry("net.ipv4.tcp_fin_timeout", "60")
        .doesNotContainKey("net.ipv4.tcp_rmem[1]");
  }

  @Test
  void severalValuesAreSetTogether() {
    TcpConfig ports = Sysctl.set(TcpConfig.LINUX, "net.ipv4.ip_local_port_range=1024 2048");
    assertThat(ports.getInt(Tunable.IP_LOCAL_PORT_FIRST)).isEqualTo(1_024);
    assertThat(ports.getInt(Tunable.IP_LOCAL_PORT_LAST)).isEqualTo(2_048);
    TcpConfig buffers = Sysctl.set(TcpConfig.LINUX, "net.ipv4.tcp_wmem=4096 20000 1000000");
    assertThat(buffers.get(Tunable.TCP_WMEM_DEFAULT)).isEqualTo(20_000);
    assertThat(buffers.get(Tunable.TCP_WMEM_MAX)).isEqualTo(1_000_000);
  }

  /** Linux counts tcp_rto_min_us in microseconds. */
  @Test
  void theUnitIsLinuxs() {
    TcpConfig changed = Sysctl.set(TcpConfig.LINUX, "net.ipv4.tcp_rto_min_us=300000");
    assertThat(changed.getInt(Tunable.TCP_RTO_MIN_MS)).isEqualTo(300);
    assertThat(Sysctl.list(changed)).containsEntry("net.ipv4.tcp_rto_min_us", "300000");
  }

  @Test
  void theKeyOfFastOpenIsNoNumberAndItsBitsMayBeHexadecimal() {
    String keys = "a0bf63f7-ed803d81-cd641d30-cebc4a90,00000000-00000001-00000002-00000003";
    TcpConfig changed = Sysctl.set(TcpConfig.LINUX, "tcp_fastopen_key=" + keys);
    changed = Sysctl.set(changed, "net.ipv4.tcp_fastopen=0x403");
    assertThat(Sysctl.list(changed))
        .containsEntry("net.ipv4.tcp_fastopen_key", keys)
        .containsEntry("net.ipv4.tcp_fastopen", "1027");
    assertThatThrownBy(() -> Sysctl.set(TcpConfig.LINUX, "tcp_fastopen_key=1-2-3"))
        .hasMessageContaining("four groups of eight hexadecimal digits");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "tcp_synack_retry=3|there is no 'tcp_synack_retry' here; did you mean"
            + " 'net.ipv4.tcp_synack_retries'?",
        "net.ipv4.tcp_sincookies=1|did you mean 'net.ipv4.tcp_syncookies'?",
        "net.ipv4.tcp_tw_recycle=1|'net.ipv4.tcp_tw_recycle' cannot be set here: it broke peers",
        "net.ipv4.ip_forward=1|nothing is forwarded",
        "tcp_syncookies=3|takes 0 to 2, not 3",
        "tcp_syncookies=yes|takes a number, not 'yes'",
        "ip_local_port_range=1024|takes 2 values, not 1",
        "tcp_congestion_control=vegas|takes cubic, reno, bbr, not 'vegas'",
        "tcp_available_congestion_control=reno|there are cubic, reno, bbr",
        "tcp_syncookies|is not NAME=VALUE",
      })
  void whatCannotBeSetSaysWhy(String assignment, String sentence) {
    assertThatThrownBy(() -> Sysctl.set(TcpConfig.LINUX, assignment))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(sentence);
  }

  /** net.ipv4.tcp_congestion_control is a word on Linux, too. */
  @Test
  void theCongestionControlIsChosenByItsName() {
    TcpConfig changed = Sysctl.set(TcpConfig.LINUX, "net.ipv4.tcp_congestion_control=bbr");
    assertThat(changed.getInt(Tunable.TCP_CONGESTION_CONTROL))
        .isEqualTo(CongestionControls.STANDARD.indexOf("bbr"));
    assertThat(Sysctl.list(changed)).containsEntry("net.ipv4.tcp_congestion_control", "bbr");
    assertThat(Sysctl.list(TcpConfig.LINUX))
        .containsEntry("net.ipv4.tcp_congestion_control", "cubic");
  }

  @Test
  void everyListedNameCanBeSetToItsValue() {
    Sysctl.list(TcpConfig.LINUX)
        .forEach((name, value) ->
            assertThat(Sysctl.list(Sysctl.set(TcpConfig.LINUX, name + "=" + value)))
                .as(name)
                .isEqualTo(Sysctl.list(TcpConfig.LINUX)));
  }
}
