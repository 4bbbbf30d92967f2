package io.handfast.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.handfast.requirements.Requirement;
import java.lang.foreign.MemorySegment;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class TcpOptionsTest {
  /** Bytes that mean something in an option list; every other byte acts like one of these. */
  private static final int[] TELLING = {
    0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 18, 28, 34, 64, 127, 128, 253, 254, 255
  };

  private final TcpOptions options = new TcpOptions();

  private void parse(String hex) {
    byte[] bytes = HexFormat.of().parseHex(hex);
    options.parse(MemorySegment.ofArray(bytes), 0, bytes.length);
  }

  @Test
  void beforeTheFirstSegmentEveryOptionIsAbsent() {
    assertThat(options.mss()).isEqualTo(-1);
    assertThat(options.windowScale()).isEqualTo(-1);
    assertThat(options.userTimeout()).isEqualTo(-1);
    assertThat(options.fastOpenLength()).isEqualTo(-1);
  }

  @Test
  @Requirement("RFC 9293 MUST-4")
  void theOptionsOfALinuxSynAreRead() {
    parse("020405b4" + "0402080a" + "01020304" + "00000000" + "01030307");
    assertThat(options.mss()).isEqualTo(1460);
    assertThat(options.sackPermitted()).isTrue();
    assertThat(options.hasTimestamps()).isTrue();
    assertThat(options.tsVal()).isEqualTo(0x01020304);
    assertThat(options.windowScale()).isEqualTo(7);
    assertThat(options.malformed()).isFalse();
  }

  @Test
  void ofARepeatedOptionTheFirstCounts() {
    parse("02040001" + "02040002");
    assertThat(options.mss()).isEqualTo(1);
    parse("030301" + "030302");
    assertThat(options.windowScale()).isEqualTo(1);
    parse("1c040001" + "1c040002");
    assertThat(options.userTimeout()).isEqualTo(1);
    parse("080a" + "00000001" + "00000002" + "080a" + "00000003" + "00000004");
    assertThat(options.tsVal()).isEqualTo(1);
    parse("2204" + "aaaa" + "2206" + "bbbbbbbb" + "2206" + "cccccccc");
    assertThat(options.fastOpenLength()).as("a cookie of two bytes is none").isEqualTo(4);
    assertThat(options.fastOpenOffset()).isEqualTo(6);
  }

  @Test
  @Requirement({"RFC 7323 2.3-7", "RFC 7323 2.3-9"})
  void aWindowScaleAbove14IsUsedAs14() {
    parse("03030f");
    assertThat(options.windowScale()).isEqualTo(14);
    parse("0303ff");
    assertThat(options.windowScale()).isEqualTo(14);
  }

  @Test
  @Requirement("RFC 9293 MUST-7")
  void anImpossibleLengthEndsTheListAndKeepsWhatCameBefore() {
    for (String bad : new String[] {"0500", "0501", "0505", "05"}) {
      parse("020405b4" + bad);
      assertThat(options.malformed()).as(bad).isTrue();
      assertThat(options.mss()).as(bad).isEqualTo(1460);
    }
  }

  @Test
  @Requirement("RFC 9293 MUST-4")
  void nothingIsReadBehindTheEndOfTheList() {
    parse("00" + "020405b4");
    assertThat(options.mss()).isEqualTo(-1);
    assertThat(options.malformed()).isFalse();
  }

  @Test
  void sackBlocksAreReadInOrder() {
    parse("0512" + "00000001" + "00000002" + "80000003" + "80000004");
    assertThat(options.sackCount()).isEqualTo(2);
    assertThat(options.sackLeft(1)).isEqualTo(0x80000003);
    assertThat(options.sackRight(1)).isEqualTo(0x80000004);
  }

  /** Every string of up to 3 arbitrary bytes, and of 4 to 6 telling ones (64 million). */
  @Test
  @Requirement("RFC 9293 MUST-7")
  void parsingEndsAndNeverFailsForEveryStringOfUpToSixBytes() {
    byte[] bytes = new byte[6];
    MemorySegment memory = MemorySegment.ofArray(bytes);
    long parsed = 0;
    for (int length = 0; length <= 3; length++) {
      for (int word = 0; word < 1 << 8 * length; word++) {
        for (int i = 0; i < length; i++) {
          bytes[i] = (byte) (word >>> 8 * i);
        }
        parsed += parseBare(memory, length);
      }
    }
    for (int length = 4; length <= 6; length++) {
      long strings = (long) Math.pow(TELLING.length, length);
      for (long number = 0; number < strings; number++) {
        long rest = number;
        for (int i = 0; i < length; i++, rest /= TELLING.length) {
          bytes[i] = (byte) TELLING[(int) (rest % TELLING.length)];
        }
        parsed += parseBare(memory, length);
      }
    }
    assertThat(parsed).isEqualTo(1 + 256 + 65_536 + 16_777_216 + 160_000 + 3_200_000 + 64_000_000);
  }

  /** The slice is as long as the options, so that one byte read too far is an exception. */
  private int parseBare(MemorySegment memory, int length) {
    options.parse(memory.asSlice(0, length), 0, length);
    int sum = options.mss() + options.windowScale() + options.tsVal() + options.tsEcr();
    sum += options.userTimeout() + options.fastOpenLength() + options.sackCount();
    boolean possible =
        options.mss() >= -1
            && options.windowScale() <= TcpOptions.MAX_WINDOW_SCALE
            && options.sackCount() == 0
            && !options.hasTimestamps()
            && options.fastOpenLength() <= 4
            && sum >= -4;
    return possible ? 1 : 0;
  }

  @Test
  @Requirement({"RFC 9293 MUST-6", "RFC 9293 MUST-68"})
  void anUnknownOptionIsSkippedByItsLength() {
    parse("fd06" + "020405b4" + "0402" + "c802" + "02040218");
    assertThat(options.mss()).isEqualTo(536);
    assertThat(options.sackPermitted()).isTrue();
    assertThat(options.malformed()).isFalse();
  }

  @Test
  @Requirement("RFC 9293 MUST-64")
  void optionsBeginOnAnyByte() {
    for (String before : new String[] {"", "01", "0101", "010101"}) {
      parse(before + "020405b4" + "01" + "080a" + "01020304" + "05060708");
      assertThat(options.mss()).as(before).isEqualTo(1460);
      assertThat(options.tsVal()).as(before).isEqualTo(0x01020304);
      assertThat(options.tsEcr()).as(before).isEqualTo(0x05060708);
    }
  }

  @Test
  @Requirement("RFC 9293 MUST-69")
  void zerosFollowTheEndOfTheList() {
    byte[] bytes = {9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9};
    TcpOptionList list =
        TcpOptionList.of(new TcpOption.Mss(1460), new TcpOption.Nop(), new TcpOption.End());
    assertThat(list.emit(MemorySegment.ofArray(bytes), 0)).isEqualTo(8);
    assertThat(HexFormat.of().formatHex(bytes)).isEqualTo("020405b40100000009090909");
  }
}
