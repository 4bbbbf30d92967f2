package io.handfast.wire;

import java.lang.foreign.MemorySegment;

/**
 * A TCP header as a value (RFC 9293 section 3.1). The checksum is no part of it: {@link #emit}
 * computes it; whether a received one is right is a question to {@link TcpView}.
 *
 * @param sourcePort 0 to 65,535
 * @param destinationPort 0 to 65,535
 * @param seq SEG.SEQ, 32 bits
 * @param ack SEG.ACK, 32 bits; means something only with ACK set
 * @param flags the nine control bits, see {@link TcpFlags}
 * @param window SEG.WND as it stands, 0 to 65,535
 * @param urgentPointer 0 to 65,535; means something only with URG set
 * @param options as laid out
 */
public record TcpHeader(
    int sourcePort,
    int destinationPort,
    int seq,
    int ack,
    int flags,
    int window,
    int urgentPointer,
    TcpOptionList options) {

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException when one does not hold
   */
  public TcpHeader {
    Range.check("source port", sourcePort, 0xffff);
    Range.check("destination port", destinationPort, 0xffff);
    Range.check("flags", flags, TcpFlags.ALL);
    Range.check("window", window, 0xffff);
    Range.check("urgent pointer", urgentPointer, 0xffff);
  }

  /** A header without urgent pointer and options. */
  public static TcpHeader of(
      int sourcePort, int destinationPort, int seq, int ack, int flags, int window) {
    return new TcpHeader(
        sourcePort, destinationPort, seq, ack, flags, window, 0, TcpOptionList.NONE);
  }

  /**
   * Reads a header; the reserved bits are dropped.
   *
   * @param length bytes of the segment, payload included
   * @throws MalformedException when the data offset or an option's length is impossible
   */
  public static TcpHeader parse(MemorySegment memory, long offset, int length) {
    TcpView view = new TcpView();
    MalformedException.throwIf(view.wrap(memory, offset, length), "TCP header");
    return new TcpHeader(
        view.sourcePort(),
        view.destinationPort(),
        view.seq(),
        view.ack(),
        view.flags(),
        view.window(),
        view.urgentPointer(),
        TcpOptionList.parse(memory, view.optionsOffset(), view.optionsLength()));
  }

  /** Header with options, 20 to 60 bytes. */
  public int length() {
    return TcpView.MIN_HEADER + options.length();
  }

  /**
   * Writes header and payload with the checksum over both.
   *
   * @param pseudoHeaderSum sum without the length, see {@link IpHeader#pseudoHeaderSum}
   * @return bytes written
   */
  public int emit(MemorySegment memory, long at, MemorySegment payload, long pseudoHeaderSum) {
    Bytes.put16(memory, at, sourcePort);
    Bytes.put16(memory, at + 2, destinationPort);
    Bytes.put32(memory, at + 4, seq);
    Bytes.put32(memory, at + 8, ack);
    Bytes.put16(memory, at + 12, length() / 4 << 12 | flags);
    Bytes.put16(memory, at + 14, window);
    Bytes.put16(memory, at + 16, 0);
    Bytes.put16(memory, at + 18, urgentPointer);
    options.emit(memory, at + TcpView.MIN_HEADER);
    MemorySegment.copy(payload, 0, memory, at + length(), payload.byteSize());
    int total = length() + (int) payload.byteSize();
    long sum = Checksum.add(memory, at, total, Checksum.addInt(total, pseudoHeaderSum));
    Bytes.put16(memory, at + 16, Checksum.finish(sum));
    return total;
  }

  /** The same header with these options. */
  public TcpHeader withOptions(TcpOptionList options) {
    return new TcpHeader(
        sourcePort, destinationPort, seq, ack, flags, window, urgentPointer, options);
  }

  /** The same header with URG and this pointer. */
  public TcpHeader withUrgentPointer(int urgentPointer) {
    return new TcpHeader(
        sourcePort,
        destinationPort,
        seq,
        ack,
        flags | TcpFlags.URG,
        window,
        urgentPointer,
        options);
  }
}
