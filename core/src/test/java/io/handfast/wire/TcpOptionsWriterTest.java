package io.handfast.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.util.HexFormat;
import java.util.function.ToIntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The bytes expected here are those of Linux, as seen in captures. */
class TcpOptionsWriterTest {
  private static String written(ToIntFunction<MemorySegment> writer) {
    byte[] bytes = new byte[64];
    int length = writer.applyAsInt(MemorySegment.ofArray(bytes));
    for (int i = length; i < bytes.length; i++) {
      assertThat(bytes[i]).as("nothing is written behind the length").isZero();
    }
    return HexFormat.of().formatHex(bytes, 0, length);
  }

  @Test
  void aSynCarriesMssSackPermittedTimestampsAndWindowScaleAsLinuxOrdersThem() {
    assertThat(written(m -> TcpOptionsWriter.syn(m, 0, 1460, true, true, 0x01020304, 0, 7)))
        .isEqualTo("020405b4" + "0402080a" + "01020304" + "00000000" + "01030307");
  }

  @Test
  void aSynWithoutTimestampsPadsSackPermittedInFront() {
    assertThat(written(m -> TcpOptionsWriter.syn(m, 0, 1220, true, false, 1, 2, 14)))
        .isEqualTo("020404c4" + "01010402" + "0103030e");
  }

  @Test
  void aSynWithoutSackPadsTimestampsInFront() {
    assertThat(written(m -> TcpOptionsWriter.syn(m, 0, 536, false, true, 1, 2, -1)))
        .isEqualTo("02040218" + "0101080a" + "00000001" + "00000002");
  }

  @Test
  void theSmallestSynHasAnMssOnly() {
    assertThat(written(m -> TcpOptionsWriter.syn(m, 0, 65535, false, false, 1, 2, -1)))
        .isEqualTo("0204ffff");
  }

  @Test
  void aDataSegmentHasTwoNopsBeforeItsTimestamps() {
    assertThat(written(m -> TcpOptionsWriter.timestamps(m, 0, -1, 0x80000000)))
        .isEqualTo("0101080a" + "ffffffff" + "80000000");
  }

  @Test
  void sackBlocksHaveTwoNopsBeforeThem() {
    int[] edges = {1, 2, 3, 4, 5, 6};
    assertThat(written(m -> TcpOptionsWriter.sack(m, 0, edges, 2)))
        .isEqualTo("01010512" + "00000001" + "00000002" + "00000003" + "00000004");
    assertThat(written(m -> TcpOptionsWriter.sack(m, 0, edges, 0))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"0,4", "4,4", "8,3", "12,3", "20,2", "28,1", "29,0", "40,0"})
  void threeBlocksFitBehindTimestamps(int used, int blocks) {
    assertThat(TcpOptionsWriter.sackBlocksThatFit(used)).isEqualTo(blocks);
  }

  @Test
  void aFastOpenCookieIsPaddedBehind() {
    MemorySegment cookie = MemorySegment.ofArray(new byte[] {0, 1, 2, 3, 4, 5, 6, 7, 8});
    assertThat(written(m -> TcpOptionsWriter.fastOpen(m, 0, cookie, 1, 8)))
        .isEqualTo("220a" + "0102030405060708" + "0101");
    assertThat(written(m -> TcpOptionsWriter.fastOpen(m, 0, cookie, 0, 0))).isEqualTo("22020101");
  }

  @Test
  void aUserTimeoutTakesOneWord() {
    assertThat(written(m -> TcpOptionsWriter.userTimeout(m, 0, 0x8005))).isEqualTo("1c048005");
  }
}
