package io.handfast.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PcapReaderTest {
  private static final byte[] FRAME = {0x45, 1, 2, 3, 4};

  /** A file put together by hand, number by number. */
  private static final class Hand {
    private final ByteBuffer bytes = ByteBuffer.allocate(4096);

    Hand(ByteOrder order) {
      bytes.order(order);
    }

    Hand u32(long... values) {
      for (long value : values) {
        bytes.putInt((int) value);
      }
      return this;
    }

    Hand u16(int... values) {
      for (int value : values) {
        bytes.putShort((short) value);
      }
      return this;
    }

    Hand bytes(int... values) {
      for (int value : values) {
        bytes.put((byte) value);
      }
      return this;
    }

    Hand sectionHeader() {
      return u32(0x0a0d0d0a, 28, 0x1a2b3c4d).u16(1, 0).u32(-1, -1, 28);
    }

    byte[] file() {
      return java.util.Arrays.copyOf(bytes.array(), bytes.position());
    }
  }

  private static List<CapturedPacket> read(byte[] file) throws IOException {
    try (PcapReader reader = PcapReader.of(new ByteArrayInputStream(file))) {
      return read(reader);
    }
  }

  private static List<CapturedPacket> read(PcapReader reader) throws IOException {
    List<CapturedPacket> packets = new ArrayList<>();
    for (CapturedPacket packet = reader.next(); packet != null; packet = reader.next()) {
      packets.add(packet);
    }
    return packets;
  }

  private static byte[] classic(ByteOrder order, long magic) {
    return new Hand(order)
        .u32(magic)
        .u16(2, 4)
        .u32(0, 0, 65_535, LinkType.RAW)
        .u32(0x8000_0001L, 123_456, 5, 1500)
        .bytes(0x45, 1, 2, 3, 4)
        .file();
  }

  @ParameterizedTest
  @CsvSource({
    "a1b2c3d4, true, 123456000", "a1b2c3d4, false, 123456000",
    "a1b23c4d, true, 123456", "a1b23c4d, false, 123456"
  })
  void classicFilesOfBothOrdersAndResolutionsAreRead(String magic, boolean big, long fraction)
      throws IOException {
    ByteOrder order = big ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    CapturedPacket packet = read(classic(order, Long.parseLong(magic, 16))).getFirst();
    assertThat(packet.timeNanos()).isEqualTo(0x8000_0001L * 1_000_000_000L + fraction);
    assertThat(packet.originalLength()).isEqualTo(1500);
    assertThat(packet.data().toArray(java.lang.foreign.ValueLayout.JAVA_BYTE)).isEqualTo(FRAME);
    assertThat(packet.ipOffset()).isZero();
  }

  @Test
  void aCompressedFileIsReadLikeItsContent() throws IOException {
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
      gzip.write(classic(ByteOrder.LITTLE_ENDIAN, 0xa1b2c3d4L));
    }
    assertThat(read(compressed.toByteArray())).hasSize(1);
  }

  @Test
  void aCutLastPacketEndsTheFileWithAWarning() throws IOException {
    byte[] whole = classic(ByteOrder.LITTLE_ENDIAN, 0xa1b2c3d4L);
    for (int length = 25; length < whole.length; length++) {
      byte[] cut = java.util.Arrays.copyOf(whole, length);
      try (PcapReader reader = PcapReader.of(new ByteArrayInputStream(cut))) {
        assertThat(reader.next()).isNull();
        assertThat(reader.warnings()).singleElement().asString().startsWith("file ends inside");
      }
    }
  }

  /** Per-interface resolution and offset, in one section and across two of different order. */
  @Test
  void everySectionAndInterfaceHasItsOwnRules() throws IOException {
    Hand big = new Hand(ByteOrder.BIG_ENDIAN).sectionHeader();
    big.u32(1, 20).u16(LinkType.ETHERNET, 0).u32(0, 20);
    big.u32(1, 44).u16(LinkType.RAW, 0).u32(96);
    big.u16(9, 1).bytes(0x8a, 0, 0, 0).u16(14, 8).u32(0, 100).u16(0, 0).u32(44);
    big.u32(6, 40, 1, 0, 1536, 5, 5).bytes(0x45, 1, 2, 3, 4, 0, 0, 0).u32(40);
    Hand little = new Hand(ByteOrder.LITTLE_ENDIAN).sectionHeader();
    little.u32(1, 20).u16(LinkType.NULL, 0).u32(3, 20);
    little.u32(3, 20, 5).bytes(2, 0, 0, 0).u32(20);
    little.u32(2, 40).u16(0, 7).u32(0, 5, 5, 9).bytes(2, 0, 0, 0, 0x45, 0, 0, 0).u32(40);
    ByteArrayOutputStream both = new ByteArrayOutputStream();
    both.write(big.file());
    both.write(little.file());
    List<CapturedPacket> packets = read(both.toByteArray());
    assertThat(packets).hasSize(3);
    assertThat(packets.get(0).timeNanos()).as("1536/1024 s + 100 s").isEqualTo(101_500_000_000L);
    assertThat(packets.get(0).linkType()).isEqualTo(LinkType.RAW);
    assertThat(packets.get(1).timeNanos()).isEqualTo(CapturedPacket.NO_TIME);
    assertThat(packets.get(1).data().byteSize()).as("the snap length").isEqualTo(3);
    assertThat(packets.get(2).timeNanos()).as("5 µs").isEqualTo(5_000);
    assertThat(packets.get(2).ipOffset()).isEqualTo(4);
  }

  @Test
  void aPacketOfAnUnknownInterfaceIsSkippedWithAWarning() throws IOException {
    byte[] file =
        new Hand(ByteOrder.LITTLE_ENDIAN).sectionHeader().u32(6, 32, 3, 0, 0, 0, 0, 32).file();
    try (PcapReader reader = PcapReader.of(new ByteArrayInputStream(file))) {
      assertThat(reader.next()).isNull();
      assertThat(reader.warnings().getFirst()).contains("interface 3, never described");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 11, -1, Integer.MAX_VALUE, 17 << 20})
  void anImpossibleBlockLengthIsAnError(int length) {
    byte[] file = new Hand(ByteOrder.LITTLE_ENDIAN).sectionHeader().u32(5, length, 0, 0).file();
    assertThatIOException().isThrownBy(() -> read(file)).withMessageContaining("damaged pcapng");
  }

  @Test
  void whatIsNoCaptureSaysSo() {
    for (byte[] file : List.of(new byte[0], new byte[] {1}, "hello, world".getBytes())) {
      assertThatIOException().isThrownBy(() -> read(file)).withMessageStartingWith("not a capture");
    }
    byte[] version3 = classic(ByteOrder.BIG_ENDIAN, 0xa1b2c3d4L);
    version3[5] = 3;
    assertThatIOException().isThrownBy(() -> read(version3)).withMessageContaining("version 3");
  }

  /** Damage anywhere gives packets, warnings or an IOException, and always ends. */
  @Test
  void damageNeverEscapesAsAnythingElse() throws IOException {
    Hand hand = new Hand(ByteOrder.LITTLE_ENDIAN).sectionHeader();
    hand.u32(1, 32).u16(LinkType.RAW, 0).u32(0).u16(9, 1).bytes(9, 0, 0, 0).u16(0, 0).u32(32);
    hand.u32(6, 40, 0, 0, 1, 5, 5).bytes(0x45, 1, 2, 3, 4, 0, 0, 0).u32(40);
    byte[] sound = hand.file();
    assertThat(read(sound)).hasSize(1);
    Random random = new Random(1);
    int refused = 0;
    for (int round = 0; round < 20_000; round++) {
      byte[] damaged = sound.clone();
      for (int i = random.nextInt(3); i >= 0; i--) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
      }
      try {
        assertThat(read(damaged)).hasSizeBetween(0, 1);
      } catch (IOException said) {
        refused++;
        assertThat(said.getMessage()).isNotBlank();
      }
    }
    assertThat(refused).isBetween(1, 19_999);
  }
}
