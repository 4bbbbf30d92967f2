package io.handfast.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpAddressTest {
  /** Rules 4.1 to 4.3 of RFC 5952 with its own examples, and mapped addresses. */
  @ParameterizedTest
  @CsvSource({
    "2001:0db8:0000:0000:0001:0000:0000:0001, 2001:db8::1:0:0:1",
    "2001:db8:0:0:0:0:2:1, 2001:db8::2:1",
    "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
    "2001:0:0:1:0:0:0:1, 2001:0:0:1::1",
    "2001:db8:aaaa:bbbb:cccc:dddd:eeee:AAAA, 2001:db8:aaaa:bbbb:cccc:dddd:eeee:aaaa",
    "0:0:0:0:0:0:0:0, ::",
    "0:0:0:0:0:0:0:1, ::1",
    "1:0:0:0:0:0:0:0, 1::",
    "1:2:3:4:5:6:7::, 1:2:3:4:5:6:7:0",
    "::ffff:10.0.0.1, 10.0.0.1",
    "64:ff9b::192.0.2.33, 64:ff9b::c000:221",
    "255.255.255.255, 255.255.255.255",
    "0.0.0.0, 0.0.0.0"
  })
  void aLiteralIsWrittenInItsRecommendedForm(String literal, String recommended) {
    assertThat(IpAddress.parse(literal)).hasToString(recommended);
    assertThat(IpAddress.parse(recommended)).isEqualTo(IpAddress.parse(literal));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        ":",
        ":::",
        "1",
        "1.2.3",
        "1.2.3.4.5",
        "1.2.3.256",
        "1.2.3.-4",
        "1.2.3.+4",
        "1..2.3",
        "1.2.3.4 ",
        " 1.2.3.4",
        "0x7f.0.0.1",
        "1.2.3.1234",
        "1:2:3:4:5:6:7",
        "1:2:3:4:5:6:7:8:9",
        "1::2::3",
        "1:2:3:4:5:6:7:8::",
        "::1:2:3:4:5:6:7:8",
        ":1::2",
        "1::2:",
        "12345::",
        "g::",
        "1.2.3.4::",
        "1.2.3.4::5",
        "::1.2.3.4:5",
        "::1.2.3",
        "1:1.2.3.4",
        "fe80::1%eth0",
        "[::1]",
        "localhost",
        "１.2.3.4",
        "::١"
      })
  void whatIsNoLiteralIsRefused(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> IpAddress.parse(text));
  }

  /** Some read them as octal: the same text would name two hosts (RFC 6943 section 3.1.1). */
  @ParameterizedTest
  @ValueSource(strings = {"010.0.0.1", "1.2.3.04", "00.0.0.0", "::ffff:01.2.3.4"})
  void leadingZerosInDottedDecimalAreRefused(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> IpAddress.parse(text));
  }

  @Property
  void textFormsAndBytesLeadBack(@ForAll long high, @ForAll long low, @ForAll short zeroGroups) {
    IpAddress address = new IpAddress(high & mask(zeroGroups >> 4), low & mask(zeroGroups));
    assertThat(IpAddress.parse(address.toString())).isEqualTo(address);
    assertThat(IpAddress.of(address.toBytes())).isEqualTo(address);
  }

  private static long mask(int groups) {
    long mask = 0;
    for (int i = 0; i < 4; i++) {
      mask |= (groups >> i & 1) == 0 ? 0 : 0xffffL << 16 * i;
    }
    return mask;
  }

  @Property
  void ipv4AddressesAreFourBytes(@ForAll int bits) {
    IpAddress address = IpAddress.ofV4(bits);
    assertThat(address.toBytes()).hasSize(4);
    assertThat(IpAddress.of(address.toBytes())).isEqualTo(address);
    assertThat(IpAddress.parse(address.toString()).v4()).isEqualTo(bits);
  }

  @Test
  void rangesAreTold() {
    assertThat(IpAddress.parse("127.3.2.1").isLoopback()).isTrue();
    assertThat(IpAddress.parse("128.0.0.1").isLoopback()).isFalse();
    assertThat(IpAddress.parse("239.255.255.255").isMulticast()).isTrue();
    assertThat(IpAddress.parse("240.0.0.0").isMulticast()).isFalse();
    assertThat(IpAddress.parse("ff02::1").isMulticast()).isTrue();
    assertThat(IpAddress.parse("febf::1").isLinkLocal()).isTrue();
    assertThat(IpAddress.parse("fec0::1").isLinkLocal()).isFalse();
    assertThat(IpAddress.parse("169.254.0.1").isLinkLocal()).isTrue();
  }

  @Test
  void addressesAreOrderedAsUnsignedNumbers() {
    assertThat(IpAddress.parse("10.0.0.1")).isLessThan(IpAddress.parse("200.0.0.1"));
    assertThat(IpAddress.parse("7fff::")).isLessThan(IpAddress.parse("8000::"));
  }
}
