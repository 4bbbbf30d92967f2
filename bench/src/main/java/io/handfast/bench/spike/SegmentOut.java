package io.handfast.bench.spike;

import io.handfast.bench.kernel.Descriptor;
import io.handfast.wire.Bytes;
import io.handfast.wire.Checksum;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** One outgoing IPv4 segment at a time, in one buffer; the payload stays as it was. */
final class SegmentOut {
  static final int MSS = 1460;
  static final int SYN_OPTIONS = 8;
  private static final int IP = 20;
  private static final int TCP = 20;
  private static final int PROTOCOL = 6;
  private static final int TTL = 64;
  private static final int DONT_FRAGMENT = 0x4000;
  private static final int NEEDS_CHECKSUM = 1;
  private static final int GSO_TCPV4 = 1;

  /** The window in every segment, in units of {@code 1 << WINDOW_SCALE}: a million bytes. */
  private static final int WINDOW = 1_000_000 >> 8;

  private static final int WINDOW_SCALE = 8;

  private static final ValueLayout.OfShort LITTLE =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(java.nio.ByteOrder.LITTLE_ENDIAN);

  private final Descriptor device;
  private final int virtio;
  private final MemorySegment memory = Arena.ofAuto().allocate(1 << 17, 64);

  SegmentOut(Descriptor device, int virtioHeader) {
    this.device = device;
    this.virtio = virtioHeader;
  }

  /** Puts payload in place for the next {@link #send}. */
  void payload(MemorySegment from, long at, int length) {
    MemorySegment.copy(from, at, memory, virtio + IP + TCP, length);
  }

  /** Sends to the other end of a flow. */
  void send(Flow to, int sequence, int acknowledgment, int flags, int payload) {
    boolean syn = (flags & SegmentIn.SYN) != 0;
    int tcp = TCP + (syn ? SYN_OPTIONS : 0);
    ip(to, IP + tcp + payload);
    int at = virtio + IP;
    Bytes.put16(memory, at, to.ownPort());
    Bytes.put16(memory, at + 2, to.peerPort());
    Bytes.put32(memory, at + 4, sequence);
    Bytes.put32(memory, at + 8, acknowledgment);
    Bytes.put16(memory, at + 12, tcp / 4 << 12 | flags);
    Bytes.put16(memory, at + 14, WINDOW);
    Bytes.put32(memory, at + 16, 0);
    if (syn) {
      Bytes.put32(memory, at + 20, 0x0204_0000 | MSS);
      Bytes.put32(memory, at + 24, 0x0103_0300 | WINDOW_SCALE);
    }
    checksum(to, at, tcp, payload);
    device.write(memory, virtio + IP + tcp + payload);
  }

  private void ip(Flow to, int length) {
    int at = virtio;
    Bytes.put32(memory, at, 0x4500_0000 | length);
    Bytes.put32(memory, at + 4, DONT_FRAGMENT);
    Bytes.put32(memory, at + 8, TTL << 24 | PROTOCOL << 16);
    Bytes.put32(memory, at + 12, to.own());
    Bytes.put32(memory, at + 16, to.peer());
    Bytes.put16(memory, at + 10, Checksum.finish(Checksum.add(memory, at, IP, 0)));
  }

  /** With the header of the device the kernel completes the sum, and cuts what is long. */
  private void checksum(Flow to, int at, int tcp, int payload) {
    long sum = Checksum.addInt(to.own(), Checksum.addInt(to.peer(), 0));
    sum = Checksum.addWord(PROTOCOL, Checksum.addWord(tcp + payload, sum));
    if (virtio == 0) {
      int complete = Checksum.finish(Checksum.add(memory, at, tcp + payload, sum));
      Bytes.put16(memory, at + 16, complete);
      return;
    }
    Bytes.put16(memory, at + 16, Checksum.fold(sum));
    boolean cut = payload > MSS;
    Bytes.put8(memory, 0, NEEDS_CHECKSUM);
    Bytes.put8(memory, 1, cut ? GSO_TCPV4 : 0);
    little(2, IP + tcp);
    little(4, cut ? MSS : 0);
    little(6, IP);
    little(8, 16);
    little(10, 0);
  }

  private void little(int at, int value) {
    memory.set(LITTLE, at, (short) value);
  }
}
