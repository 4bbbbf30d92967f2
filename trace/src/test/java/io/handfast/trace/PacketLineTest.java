package io.handfast.trace;

import static io.handfast.wire.TcpFlags.ACK;
import static io.handfast.wire.TcpFlags.CWR;
import static io.handfast.wire.TcpFlags.ECE;
import static io.handfast.wire.TcpFlags.FIN;
import static io.handfast.wire.TcpFlags.PSH;
import static io.handfast.wire.TcpFlags.RST;
import static io.handfast.wire.TcpFlags.SYN;
import static io.handfast.wire.TcpFlags.URG;
import static org.assertj.core.api.Assertions.assertThat;

import io.handfast.wire.Icmpv4Message;
import io.handfast.wire.Icmpv6Message;
import io.handfast.wire.IpAddress;
import io.handfast.wire.IpPackets;
import io.handfast.wire.Octets;
import io.handfast.wire.TcpHeader;
import io.handfast.wire.TcpOption;
import io.handfast.wire.TcpOptionList;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class PacketLineTest {
  private static final IpAddress A = IpAddress.parse("10.0.0.1");
  private static final IpAddress B = IpAddress.parse("10.0.0.2");
  private static final IpAddress A6 = IpAddress.parse("fd00::1");
  private static final IpAddress B6 = IpAddress.parse("fd00::2");

  private final PacketLine line = PacketLine.absolute();

  private static byte[] forth(int seq, int ack, int flags, int payload, TcpOption... options) {
    TcpHeader header = TcpHeader.of(1000, 80, seq, ack, flags, 512);
    return IpPackets.tcp(
        A, B, header.withOptions(TcpOptionList.aligned(options)), new byte[payload]);
  }

  private static byte[] back(int seq, int ack, int flags, int payload, TcpOption... options) {
    TcpHeader header = TcpHeader.of(80, 1000, seq, ack, flags, 256);
    return IpPackets.tcp(
        B, A, header.withOptions(TcpOptionList.aligned(options)), new byte[payload]);
  }

  @Test
  void aSynShowsItsOptions() {
    byte[] syn =
        forth(
            7,
            0,
            SYN | ECE | CWR,
            0,
            new TcpOption.Mss(1460),
            new TcpOption.SackPermitted(),
            new TcpOption.Timestamps(-1, 0),
            new TcpOption.WindowScale(7));
    assertThat(line.of(syn))
        .isEqualTo(
            "IP 10.0.0.1.1000 > 10.0.0.2.80: Flags [SEW], seq 7, win 512, options "
                + "[mss 1460,sackOK,TS val 4294967295 ecr 0,nop,wscale 7], length 0");
  }

  @Test
  void dataShowsItsRangeAndBareAcksDoNot() {
    assertThat(line.of(forth(-10, 9, PSH | ACK, 20)))
        .endsWith("Flags [P.], seq 4294967286:10, ack 9, win 512, length 20");
    assertThat(line.of(forth(5, 9, ACK, 0))).endsWith(": Flags [.], ack 9, win 512, length 0");
    assertThat(line.of(forth(5, 9, FIN | ACK, 0)))
        .endsWith(": Flags [F.], seq 5, ack 9, win 512, length 0");
    assertThat(line.of(forth(5, 0, RST, 0))).endsWith(": Flags [R], seq 5, win 512, length 0");
    assertThat(line.of(forth(5, 0, 0, 0))).endsWith(": Flags [none], win 512, length 0");
    assertThat(line.of(forth(5, 0, URG | ACK, 1)))
        .endsWith("Flags [.U], seq 5:6, ack 0, win 512, urg 0, length 1");
  }

  @Test
  void relativeNumbersCountFromTheHandshake() {
    PacketLine relative = PacketLine.relative();
    assertThat(relative.of(forth(1000, 0, SYN, 0))).contains("seq 1000,");
    assertThat(relative.of(back(-5, 1001, SYN | ACK, 0))).contains("seq 4294967291, ack 1001,");
    assertThat(relative.of(forth(1001, -4, ACK, 0))).contains("[.], ack 1,");
    assertThat(relative.of(forth(1001, -4, PSH | ACK, 50))).contains("seq 1:51, ack 1,");
    assertThat(relative.of(back(-4, 1001, ACK, 0, TcpOption.Sack.of(1021, 1041))))
        .contains("ack 1,", "options [nop,nop,sack 1 {21:41}]");
    assertThat(relative.of(forth(5000, 0, SYN, 0))).as("a new connection").contains("seq 5000,");
  }

  @Test
  void datagramsAndEchoesAreShown() {
    assertThat(line.of(IpPackets.udp(A6, B6, 5000, 53, new byte[30])))
        .isEqualTo("IP6 fd00::1.5000 > fd00::2.53: UDP, length 30");
    assertThat(line.of(IpPackets.icmp(A, B, Icmpv4Message.echo(1, 2, Octets.of(new byte[56])))))
        .isEqualTo("IP 10.0.0.1 > 10.0.0.2: ICMP echo request, id 1, seq 2, length 64");
    assertThat(line.of(IpPackets.icmpv6(A6, B6, Icmpv6Message.echo(1, 2, Octets.EMPTY).reply())))
        .isEqualTo("IP6 fd00::1 > fd00::2: ICMP6, echo reply, id 1, seq 2, length 8");
  }

  @Test
  void errorsNameWhatTheyAreAbout() {
    Octets udp = Octets.of(IpPackets.udp(A, B, 1, 53));
    assertThat(line.of(IpPackets.icmp(B, A, new Icmpv4Message(3, 3, 0, udp))))
        .isEqualTo("IP 10.0.0.2 > 10.0.0.1: ICMP 10.0.0.2 udp port 53 unreachable, length 36");
    assertThat(line.of(IpPackets.icmp(B, A, Icmpv4Message.fragmentationNeeded(1400, udp))))
        .endsWith("ICMP 10.0.0.2 unreachable - need to frag (mtu 1400), length 36");
    Octets tcp = Octets.of(IpPackets.tcp(A6, B6, TcpHeader.of(1, 80, 0, 0, SYN, 0)));
    assertThat(line.of(IpPackets.icmpv6(B6, A6, Icmpv6Message.packetTooBig(1280, tcp))))
        .endsWith("ICMP6, packet too big, mtu 1280, length 68");
    assertThat(line.of(IpPackets.icmpv6(B6, A6, new Icmpv6Message(1, 4, 0, tcp))))
        .endsWith("destination unreachable, unreachable port, fd00::2 tcp port 80, length 68");
  }

  @Test
  void aBadOptionEndsTheList() {
    byte[] packet = forth(1, 0, SYN, 0, new TcpOption.Mss(1460), new TcpOption.Mss(1));
    packet[45] = 40;
    assertThat(line.of(packet)).contains("options [mss 1460,[bad opt]], length 0");
  }

  @Test
  void anyBytesGiveALine() {
    Random random = new Random(3);
    byte[] sound = forth(1, 2, PSH | ACK, 30, new TcpOption.Timestamps(1, 2));
    for (int round = 0; round < 50_000; round++) {
      byte[] bytes = java.util.Arrays.copyOf(sound, random.nextInt(sound.length + 1));
      for (int i = random.nextInt(8); i > 0 && bytes.length > 0; i--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      assertThat(line.of(bytes)).startsWith("IP").doesNotContain("\n");
    }
  }

  /**
   * tcpdump itself is the judge, where it is installed; it goes on about what is in the payload.
   */
  @TestFactory
  Stream<DynamicTest> realTrafficReadsAsInTcpdump() {
    ForeignTool.assumeInstalled("tcpdump");
    return Captures.all().stream()
        .filter(file -> file.toString().contains("zeek"))
        .map(f -> DynamicTest.dynamicTest(f.getFileName().toString(), () -> assertLikeTcpdump(f)));
  }

  private static void assertLikeTcpdump(Path file) throws IOException {
    String printed = ForeignTool.run("tcpdump", "-n", "-t", "-K", "-r", file.toString());
    String[] theirs = printed.split("\n(?!\t|\\s)");
    List<CapturedPacket> packets = PcapReader.readAll(file);
    PacketLine relative = PacketLine.relative();
    assertThat(packets).hasSize(theirs.length);
    for (int i = 0; i < theirs.length; i++) {
      CapturedPacket packet = packets.get(i);
      int ip = packet.ipOffset();
      boolean plain = theirs[i].startsWith("IP") && theirs[i].contains("Flags [");
      if (ip >= 0 && plain && packet.data().byteSize() >= packet.originalLength()) {
        MemorySegment data = packet.data().asSlice(ip);
        assertThat(theirs[i] + " ")
            .as("packet %d", i + 1)
            .startsWith(
                relative.of(data, 0, (int) data.byteSize()).replace(" [wrong checksum]", ""));
      }
    }
  }
}
