package io.handfast.host;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostPropertiesTest {
  private static HostProperties of(Map<String, String> values) {
    return HostProperties.of(name -> Optional.ofNullable(values.get(name)));
  }

  @Test
  void allOfThemTogetherDescribeAHost() {
    HostProperties properties =
        of(
            Map.of(
                "tun", "hf3",
                "address", "10.7.0.2/24, fd00::2/64",
                "peer", "10.7.0.1",
                "mtu", "9000",
                "offload", "off",
                "capture", "x.pcapng",
                "profile", "rfc9293"));
    assertThatCode(properties::builder).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource({"address,10.7.0.2/33", "peer,nobody", "mtu,big", "offload,perhaps", "profile,bsd"})
  void aWrongValueIsNamed(String name, String value) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> of(Map.of(name, value)).builder())
        .withMessageContaining("handfast." + name + "=" + value);
  }
}
