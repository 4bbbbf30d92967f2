package io.handfast.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Ipv4ViewTest {
  private final Ipv4View view = new Ipv4View();
  private final byte[] bytes = new byte[128];
  private final MemorySegment memory = MemorySegment.ofArray(bytes);

  private void header(int ihl, int totalLength) {
    memory.fill((byte) 0);
    Bytes.put8(memory, 0, 0x40 | ihl);
    Bytes.put16(memory, 2, totalLength);
    sum(ihl);
  }

  private void sum(int ihl) {
    Bytes.put16(memory, 10, 0);
    Bytes.put16(memory, 10, Checksum.finish(Checksum.add(memory, 0, Math.max(20, ihl * 4), 0)));
  }

  /** The rule of RFC 791 section 3.1 written down a second time, over every triple. */
  @Test
  void everyTripleOfHeaderTotalAndFrameLengthIsJudged() {
    for (int ihl = 0; ihl < 16; ihl++) {
      for (int total = 0; total <= 70; total++) {
        header(ihl, total);
        for (int frame = 0; frame <= 70; frame++) {
          boolean sound = frame >= 20 && ihl >= 5 && ihl * 4 <= total && total <= frame;
          Malformed verdict = view.wrap(memory.asSlice(0, frame), 0, frame);
          assertThat(verdict == null)
              .as("IHL %d, total length %d, frame %d: %s", ihl, total, frame, verdict)
              .isEqualTo(sound);
          if (sound) {
            assertThat(view.headerLength() + view.payloadLength()).isEqualTo(total);
          }
        }
      }
    }
  }

  @Test
  void oneWrongBitInTheHeaderIsSeen() {
    header(5, 20);
    for (int bit = 8; bit < 160; bit++) {
      bytes[bit / 8] ^= (byte) (1 << bit % 8);
      assertThat(view.wrap(memory, 0, 128)).as("bit %d", bit).isNotNull();
      bytes[bit / 8] ^= (byte) (1 << bit % 8);
    }
    assertThat(view.wrap(memory, 0, 128)).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "131, 4, SOURCE_ROUTE", "137, 4, SOURCE_ROUTE", "7, 4, ", "68, 0, BAD_OPTION",
    "68, 1, BAD_OPTION", "68, 5, BAD_OPTION", "0, 0, ", "1, 0, "
  })
  void optionsAreWalked(int kind, int length, Malformed verdict) {
    header(6, 24);
    Bytes.put8(memory, 20, kind);
    Bytes.put8(memory, 21, length);
    sum(6);
    assertThat(view.wrap(memory, 0, 24)).isEqualTo(verdict);
  }

  @Test
  void fragmentsAreToldFromWholePackets() {
    header(5, 20);
    Bytes.put16(memory, 6, 0x4000);
    assertThat(view.wrap(memory, 0, 20)).isNotNull();
    sum(5);
    assertThat(view.wrap(memory, 0, 20)).isNull();
    assertThat(view.dontFragment()).isTrue();
    assertThat(view.isFragment()).isFalse();
    Bytes.put16(memory, 6, 0x3fff);
    sum(5);
    assertThat(view.wrap(memory, 0, 20)).isNull();
    assertThat(view.isFragment() && view.moreFragments()).isTrue();
    assertThat(view.fragmentOffset()).isEqualTo(65_528);
  }
}
