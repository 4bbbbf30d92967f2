package io.handfast.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.util.Random;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.Test;

/**
 * Every length from 0 to 64 bytes at every layer: a header is refused, or all its getters work. The
 * memory ends where the bytes do, so that a byte read too far is an exception.
 */
class RuntTest {
  private static final int ROUNDS = 3000;

  /** Feeds random bytes; {@code read} answers -1 for refused, else something it has read. */
  private static void feed(int firstByte, ToLongFunction<MemorySegment> read) {
    Random random = new Random(42);
    long accepted = 0;
    for (int length = 0; length <= 64; length++) {
      for (int round = 0; round < ROUNDS; round++) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        if (length > 0 && firstByte >= 0 && round % 4 != 0) {
          bytes[0] = (byte) firstByte;
        }
        accepted += read.applyAsLong(MemorySegment.ofArray(bytes)) == -1 ? 0 : 1;
      }
    }
    assertThat(accepted).as("the bytes that get in").isPositive();
  }

  private static int size(MemorySegment memory) {
    return (int) memory.byteSize();
  }

  @Test
  void ipv4() {
    Ipv4View view = new Ipv4View();
    feed(
        0x45,
        memory -> {
          makeTotalLengthFit(memory);
          if (view.wrap(memory, 0, size(memory)) != null) {
            return -1;
          }
          Bytes.u8(memory, view.payloadOffset() + view.payloadLength() - 1);
          return view.trafficClass() + view.id() + view.ttl() + view.protocol() & 0xffff;
        });
  }

  private static void makeTotalLengthFit(MemorySegment memory) {
    if (size(memory) >= 20) {
      Bytes.put16(memory, 2, size(memory));
      Bytes.put16(memory, 10, 0);
      int header = Math.min(size(memory), (Bytes.u8(memory, 0) & 15) * 4);
      int checksum = Checksum.finish(Checksum.add(memory, 0, header, 0));
      Bytes.put16(memory, 10, checksum);
    }
  }

  @Test
  void ipv6() {
    Ipv6View view = new Ipv6View();
    Random random = new Random(7);
    int[] kinds = {0, 43, 44, 60, 6, 58};
    feed(
        0x60,
        memory -> {
          if (size(memory) >= 40) {
            Bytes.put16(memory, 4, size(memory) - 40);
            Bytes.put8(memory, 6, kinds[random.nextInt(kinds.length)]);
          }
          if (view.wrap(memory, 0, size(memory)) != null) {
            return -1;
          }
          assertThat(view.payloadOffset() + view.payloadLength()).isEqualTo(size(memory));
          return view.trafficClass() + view.flowLabel() + view.hopLimit() + view.fragmentOffset();
        });
  }

  @Test
  void tcp() {
    TcpView view = new TcpView();
    TcpOptions options = new TcpOptions();
    feed(
        -1,
        memory -> {
          if (view.wrap(memory, 0, size(memory)) != null) {
            return -1;
          }
          options.parse(view);
          assertThat(view.payloadOffset() + view.payloadLength()).isEqualTo(size(memory));
          view.checksumIsRight(0);
          return view.flags() + view.window() + view.segmentLength() + view.urgentPointer();
        });
  }

  @Test
  void udp() {
    UdpView view = new UdpView();
    feed(
        -1,
        memory -> {
          if (size(memory) >= 6 && (Bytes.u8(memory, 0) & 1) == 0) {
            Bytes.put16(memory, 4, Bytes.u8(memory, 5) & 0x7f);
          }
          if (view.wrap(memory, 0, size(memory)) != null) {
            return -1;
          }
          assertThat(view.payloadOffset() + view.payloadLength()).isLessThanOrEqualTo(size(memory));
          view.checksumIsRight(false, 0);
          return view.sourcePort() + view.destinationPort();
        });
  }

  @Test
  void icmp() {
    Icmpv4View view = new Icmpv4View();
    feed(
        Icmpv4View.UNREACHABLE,
        memory -> {
          if (view.wrap(memory, 0, size(memory)) != null) {
            return -1;
          }
          view.checksumIsRight();
          return readIcmp(view, memory) + view.pointer();
        });
  }

  @Test
  void icmpv6() {
    Icmpv6View view = new Icmpv6View();
    feed(
        Icmpv6View.UNREACHABLE,
        memory -> {
          if (view.wrap(memory, 0, size(memory)) != null) {
            return -1;
          }
          view.checksumIsRight(0);
          return readIcmp(view, memory) + view.pointer();
        });
  }

  private static long readIcmp(IcmpView view, MemorySegment memory) {
    assertThat(view.bodyOffset() + view.bodyLength()).isEqualTo(size(memory));
    assertThat(view.embeddedLength()).isBetween(0, view.bodyLength());
    return view.type() + view.code() + view.mtu() + view.echoId() + view.echoSequence();
  }

  @Test
  void values() {
    feed(-1, memory -> parsed(() -> TcpHeader.parse(memory, 0, size(memory))));
    feed(0x60, memory -> parsed(() -> IpHeader.parse(memory, 0, lengthForIpv6(memory))));
    feed(
        0x45,
        memory -> {
          makeTotalLengthFit(memory);
          return parsed(() -> IpHeader.parse(memory, 0, size(memory)));
        });
    feed(
        -1,
        memory -> {
          if (size(memory) >= 8) {
            Bytes.put16(memory, 4, size(memory));
          }
          return parsed(() -> UdpHeader.parse(memory, 0, size(memory)));
        });
  }

  private static int lengthForIpv6(MemorySegment memory) {
    if (size(memory) >= 40) {
      Bytes.put16(memory, 4, size(memory) - 40);
    }
    return size(memory);
  }

  /** Only the one exception that is part of the contract may come out. */
  private static long parsed(Runnable parse) {
    try {
      parse.run();
      return 1;
    } catch (MalformedException refused) {
      assertThat(refused).hasMessageContaining(refused.reason().sentence());
      return -1;
    }
  }
}
