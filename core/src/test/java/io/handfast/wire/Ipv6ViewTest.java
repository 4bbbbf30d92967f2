package io.handfast.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class Ipv6ViewTest {
  private static final int HBH = IpProtocol.HOP_BY_HOP;
  private static final int ROUTING = IpProtocol.ROUTING;
  private static final int FRAGMENT = IpProtocol.FRAGMENT;
  private static final int OPTIONS = IpProtocol.DESTINATION_OPTIONS;
  private static final int[] KINDS = {HBH, ROUTING, FRAGMENT, OPTIONS};

  /** What may stand in the length byte of an extension header, and lies or not. */
  enum LengthByte {
    HONEST(0),
    ONE_MORE(1),
    HUGE(255);

    final int value;

    LengthByte(int value) {
      this.value = value;
    }
  }

  private final Ipv6View view = new Ipv6View();

  /** A packet of these extension headers of 8 bytes, then TCP and 4 bytes of payload. */
  private static MemorySegment packet(int... kinds) {
    int length = Ipv6View.HEADER + 8 * kinds.length + 4;
    MemorySegment memory = MemorySegment.ofArray(new byte[length]);
    Bytes.put32(memory, 0, 6 << 28);
    Bytes.put16(memory, 4, length - Ipv6View.HEADER);
    Bytes.put8(memory, 6, kinds.length == 0 ? IpProtocol.TCP : kinds[0]);
    for (int i = 0; i < kinds.length; i++) {
      long at = Ipv6View.HEADER + 8L * i;
      Bytes.put8(memory, at, i + 1 < kinds.length ? kinds[i + 1] : IpProtocol.TCP);
    }
    return memory;
  }

  private Malformed wrap(MemorySegment memory) {
    return view.wrap(memory, 0, (int) memory.byteSize());
  }

  private static int[] chain(int number, int length) {
    int[] kinds = new int[length];
    for (int i = 0; i < length; i++, number >>= 2) {
      kinds[i] = KINDS[number & 3];
    }
    return kinds;
  }

  /** All 4^0 + … + 4^9 chains: the walk ends, and at the limit it says so. */
  @ParameterizedTest
  @EnumSource
  void everyChainOfUpToNineHeadersIsJudged(LengthByte lengthByte) {
    for (int length = 0; length <= 9; length++) {
      for (int number = 0; number < 1 << 2 * length; number++) {
        int[] kinds = chain(number, length);
        MemorySegment memory = packet(kinds);
        if (length > 0) {
          Bytes.put8(memory, Ipv6View.HEADER + 8L * (length - 1) + 1, lengthByte.value);
        }
        boolean honest =
            lengthByte == LengthByte.HONEST || length > 0 && kinds[length - 1] == FRAGMENT;
        Malformed verdict = wrap(memory);
        if (length == 0 || honest) {
          assertThat(verdict == null).as("%s", (Object) kinds).isEqualTo(isAllowed(kinds));
        } else {
          assertThat(verdict).as("%s", (Object) kinds).isNotNull();
        }
        if (verdict == null) {
          assertThat(view.protocol()).isEqualTo(IpProtocol.TCP);
          assertThat(view.payloadLength()).isEqualTo(4);
        }
      }
    }
  }

  private static boolean isAllowed(int[] kinds) {
    int fragments = 0;
    for (int i = 0; i < kinds.length; i++) {
      fragments += kinds[i] == FRAGMENT ? 1 : 0;
      if (kinds[i] == HBH && i > 0) {
        return false;
      }
    }
    return fragments <= 1 && kinds.length <= Ipv6View.MAX_EXTENSIONS;
  }

  @Test
  void everyCutOfAPacketWithExtensionsIsRefused() {
    MemorySegment memory = packet(HBH, ROUTING, FRAGMENT, OPTIONS);
    int whole = (int) memory.byteSize();
    for (int length = 0; length < whole; length++) {
      assertThat(view.wrap(memory.asSlice(0, length), 0, length)).isNotNull();
      if (length >= Ipv6View.HEADER) {
        MemorySegment honest = MemorySegment.ofArray(new byte[length]);
        MemorySegment.copy(memory, 0, honest, 0, length);
        Bytes.put16(honest, 4, length - Ipv6View.HEADER);
        assertThat(wrap(honest) == null).isEqualTo(length >= whole - 4);
      }
    }
  }

  /** The two high bits of an unknown option say what to do (RFC 8200 section 4.2). */
  @ParameterizedTest
  @CsvSource({
    "0x05, 2, ",
    "0x1e, 2, ",
    "0x01, 4, ",
    "0x00, 255, ",
    "0x05, 3, ",
    "0x05, 5, BAD_OPTION",
    "0x41, 2, UNKNOWN_EXTENSION",
    "0x82, 2, UNKNOWN_EXTENSION",
    "0xc3, 2, UNKNOWN_EXTENSION",
    "0xc2, 255, BAD_OPTION"
  })
  void optionsAreWalked(String kind, int length, Malformed verdict) {
    MemorySegment memory = packet(OPTIONS);
    Bytes.put8(memory, Ipv6View.HEADER + 2, Integer.decode(kind));
    Bytes.put8(memory, Ipv6View.HEADER + 3, kind.equals("0x00") ? 0 : length);
    assertThat(wrap(memory)).isEqualTo(verdict);
    if (verdict == Malformed.UNKNOWN_EXTENSION) {
      assertThat(view.problemPointer()).isEqualTo(Ipv6View.HEADER + 2);
    }
  }

  @Test
  void aRoutingHeaderWithSegmentsLeftIsSourceRouting() {
    MemorySegment memory = packet(ROUTING);
    Bytes.put8(memory, Ipv6View.HEADER + 3, 1);
    assertThat(wrap(memory)).isEqualTo(Malformed.SOURCE_ROUTE);
    assertThat(view.problemPointer()).as("at the routing type").isEqualTo(Ipv6View.HEADER + 2);
  }

  @Test
  void behindALaterFragmentNoHeaderIsLookedFor() {
    MemorySegment memory = packet(FRAGMENT, OPTIONS);
    Bytes.put16(memory, Ipv6View.HEADER + 2, 8);
    Bytes.put8(memory, Ipv6View.HEADER + 9, 255);
    assertThat(wrap(memory)).isNull();
    assertThat(view.isFragment()).isTrue();
    assertThat(view.protocol()).isEqualTo(OPTIONS);
    assertThat(view.fragmentOffset()).isEqualTo(8);
    assertThat(view.headersLength()).isEqualTo(48);
  }

  @Test
  void anAtomicFragmentIsNone() {
    MemorySegment memory = packet(FRAGMENT);
    Bytes.put16(memory, Ipv6View.HEADER + 2, 0x0006); // reserved bits alone
    Bytes.put32(memory, Ipv6View.HEADER + 4, 0xdeadbeef);
    assertThat(wrap(memory)).isNull();
    assertThat(view.fragmentHeader()).isEqualTo(Ipv6View.HEADER);
    assertThat(view.isFragment()).isFalse();
    assertThat(view.fragmentId()).isEqualTo(0xdeadbeef);
  }
}
