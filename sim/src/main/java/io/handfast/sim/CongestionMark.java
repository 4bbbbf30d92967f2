package io.handfast.sim;

import io.handfast.wire.Bytes;
import io.handfast.wire.Checksum;
import java.lang.foreign.MemorySegment;

/** The mark that a router gives instead of dropping (RFC 3168 section 5). */
final class CongestionMark {
  private static final int NOT_ECT = 0;
  private static final int CE = 3;
  private static final int V6_SHIFT = 20;

  private CongestionMark() {}

  /** Marks an IP packet; false, and nothing changed, for one that is not ECN-capable. */
  static boolean put(byte[] packet) {
    MemorySegment memory = MemorySegment.ofArray(packet);
    if (packet[0] >>> 4 == 6) {
      int first = Bytes.i32(memory, 0);
      boolean may = (first >> V6_SHIFT & CE) != NOT_ECT;
      Bytes.put32(memory, 0, may ? first | CE << V6_SHIFT : first);
      return may;
    }
    int before = Bytes.u16(memory, 0);
    boolean may = (before & CE) != NOT_ECT;
    if (may) {
      Bytes.put16(memory, 0, before | CE);
      int sum = Checksum.update(Bytes.u16(memory, 10), before, before | CE);
      Bytes.put16(memory, 10, sum);
    }
    return may;
  }
}
