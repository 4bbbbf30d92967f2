package io.handfast.link.dhcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.handfast.wire.IpAddress;
import io.handfast.wire.MacAddress;
import java.util.Arrays;
import java.util.Optional;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class DhcpMessageTest {
  private static DhcpMessage discover() {
    TreeMap<Integer, byte[]> options = new TreeMap<>();
    options.put(DhcpMessage.TYPE, new byte[] {1});
    options.put(DhcpMessage.REQUESTED, new byte[] {10, 0, 0, 1});
    return new DhcpMessage(
        false,
        0x1234_5678,
        9,
        IpAddress.ANY_V4,
        IpAddress.parse("10.0.0.9"),
        MacAddress.local(5),
        options);
  }

  @Test
  void theBytesStandWhereRfc2131PutsThem() {
    byte[] bytes = discover().emit();
    assertThat(bytes).hasSize(300);
    assertThat(Arrays.copyOf(bytes, 10)).containsExactly(1, 1, 6, 0, 0x12, 0x34, 0x56, 0x78, 0, 9);
    assertThat(Arrays.copyOfRange(bytes, 16, 20)).containsExactly(10, 0, 0, 9);
    assertThat(Arrays.copyOfRange(bytes, 236, 250))
        .containsExactly(99, 0x82, 0x53, 0x63, 50, 4, 10, 0, 0, 1, 53, 1, 1, 255);
  }

  @Test
  void whatIsWrittenIsRead() {
    DhcpMessage read = DhcpMessage.parse(discover().emit()).orElseThrow();
    assertThat(read.reply()).isFalse();
    assertThat(read.transaction()).isEqualTo(0x1234_5678);
    assertThat(read.seconds()).isEqualTo(9);
    assertThat(read.yours()).isEqualTo(IpAddress.parse("10.0.0.9"));
    assertThat(read.hardware()).isEqualTo(MacAddress.local(5));
    assertThat(read.type()).contains(DhcpMessage.Type.DISCOVER);
    assertThat(read.address(DhcpMessage.REQUESTED)).contains(IpAddress.parse("10.0.0.1"));
  }

  @Test
  void anOptionInTwoPartsIsOne() {
    byte[] bytes = discover().emit();
    byte[] parts = {54, 2, 10, 0, 0, 54, 2, 0, 7, (byte) 255};
    System.arraycopy(parts, 0, bytes, 240, parts.length);
    assertThat(DhcpMessage.parse(bytes).orElseThrow().address(DhcpMessage.SERVER))
        .contains(IpAddress.parse("10.0.0.7"));
  }

  @Test
  void anOptionThatReachesBehindTheEndSpoilsTheMessage() {
    byte[] bytes = Arrays.copyOf(discover().emit(), 243);
    bytes[240] = 54;
    bytes[241] = 4;
    assertThat(DhcpMessage.parse(bytes)).isEmpty();
    assertThat(DhcpMessage.parse(Arrays.copyOf(bytes, 241))).isEmpty();
    assertThat(DhcpMessage.parse(Arrays.copyOf(bytes, 100))).isEmpty();
  }

  /** Whatever stands behind the cookie, reading ends and says yes or no. */
  @Property
  void anyBytesAreReadOrRefused(@ForAll @Size(max = 400) byte[] options) {
    byte[] bytes = Arrays.copyOf(discover().emit(), 240 + options.length);
    System.arraycopy(options, 0, bytes, 240, options.length);
    Optional<DhcpMessage> read = DhcpMessage.parse(bytes);
    read.ifPresent(message -> {
      message.type();
      DhcpLease.of(message);
    });
  }
}
