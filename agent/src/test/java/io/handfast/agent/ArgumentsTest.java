package io.handfast.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArgumentsTest {
  @Test
  void settingsAreSeparatedByCommas() {
    assertThat(Arguments.parse("tun=hf0,address=10.7.0.2/24"))
        .containsEntry("tun", "hf0")
        .containsEntry("address", "10.7.0.2/24");
  }

  @Test
  void aListGoesOnBehindItsCommas() {
    assertThat(Arguments.parse("address=10.7.0.2/24,fd00::2/64,mtu=9000"))
        .containsEntry("address", "10.7.0.2/24,fd00::2/64")
        .containsEntry("mtu", "9000");
    assertThat(
            Arguments.parse("sysctl=net.ipv4.tcp_sack=0,net.ipv4.tcp_ecn=1,sysctl=a.b=2,tun=none"))
        .containsEntry("sysctl", "net.ipv4.tcp_sack=0,net.ipv4.tcp_ecn=1,a.b=2")
        .containsEntry("tun", "none");
  }

  @Test
  void nothingIsNoSetting() {
    assertThat(Arguments.parse(null)).isEmpty();
    assertThat(Arguments.parse("")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "adress=10.7.0.2/24| unknown setting 'adress'; the settings are tun",
        "on| unknown setting 'on'",
        "tun| 'tun' has no value",
        "tun=| 'tun=' has no value"
      })
  void aWrongNameIsRefused(String text, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Arguments.parse(text))
        .withMessageContaining(message);
  }
}
