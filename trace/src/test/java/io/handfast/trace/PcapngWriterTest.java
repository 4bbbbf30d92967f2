package io.handfast.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.handfast.wire.IpAddress;
import io.handfast.wire.IpPackets;
import io.handfast.wire.TcpFlags;
import io.handfast.wire.TcpHeader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PcapngWriterTest {
  private static final IpAddress A = IpAddress.parse("10.0.0.1");
  private static final IpAddress B = IpAddress.parse("10.0.0.2");
  private static final IpAddress A6 = IpAddress.parse("fd00::1");
  private static final IpAddress GROUP6 = IpAddress.parse("ff02::1:2");
  private static final CaptureInfo INFO =
      CaptureInfo.DEFAULT
          .withApplication("handfast 1.2")
          .withComments("Lost SYN")
          .withNames(Map.of(B, "server.lab", A, "client.lab"));

  private static byte[] syn(IpAddress from, IpAddress to) {
    return IpPackets.tcp(from, to, TcpHeader.of(1000, 80, 7, 0, TcpFlags.SYN, 512));
  }

  private static byte[] file() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (PcapngWriter writer = new PcapngWriter(out, INFO)) {
      int client = writer.addInterface("tun0", "client");
      byte[] v4 = syn(A, B);
      MemorySegment packet = MemorySegment.ofArray(v4);
      long time = 1_700_000_000_123_456_789L;
      writer.write(client, time, Direction.OUTBOUND, packet, 0, v4.length, "first try", "lost ✗");
      byte[] v6 = syn(A6, GROUP6);
      writer.write(client, time + 1, Direction.INBOUND, MemorySegment.ofArray(v6), 0, v6.length);
      assertThat(writer.packets()).isEqualTo(2);
    }
    return out.toByteArray();
  }

  @Test
  void whatIsWrittenIsRead() throws IOException {
    try (PcapReader reader = PcapReader.of(new ByteArrayInputStream(file()))) {
      CapturedPacket first = reader.next();
      assertThat(first.timeNanos()).isEqualTo(1_700_000_000_123_456_789L);
      assertThat(first.interfaceName()).isEqualTo("tun0");
      assertThat(first.direction()).isEqualTo(Direction.OUTBOUND);
      assertThat(first.comments()).containsExactly("first try", "lost ✗");
      MemorySegment ip = first.data().asSlice(first.ipOffset());
      assertThat(ip.mismatch(MemorySegment.ofArray(syn(A, B)))).isEqualTo(-1);
      CapturedPacket second = reader.next();
      assertThat(second.direction()).isEqualTo(Direction.INBOUND);
      assertThat(second.ipOffset()).isEqualTo(14);
      assertThat(reader.next()).isNull();
      assertThat(reader.warnings()).isEmpty();
    }
  }

  @Test
  void equalCallsWriteEqualBytes() throws IOException {
    assertThat(file()).isEqualTo(file());
  }

  /** The head of the file, block by block, as the draft draws it. */
  @Test
  void theHeadIsLittleEndianAndDeclaresEthernetAndNanoseconds() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    CaptureInfo info = CaptureInfo.DEFAULT.withApplication("handfast");
    new PcapngWriter(out, info).addInterface("t", "");
    String section = "0a0d0d0a" + "2c000000" + "4d3c2b1a" + "01000000" + "ffffffffffffffff";
    String application = "04000800" + "68616e6466617374" + "00000000" + "2c000000";
    String describe = "01000000" + "28000000" + "01000000" + "00000400";
    String options = "02000100" + "74000000" + "09000100" + "09000000" + "00000000" + "28000000";
    assertThat(HexFormat.of().formatHex(out.toByteArray()))
        .isEqualTo(section + application + describe + options);
  }

  @Test
  void addressesGetLocalMacsAndGroupsTheirOwn() throws IOException {
    try (PcapReader reader = PcapReader.of(new ByteArrayInputStream(file()))) {
      assertThat(mac(reader.next())).isEqualTo("02040a000002" + "02040a000001" + "0800");
      assertThat(mac(reader.next())).isEqualTo("333300010002" + "0206fd000001" + "86dd");
    }
  }

  private static String mac(CapturedPacket packet) {
    byte[] head = packet.data().asSlice(0, 14).toArray(java.lang.foreign.ValueLayout.JAVA_BYTE);
    return HexFormat.of().formatHex(head);
  }

  @Test
  void runtsAndOddPacketsAreWrittenToo() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PcapngWriter writer = new PcapngWriter(out, CaptureInfo.DEFAULT);
    writer.addInterface("t", "");
    MemorySegment bytes = MemorySegment.ofArray(HexFormat.of().parseHex("60".repeat(64)));
    for (int length = 0; length <= 64; length++) {
      writer.write(0, length, Direction.UNKNOWN, bytes.asSlice(0, length), 0, length);
    }
    try (PcapReader reader = PcapReader.of(new ByteArrayInputStream(out.toByteArray()))) {
      for (int length = 0; length <= 64; length++) {
        assertThat(reader.next().data().byteSize()).isEqualTo(14 + length);
      }
    }
  }

  @Test
  void anUndeclaredInterfaceIsRefused() throws IOException {
    PcapngWriter writer = new PcapngWriter(new ByteArrayOutputStream(), CaptureInfo.DEFAULT);
    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            writer.write(0, 0, Direction.UNKNOWN, MemorySegment.ofArray(new byte[20]), 0, 20));
  }

  /** Others read it as it was meant, where they are installed. */
  @Test
  void tsharkReadsItWithoutComplaint(@TempDir Path directory) throws IOException {
    ForeignTool.assumeInstalled("tshark");
    Path file = Files.write(directory.resolve("a.pcapng"), file());
    String printed =
        ForeignTool.run(
            "tshark",
            "-n",
            "-r",
            file.toString(),
            "-o",
            "tcp.check_checksum:TRUE",
            "-T",
            "fields",
            "-e",
            "frame.time_epoch",
            "-e",
            "frame.interface_name",
            "-e",
            "tcp.checksum.status",
            "-e",
            "frame.packet_flags_direction",
            "-e",
            "_ws.malformed");
    String[] lines = printed.split("\n");
    assertThat(lines[0].strip()).isEqualTo("1700000000.123456789\ttun0\t1\t0x00000002");
    assertThat(lines[1].strip()).isEqualTo("1700000000.123456790\ttun0\t1\t0x00000001");
  }
}
