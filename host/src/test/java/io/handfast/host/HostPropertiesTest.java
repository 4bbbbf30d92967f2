package io.handfast.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
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
  @CsvSource({
    "address,10.7.0.2/33",
    "peer,nobody",
    "mtu,big",
    "mtu,1279",
    "offload,perhaps",
    "profile,bsd",
    "only,10.0.0.0/40",
    "loopback,both"
  })
  void aWrongValueIsNamed(String name, String value) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> {
          of(Map.of(name, value)).builder();
          of(Map.of(name, value)).route();
        })
        .withMessageContaining("handfast." + name + "=" + value);
  }

  private static String tunOf(Map<String, String> properties, Map<String, String> variables) {
    HostProperties settings =
        HostProperties.layered(
            name -> Optional.ofNullable(properties.get(name)),
            name -> Optional.ofNullable(variables.get(name)));
    try (Host host = settings.builder().tun("none").name("layers").open()) {
      return host.prefixes().toString();
    }
  }

  @Test
  void aPropertyCountsMoreThanAVariableAndThatMoreThanTheFile(@TempDir Path directory)
      throws Exception {
    Path file = Files.writeString(directory.resolve("hf.conf"), "address=10.0.0.3/24\nmtu=9000\n");
    Map<String, String> named = Map.of("config", file.toString());
    assertThat(tunOf(named, Map.of())).isEqualTo("[10.0.0.3/24]");
    assertThat(tunOf(named, Map.of("address", "10.0.0.2/24"))).isEqualTo("[10.0.0.2/24]");
    assertThat(
            tunOf(
                Map.of("config", file.toString(), "address", "10.0.0.1/24"),
                Map.of("address", "10.0.0.2/24")))
        .isEqualTo("[10.0.0.1/24]");
  }

  @Test
  void aWrongNameInTheFileIsNamedWithTheRightOnes(@TempDir Path directory) throws Exception {
    Path file = Files.writeString(directory.resolve("hf.conf"), "handfast.adress=10.0.0.3/24\n");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> tunOf(Map.of("config", file.toString()), Map.of()))
        .withMessageContainingAll("hf.conf", "'adress'", "address");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> tunOf(Map.of("config", file + ".none"), Map.of()))
        .withMessageContaining("cannot be read");
  }
}
