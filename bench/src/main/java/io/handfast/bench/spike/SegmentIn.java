package io.handfast.bench.spike;

import io.handfast.wire.Bytes;
import io.handfast.wire.Checksum;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** The incoming segment at hand, read from its bytes. */
final class SegmentIn {
  static final int FIN = 1;
  static final int SYN = 2;
  static final int RST = 4;
  static final int PSH = 8;
  static final int ACK = 16;

  private static final int TCP_PROTOCOL = 6;
  private static final int HEADERS = 40;
  private static final int WINDOW_SCALE_OPTION = 3;

  final MemorySegment memory = Arena.ofAuto().allocate(1 << 17, 64);
  private final int virtio;
  private int tcp;
  int payloadAt;
  int payload;
  int sequence;
  int acknowledgment;
  int flags;
  int window;
  int port;

  SegmentIn(int virtioHeader) {
    this.virtio = virtioHeader;
  }

  /** Reads the fields; false for what is no sound TCP segment. */
  boolean parse(int count) {
    int length = count - virtio;
    if (length < HEADERS
        || Bytes.u8(memory, virtio) >> 4 != 4
        || Bytes.u8(memory, virtio + 9) != TCP_PROTOCOL) {
      return false;
    }
    int ip = (Bytes.u8(memory, virtio) & 15) * 4;
    tcp = virtio + ip;
    int header = (Bytes.u8(memory, tcp + 12) >> 4) * 4;
    payloadAt = tcp + header;
    payload = Bytes.u16(memory, virtio + 2) - ip - header;
    port = Bytes.u16(memory, tcp + 2);
    sequence = Bytes.i32(memory, tcp + 4);
    acknowledgment = Bytes.i32(memory, tcp + 8);
    flags = Bytes.u8(memory, tcp + 13);
    window = Bytes.u16(memory, tcp + 14);
    return payload >= 0 && (virtio > 0 || isSumRight(header));
  }

  private boolean isSumRight(int header) {
    long sum = Checksum.add(memory, virtio + 12L, 8, 0);
    sum = Checksum.addWord(TCP_PROTOCOL, Checksum.addWord(header + payload, sum));
    return Checksum.fold(Checksum.add(memory, tcp, header + payload, sum)) == 0xffff;
  }

  boolean has(int flag) {
    return (flags & flag) != 0;
  }

  /** Sequence number after the segment. */
  int end() {
    return sequence + payload + (has(SYN) ? 1 : 0) + (has(FIN) ? 1 : 0);
  }

  Flow flow() {
    return new Flow(
        Bytes.i32(memory, virtio + 16),
        port,
        Bytes.i32(memory, virtio + 12),
        Bytes.u16(memory, tcp));
  }

  /** Shift of the peer's window from the options of its SYN. */
  int windowScale() {
    int at = tcp + 20;
    while (at < payloadAt) {
      int kind = Bytes.u8(memory, at);
      if (kind == WINDOW_SCALE_OPTION) {
        return Bytes.u8(memory, at + 2);
      }
      at += kind <= 1 ? 1 : Math.max(2, Bytes.u8(memory, at + 1));
    }
    return 0;
  }
}
