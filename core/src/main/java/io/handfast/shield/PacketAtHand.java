package io.handfast.shield;

import io.handfast.tcp.FlowKey;
import io.handfast.wire.Bytes;
import io.handfast.wire.Checksum;
import io.handfast.wire.IpProtocol;
import io.handfast.wire.Ipv4View;
import io.handfast.wire.Ipv6View;
import io.handfast.wire.Malformed;
import io.handfast.wire.TcpOptions;
import io.handfast.wire.TcpView;
import java.lang.foreign.MemorySegment;

/**
 * The packet that a shield looks at, and changes where it lies. What changes in the TCP header goes
 * into the checksum by difference (RFC 1624), so that damage on the way stays to be seen.
 */
final class PacketAtHand {
  private static final int SEQ = 4;
  private static final int ACK = 8;
  private static final int WINDOW = 14;
  private static final int TCP_CHECKSUM = 16;
  private static final int ICMP_HEADER = 8;
  private static final int NO_QUOTE = -1;

  final TcpView tcp = new TcpView();
  final TcpOptions options = new TcpOptions();

  /** Server first, client second, whoever sent it. */
  final FlowKey flow = new FlowKey();

  private final Ipv4View v4 = new Ipv4View();
  private final Ipv6View v6 = new Ipv6View();
  private MemorySegment memory;
  private int offset;
  private int length;
  private boolean ipv4;
  private boolean isTcp;
  private boolean isFragment;
  private int segmentLength;

  /** Where the packet that an ICMP error quotes begins, if this is one. */
  private long quote;

  private int quoteLength;

  /** Looks at a packet; false when its headers are not sound. */
  boolean read(Side from, MemorySegment bytes, int at, int size) {
    memory = bytes;
    offset = at;
    length = size;
    int version = size == 0 ? 0 : Bytes.u8(bytes, at) >>> 4;
    ipv4 = version == 4;
    return ipv4 ? readV4(from) : version == 6 && readV6(from);
  }

  private boolean readV4(Side from) {
    if (v4.wrap(memory, offset, length) != null) {
      return false;
    }
    length = v4.totalLength();
    isFragment = v4.isFragment();
    return transport(
        from,
        v4.protocol(),
        v4.payloadOffset(),
        v4.payloadLength(),
        0,
        mapped(v4.source()),
        0,
        mapped(v4.destination()));
  }

  private static long mapped(int v4) {
    return 0xffff_0000_0000L | Integer.toUnsignedLong(v4);
  }

  private boolean readV6(Side from) {
    Malformed problem = v6.wrap(memory, offset, length);
    if (problem != null && problem != Malformed.UNKNOWN_EXTENSION) {
      return false;
    }
    length = v6.totalLength();
    isFragment = v6.isFragment();
    return transport(
        from,
        problem == null ? v6.protocol() : IpProtocol.NO_NEXT_HEADER,
        v6.payloadOffset(),
        v6.payloadLength(),
        v6.sourceHigh(),
        v6.sourceLow(),
        v6.destinationHigh(),
        v6.destinationLow());
  }

  private boolean transport(
      Side from,
      int protocol,
      long at,
      int size,
      long srcHigh,
      long srcLow,
      long dstHigh,
      long dstLow) {
    isTcp = protocol == IpProtocol.TCP;
    boolean icmp = protocol == (ipv4 ? IpProtocol.ICMP : IpProtocol.ICMPV6) && !isFragment;
    quote = icmp && from == Side.OUTSIDE && size >= ICMP_HEADER ? at + ICMP_HEADER : NO_QUOTE;
    quoteLength = size - ICMP_HEADER;
    if (!isTcp || isFragment) {
      return true;
    }
    if (tcp.wrap(memory, at, size) != null) {
      return false;
    }
    segmentLength = size;
    if (from == Side.OUTSIDE) {
      flow.set(dstHigh, dstLow, tcp.destinationPort(), srcHigh, srcLow, tcp.sourcePort());
    } else {
      flow.set(srcHigh, srcLow, tcp.sourcePort(), dstHigh, dstLow, tcp.destinationPort());
    }
    options.parse(tcp);
    return true;
  }

  boolean isTcp() {
    return isTcp;
  }

  boolean isFragment() {
    return isFragment;
  }

  MemorySegment memory() {
    return memory;
  }

  int offset() {
    return offset;
  }

  int length() {
    return length;
  }

  boolean checksumIsRight() {
    return tcp.checksumIsRight(flow.pseudoHeaderSum());
  }

  /** Takes one from the time to live; false when nothing is left of it. */
  boolean oneHopLess() {
    int at = offset + (ipv4 ? 8 : 7);
    int hops = Bytes.u8(memory, at);
    if (hops <= 1) {
      return false;
    }
    if (ipv4) {
      int word = Bytes.u16(memory, at);
      int sum = Checksum.update(v4.checksum(), word, word - 0x100);
      Bytes.put16(memory, offset + 10, sum);
    }
    Bytes.put8(memory, at, hops - 1);
    return true;
  }

  // ---- ICMP errors ----

  /**
   * Whether this is an ICMP error from outside about a TCP segment of the inside; its connection is
   * then in {@link #flow}.
   */
  boolean quotesSegment() {
    if (quote == NO_QUOTE || !isError(Bytes.u8(memory, quote - ICMP_HEADER))) {
      return false;
    }
    int header = quoteLength > 0 && ipv4 ? (Bytes.u8(memory, quote) & 15) * 4 : 40;
    boolean whole =
        header >= 20
            && quoteLength >= header + 8
            && Bytes.u8(memory, quote) >>> 4 == (ipv4 ? 4 : 6)
            && Bytes.u8(memory, quote + (ipv4 ? 9 : 6)) == IpProtocol.TCP;
    if (whole) {
      quotedFlow(quote + header);
    }
    return whole;
  }

  private boolean isError(int type) {
    return ipv4 ? type == 3 || type == 11 || type == 12 : type >= 1 && type <= 4;
  }

  private void quotedFlow(long transport) {
    int local = Bytes.u16(memory, transport);
    int remote = Bytes.u16(memory, transport + 2);
    if (ipv4) {
      long from = mapped(Bytes.i32(memory, quote + 12));
      flow.set(0, from, local, 0, mapped(Bytes.i32(memory, quote + 16)), remote);
    } else {
      flow.set(
          Bytes.i64(memory, quote + 8),
          Bytes.i64(memory, quote + 16),
          local,
          Bytes.i64(memory, quote + 24),
          Bytes.i64(memory, quote + 32),
          remote);
    }
  }

  /** Moves the sequence number in the quotation. */
  void addToQuotedSeq(int difference) {
    int header = ipv4 ? (Bytes.u8(memory, quote) & 15) * 4 : 40;
    long at = quote + header + SEQ;
    int before = Bytes.i32(memory, at);
    int after = before + difference;
    Bytes.put32(memory, at, after);
    long sumAt = quote - ICMP_HEADER + 2;
    int sum = Checksum.update(Bytes.u16(memory, sumAt), before >>> 16, after >>> 16);
    Bytes.put16(memory, sumAt, Checksum.update(sum, before & 0xffff, after & 0xffff));
  }

  // ---- other numbers ----

  void addToSeq(int difference) {
    put32(SEQ, tcp.seq() + difference);
  }

  void addToAck(int difference) {
    put32(ACK, tcp.ack() + difference);
  }

  void window(int window) {
    put16(WINDOW, window);
  }

  /** Moves the numbers in the options: both timestamps, and the edges of SACK blocks. */
  void shiftOptions(int tsVal, int tsEcr, int sack) {
    int end = tcp.headerLength();
    for (int at = TcpView.MIN_HEADER; at < end; ) {
      int kind = u8(at);
      if (kind == TcpOptions.END) {
        return;
      }
      int size = kind == TcpOptions.NOP ? 1 : at + 1 < end ? u8(at + 1) : 0;
      if (size < 1 || kind != TcpOptions.NOP && size < 2 || at + size > end) {
        return;
      }
      shiftOption(kind, at, size, tsVal, tsEcr, sack);
      at += size;
    }
  }

  private void shiftOption(int kind, int at, int size, int tsVal, int tsEcr, int sack) {
    if (kind == TcpOptions.TIMESTAMPS && size == 10) {
      put32(at + 2, i32(at + 2) + tsVal);
      put32(at + 6, i32(at + 6) + tsEcr);
    } else if (kind == TcpOptions.SACK) {
      for (int edge = at + 2; edge + 4 <= at + size; edge += 4) {
        put32(edge, i32(edge) + sack);
      }
    }
  }

  private int u8(int at) {
    return Bytes.u8(memory, tcp.offset() + at);
  }

  private int i32(int at) {
    return Bytes.i32(memory, tcp.offset() + at);
  }

  /** A field of four bytes anywhere in the header, also at an odd place as options may be. */
  private void put32(int at, int value) {
    int first = at & ~1;
    int words = (at & 1) == 0 ? 2 : 3;
    int[] before = new int[words];
    for (int i = 0; i < words; i++) {
      before[i] = word(first + 2 * i);
    }
    Bytes.put32(memory, tcp.offset() + at, value);
    for (int i = 0; i < words; i++) {
      account(before[i], word(first + 2 * i));
    }
  }

  private void put16(int at, int value) {
    int before = word(at);
    Bytes.put16(memory, tcp.offset() + at, value);
    account(before, value);
  }

  /** A word of the segment; behind its end stands zero, as for the checksum. */
  private int word(int at) {
    return at + 1 < segmentLength ? Bytes.u16(memory, tcp.offset() + at) : u8(at) << 8;
  }

  private void account(int before, int after) {
    long at = tcp.offset() + TCP_CHECKSUM;
    Bytes.put16(memory, at, Checksum.update(Bytes.u16(memory, at), before, after));
  }
}
