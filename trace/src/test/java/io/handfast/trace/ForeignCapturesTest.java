package io.handfast.trace;

import static org.assertj.core.api.Assertions.assertThat;

import io.handfast.wire.Checksum;
import io.handfast.wire.IpAddress;
import io.handfast.wire.IpHeader;
import io.handfast.wire.IpProtocol;
import io.handfast.wire.Ipv4View;
import io.handfast.wire.TcpHeader;
import io.handfast.wire.TcpOptions;
import io.handfast.wire.TcpView;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Files that others wrote, against what others say of them. */
class ForeignCapturesTest {
  private static final Pattern PACKET_BLOCKS = Pattern.compile("(?m)^\\s*(?:EPB|SPB|PB): (\\d+)");

  /** The suite of hadrielk/pcapng-test-generator says in words how many packets a file has. */
  @TestFactory
  Stream<DynamicTest> packetCountsAreThoseOfTheDescriptions() {
    return Captures.all().stream()
        .filter(file -> file.toString().endsWith(".pcapng") && Files.exists(description(file)))
        .map(file -> DynamicTest.dynamicTest(name(file), () -> assertDescribed(file)));
  }

  private static String name(Path file) {
    return file.getParent().getFileName() + "/" + file.getFileName();
  }

  private static Path description(Path file) {
    return file.resolveSibling(file.getFileName().toString().replace(".pcapng", ".txt"));
  }

  private static void assertDescribed(Path file) throws IOException {
    Matcher counts = PACKET_BLOCKS.matcher(Files.readString(description(file)));
    int expected = 0;
    while (counts.find()) {
      expected += Integer.parseInt(counts.group(1));
    }
    assertThat(PcapReader.readAll(file)).hasSize(expected);
  }

  /** Counts, first and last time as Wireshark's capinfos sees them, where that is installed. */
  @TestFactory
  Stream<DynamicTest> everyFileIsReadAsCapinfosReadsIt() {
    ForeignTool.assumeInstalled("capinfos");
    return Captures.all().stream()
        .map(file -> DynamicTest.dynamicTest(name(file), () -> assertLikeCapinfos(file)));
  }

  private static void assertLikeCapinfos(Path file) throws IOException {
    String[] fields = ForeignTool.run("capinfos", "-TrMcd", file.toString()).strip().split("\t");
    List<CapturedPacket> packets = PcapReader.readAll(file);
    assertThat(packets).hasSize(Integer.parseInt(fields[1]));
    long bytes = packets.stream().mapToLong(CapturedPacket::originalLength).sum();
    assertThat(Long.parseLong(fields[2])).isEqualTo(bytes);
  }

  /** Real traffic: the views accept it, and checksums that were right for others are for us. */
  @Test
  void segmentsOfRealTrafficAreSoundAndTheirHeadersLeadBack() throws IOException {
    int segments = 0;
    int right = 0;
    for (Path file : Captures.all()) {
      for (CapturedPacket packet : PcapReader.readAll(file)) {
        int ip = packet.ipOffset();
        if (ip < 0 || packet.data().byteSize() < packet.originalLength()) {
          continue;
        }
        int verdict = judge(packet.data().asSlice(ip));
        segments += verdict < 0 ? 0 : 1;
        right += Math.max(0, verdict);
      }
    }
    assertThat(segments).isGreaterThan(2000);
    // Some were captured on the sending machine, before its card completed the checksum.
    assertThat(right).isGreaterThan(segments * 2 / 3);
  }

  /** 1 for a right TCP checksum, 0 for a wrong one, -1 for no TCP. */
  private static int judge(MemorySegment packet) {
    int size = (int) packet.byteSize();
    Ipv4View ipv4 = new Ipv4View();
    boolean sound = ipv4.wrap(packet, 0, size) == null;
    IpHeader ip;
    if (sound) {
      ip = IpHeader.parse(packet, 0, size);
    } else if ((packet.get(java.lang.foreign.ValueLayout.JAVA_BYTE, 0) & 0xf0) == 0x60) {
      ip = IpHeader.parse(packet, 0, size);
    } else {
      return -1;
    }
    TcpView tcp = new TcpView();
    boolean isTcp = ip.protocol() == IpProtocol.TCP && !(sound && ipv4.isFragment());
    if (!isTcp || tcp.wrap(packet, ip.headerLength(), ip.payloadLength()) != null) {
      return -1;
    }
    assertHeaderLeadsBack(packet, ip, tcp);
    IpAddress source = ip.source();
    long sum = Checksum.pseudoHeader(source, ip.destination(), IpProtocol.TCP);
    return tcp.checksumIsRight(sum) ? 1 : 0;
  }

  private static void assertHeaderLeadsBack(MemorySegment packet, IpHeader ip, TcpView tcp) {
    TcpOptions options = new TcpOptions();
    options.parse(tcp);
    if (options.malformed()) {
      return;
    }
    TcpHeader header = TcpHeader.parse(packet, ip.headerLength(), ip.payloadLength());
    MemorySegment out = MemorySegment.ofArray(new byte[ip.payloadLength()]);
    MemorySegment payload = packet.asSlice(tcp.payloadOffset(), tcp.payloadLength());
    header.emit(out, 0, payload, ip.pseudoHeaderSum());
    assertThat(TcpHeader.parse(out, 0, ip.payloadLength())).isEqualTo(header);
    assertThat(header.options().length()).isLessThanOrEqualTo(tcp.optionsLength());
  }
}
