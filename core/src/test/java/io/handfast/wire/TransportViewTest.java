package io.handfast.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

class TransportViewTest {
  private static final IpAddress A = IpAddress.parse("10.0.0.1");
  private static final IpAddress B = IpAddress.parse("10.0.0.2");
  private static final IpAddress A6 = IpAddress.parse("fd00::1");
  private static final IpAddress B6 = IpAddress.parse("fd00::2");

  @Test
  void everyPairOfDataOffsetAndLengthIsJudged() {
    TcpView view = new TcpView();
    MemorySegment memory = MemorySegment.ofArray(new byte[80]);
    for (int words = 0; words < 16; words++) {
      Bytes.put8(memory, 12, words << 4);
      for (int length = 0; length <= 80; length++) {
        boolean sound = words >= 5 && words * 4 <= length;
        assertThat(view.wrap(memory.asSlice(0, length), 0, length) == null)
            .as("data offset %d, length %d", words, length)
            .isEqualTo(sound);
        if (sound) {
          assertThat(view.payloadLength()).isEqualTo(length - 4 * words);
          assertThat(view.optionsLength()).isEqualTo(4 * words - 20);
        }
      }
    }
  }

  @Test
  void everyPairOfUdpLengthAndBytesThereIsJudged() {
    UdpView view = new UdpView();
    MemorySegment memory = MemorySegment.ofArray(new byte[40]);
    for (int claimed = 0; claimed <= 64; claimed++) {
      Bytes.put16(memory, 4, claimed);
      for (int length = 0; length <= 40; length++) {
        boolean sound = length >= 8 && claimed >= 8 && claimed <= length;
        assertThat(view.wrap(memory.asSlice(0, length), 0, length) == null)
            .as("claims %d, has %d", claimed, length)
            .isEqualTo(sound);
      }
    }
  }

  @Test
  void aDatagramWithoutChecksumIsRightInIpv4Only() {
    byte[] packet = IpPackets.udp(A, B, 1, 2, (byte) 3);
    UdpView view = new UdpView();
    MemorySegment memory = MemorySegment.ofArray(packet);
    assertThat(view.wrap(memory, 20, 9)).isNull();
    long sum = Checksum.pseudoHeader(A, B, IpProtocol.UDP);
    assertThat(view.checksumIsRight(true, sum)).isTrue();
    packet[28] ^= 1;
    assertThat(view.checksumIsRight(true, sum)).isFalse();
    Bytes.put16(memory, 26, 0);
    assertThat(view.checksumIsRight(true, sum)).isTrue();
    assertThat(view.checksumIsRight(false, sum)).isFalse();
  }

  @Test
  void aUdpSumOfZeroIsSentAsAllOnes() {
    // 10.0.0.1 → 10.0.0.2: 0a00+0001+0a00+0002+0011+000a = 141e, and ports 0, length 000a: 1428.
    byte[] packet = IpPackets.udp(A, B, 0, 0, (byte) 0xeb, (byte) 0xd7);
    assertThat(Bytes.u16(MemorySegment.ofArray(packet), 26)).isEqualTo(0xffff);
  }

  @Test
  void fragmentationNeededNamesMtuAndPacket() {
    byte[] offending = IpPackets.udp(A, B, 1, 2, (byte) 3);
    Icmpv4Message message = Icmpv4Message.fragmentationNeeded(1400, Octets.of(offending));
    byte[] packet = IpPackets.icmp(B, A, message);
    Icmpv4View view = new Icmpv4View();
    assertThat(view.wrap(MemorySegment.ofArray(packet), 20, packet.length - 20)).isNull();
    assertThat(view.checksumIsRight()).isTrue();
    assertThat(view.isError()).isTrue();
    assertThat(view.mtu()).isEqualTo(1400);
    assertThat(view.bodyOffset()).isEqualTo(28);
    assertThat(view.embeddedLength()).isEqualTo(offending.length);
  }

  @Test
  void packetTooBigNamesMtuAndPacket() {
    byte[] offending = IpPackets.udp(A6, B6, 1, 2, (byte) 3);
    Icmpv6Message message = Icmpv6Message.packetTooBig(1280, Octets.of(offending));
    byte[] packet = IpPackets.icmpv6(B6, A6, message);
    Icmpv6View view = new Icmpv6View();
    assertThat(view.wrap(MemorySegment.ofArray(packet), 40, packet.length - 40)).isNull();
    assertThat(view.checksumIsRight(Checksum.pseudoHeader(B6, A6, IpProtocol.ICMPV6))).isTrue();
    assertThat(view.isError()).isTrue();
    assertThat(view.mtu()).isEqualTo(1280);
    packet[60] ^= 1;
    assertThat(view.checksumIsRight(Checksum.pseudoHeader(B6, A6, IpProtocol.ICMPV6))).isFalse();
  }

  /** The length field of RFC 4884 counts words of 4 bytes in ICMP and of 8 bytes in ICMPv6. */
  @Test
  void extensionsBehindTheEmbeddedPacketAreNotPartOfIt() {
    byte[] message = new byte[8 + 128 + 12];
    MemorySegment memory = MemorySegment.ofArray(message);
    Icmpv4View v4 = new Icmpv4View();
    message[0] = Icmpv4View.TIME_EXCEEDED;
    message[5] = 32;
    assertThat(v4.wrap(memory, 0, message.length)).isNull();
    assertThat(v4.embeddedLength()).isEqualTo(128);
    message[5] = (byte) 255;
    assertThat(v4.embeddedLength()).as("never more than there is").isEqualTo(140);
    Icmpv6View v6 = new Icmpv6View();
    message[0] = Icmpv6View.TIME_EXCEEDED;
    message[4] = 16;
    assertThat(v6.wrap(memory, 0, message.length)).isNull();
    assertThat(v6.embeddedLength()).isEqualTo(128);
  }

  @Test
  void anEchoIsAnsweredWithItsOwnData() {
    Icmpv4Message echo = Icmpv4Message.echo(0xabcd, 0xffff, Octets.ofHex("0102"));
    assertThat(echo.reply()).isEqualTo(new Icmpv4Message(0, 0, 0xabcdffff, echo.body()));
    Icmpv6Message echo6 = Icmpv6Message.echo(1, 2, Octets.EMPTY);
    assertThat(echo6.reply()).isEqualTo(new Icmpv6Message(129, 0, 0x10002, Octets.EMPTY));
  }
}
