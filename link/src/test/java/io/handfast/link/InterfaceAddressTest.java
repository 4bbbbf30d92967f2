package io.handfast.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.handfast.wire.IpAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InterfaceAddressTest {
  @ParameterizedTest
  @CsvSource({
    "10.0.5.2, 24, 10.0.5.1/24",
    "10.0.5.1, 24, 10.0.5.2/24",
    "10.9.5.2, 8, 10.0.0.1/8",
    "10.0.0.6, 30, 10.0.0.5/30",
    "10.0.0.6, 31, 10.0.0.7/31",
    "fd00::2, 64, fd00::1/64",
    "fd00::1, 64, fd00::2/64",
    "fd00:1:2:3::5, 48, fd00:1:2::1/48",
    "fd00::4, 127, fd00::5/127"
  })
  void theKernelTakesAnotherAddressOfTheSubnet(String stack, int prefixLength, String expected) {
    assertThat(InterfaceAddress.facing(IpAddress.parse(stack), prefixLength)).hasToString(expected);
  }

  @ParameterizedTest
  @CsvSource({"10.0.0.6, 32", "fd00::6, 128"})
  void aHostPrefixLeavesNoRoomForTheKernel(String stack, int prefixLength) {
    assertThatThrownBy(() -> InterfaceAddress.facing(IpAddress.parse(stack), prefixLength))
        .isInstanceOf(LinkException.class)
        .hasMessageContaining("name a peer");
  }

  @Test
  void familiesAreNotMixed() {
    IpAddress v4 = IpAddress.parse("10.0.0.1");
    IpAddress v6 = IpAddress.parse("fd00::1");
    assertThatThrownBy(() -> new InterfaceAddress(v4, v6, 24))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> InterfaceAddress.of(v4, 33))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
