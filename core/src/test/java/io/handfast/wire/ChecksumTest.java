package io.handfast.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.util.HexFormat;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class ChecksumTest {
  /** RFC 1071 section 1, byte pair by byte pair, as the text says it. */
  private static int naive(byte[] data, int from, int length) {
    long sum = 0;
    for (int i = 0; i < length; i += 2) {
      int low = i + 1 < length ? data[from + i + 1] & 0xff : 0;
      sum += (data[from + i] & 0xff) << 8 | low;
      sum = (sum & 0xffff) + (sum >> 16);
    }
    return (int) sum;
  }

  private static int fold(byte[] data, int from, int length) {
    return Checksum.fold(Checksum.add(MemorySegment.ofArray(data), from, length, 0));
  }

  private static byte[] random(int seed, int length) {
    byte[] data = new byte[length];
    new Random(seed).nextBytes(data);
    return data;
  }

  @Test
  void theExampleOfRfc1071SumsToDdf2() {
    byte[] data = HexFormat.of().parseHex("0001f203f4f5f6f7");
    assertThat(fold(data, 0, data.length)).isEqualTo(0xddf2);
  }

  @Test
  void everyLengthUpTo200FromEveryAlignmentEqualsTheNaiveSum() {
    byte[] data = random(1, 216);
    for (int from = 0; from < 16; from++) {
      for (int length = 0; length <= 200; length++) {
        assertThat(fold(data, from, length))
            .as("%d bytes from %d", length, from)
            .isEqualTo(naive(data, from, length));
      }
    }
  }

  @Test
  void nothingButOnesDoesNotOverflow() {
    byte[] data = new byte[1 << 20];
    java.util.Arrays.fill(data, (byte) 0xff);
    for (int length : new int[] {1, 2, 7, 65_535, data.length - 1, data.length}) {
      assertThat(fold(data, 0, length)).isEqualTo(naive(data, 0, length));
    }
  }

  @Property(tries = 200)
  void bigRunsEqualTheNaiveSum(@ForAll int seed, @ForAll @IntRange(max = 70_000) int length) {
    byte[] data = random(seed, length);
    assertThat(fold(data, 0, length)).isEqualTo(naive(data, 0, length));
  }

  @Property
  void runsCutAtAnyBytesSumTheSame(
      @ForAll byte[] data, @ForAll @Size(4) java.util.List<@IntRange(max = 1 << 20) Integer> cuts) {
    MemorySegment memory = MemorySegment.ofArray(data);
    long sum = 0;
    int at = 0;
    for (int cut : cuts) {
      int end = at + (data.length == at ? 0 : cut % (data.length - at + 1));
      sum = Checksum.addAt(at, memory, at, end - at, sum);
      at = end;
    }
    sum = Checksum.addAt(at, memory, at, data.length - at, sum);
    assertThat(Checksum.fold(sum)).isEqualTo(naive(data, 0, data.length));
  }

  @Property
  void anIncrementalUpdateEqualsTheFullSum(
      @ForAll @Size(min = 2, max = 64) byte[] data, @ForAll int place, @ForAll short newWord) {
    MemorySegment memory = MemorySegment.ofArray(data);
    data[0] |= 1; // a header is never all zero, the one case in which the two zeros differ
    int before = Checksum.finish(Checksum.add(memory, 0, data.length, 0));
    int at = 2 * Math.floorMod(place, data.length / 2);
    int changed = at == 0 ? newWord | 0x100 : newWord & 0xffff;
    int oldWord = Bytes.u16(memory, at);
    Bytes.put16(memory, at, changed);
    int after = Checksum.finish(Checksum.add(memory, 0, data.length, 0));
    assertThat(Checksum.update(before, oldWord, changed & 0xffff)).isEqualTo(after);
  }

  /** RFC 1624 section 4: the case that eqn. 2 gets wrong. */
  @Test
  void theExampleOfRfc1624UpdatesToZero() {
    assertThat(Checksum.update(0xdd2f, 0x5555, 0x3285)).isZero();
  }

  @Property
  void numbersSumLikeTheirBytes(@ForAll long number, @ForAll int rest) {
    byte[] bytes = new byte[14];
    MemorySegment memory = MemorySegment.ofArray(bytes);
    Bytes.put64(memory, 0, number);
    Bytes.put32(memory, 8, rest);
    Bytes.put16(memory, 12, rest >>> 3);
    long sum = Checksum.addWord(rest >>> 3 & 0xffff, Checksum.addInt(rest, 0));
    assertThat(Checksum.fold(Checksum.addLong(number, sum))).isEqualTo(naive(bytes, 0, 14));
  }

  /** Composed by hand: pseudo-header 0a00 0001 0a00 0002 0006 0014, then the header. */
  @Test
  void anIpv4SegmentSumsToTheChecksumWorkedOutByHand() {
    // 0a00+0001+0a00+0002+0006+0014 = 141d; 3039+0050+0001+0000+5002+ffff = 1808b -> 808c
    // 141d+808c = 94a9; inverted 6b56
    byte[] segment = HexFormat.of().parseHex("30390050" + "00010000" + "00000000" + "5002ffff");
    byte[] whole = java.util.Arrays.copyOf(segment, 20);
    IpAddress source = IpAddress.parse("10.0.0.1");
    IpAddress destination = IpAddress.parse("10.0.0.2");
    long sum = Checksum.pseudoHeader(source, destination, IpProtocol.TCP);
    sum = Checksum.add(MemorySegment.ofArray(whole), 0, 20, Checksum.addWord(20, sum));
    assertThat(Checksum.finish(sum)).isEqualTo(0x6b56);
  }

  /** Composed by hand: fd00::1 to fd00::2, UDP, 9 bytes: an odd payload. */
  @Test
  void anIpv6DatagramSumsToTheChecksumWorkedOutByHand() {
    // fd00+0001+fd00+0002+0011+0009 = 1fa1d -> fa1e; 0035+1000+0009+0000+4100 = 513e
    // fa1e+513e = 14b5c -> 4b5d; inverted b4a2
    byte[] datagram = HexFormat.of().parseHex("0035" + "1000" + "0009" + "0000" + "41");
    IpAddress source = IpAddress.parse("fd00::1");
    IpAddress destination = IpAddress.parse("fd00::2");
    long sum = Checksum.pseudoHeader(source, destination, IpProtocol.UDP);
    sum = Checksum.add(MemorySegment.ofArray(datagram), 0, 9, Checksum.addWord(9, sum));
    assertThat(Checksum.finish(sum)).isEqualTo(0xb4a2);
  }
}
