package io.handfast.sim;

import io.handfast.wire.Bytes;
import io.handfast.wire.Checksum;
import io.handfast.wire.Ipv4View;
import io.handfast.wire.Ipv6View;
import io.handfast.wire.Malformed;
import java.lang.foreign.MemorySegment;

/** A packet at a router: is its header sound, and what does it look like one hop on. */
record Forwarding(byte[] bytes, boolean v4, int hops) {
  private static final int V4_TTL = 8;
  private static final int V6_HOP_LIMIT = 7;

  /** Null when the header is not sound. */
  static Forwarding of(byte[] bytes) {
    MemorySegment memory = MemorySegment.ofArray(bytes);
    int version = bytes.length == 0 ? 0 : bytes[0] >>> 4 & 15;
    if (version == 4 && new Ipv4View().wrap(memory, 0, bytes.length) == null) {
      return new Forwarding(bytes, true, bytes[V4_TTL] & 0xff);
    }
    Malformed problem = version == 6 ? new Ipv6View().wrap(memory, 0, bytes.length) : null;
    boolean sound = problem == null || problem == Malformed.UNKNOWN_EXTENSION;
    return version == 6 && sound ? new Forwarding(bytes, false, bytes[V6_HOP_LIMIT] & 0xff) : null;
  }

  boolean hopsAreOver() {
    return hops <= 1;
  }

  byte[] oneHopLess() {
    byte[] next = bytes.clone();
    next[v4 ? V4_TTL : V6_HOP_LIMIT]--;
    if (v4) {
      MemorySegment memory = MemorySegment.ofArray(next);
      int header = (next[0] & 15) * 4;
      Bytes.put16(memory, 10, 0);
      Bytes.put16(memory, 10, Checksum.finish(Checksum.add(memory, 0, header, 0)));
    }
    return next;
  }
}
