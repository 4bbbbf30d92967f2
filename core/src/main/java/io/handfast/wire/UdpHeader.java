package io.handfast.wire;

import java.lang.foreign.MemorySegment;

/**
 * A UDP header as a value (RFC 768); length and checksum follow from the payload.
 *
 * @param sourcePort 0 to 65,535; 0 when no answer is wanted
 * @param destinationPort 0 to 65,535
 * @param payloadLength bytes behind the header, 0 to 65,527
 */
public record UdpHeader(int sourcePort, int destinationPort, int payloadLength) {
  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException when one does not hold
   */
  public UdpHeader {
    Range.check("source port", sourcePort, 0xffff);
    Range.check("destination port", destinationPort, 0xffff);
    Range.check("payload length", payloadLength, 0xffff - UdpView.HEADER);
  }

  /**
   * Reads a header.
   *
   * @param length bytes of datagram that are there
   * @throws MalformedException when the length field is below 8 or beyond that
   */
  public static UdpHeader parse(MemorySegment memory, long offset, int length) {
    UdpView view = new UdpView();
    MalformedException.throwIf(view.wrap(memory, offset, length), "UDP header");
    return new UdpHeader(view.sourcePort(), view.destinationPort(), view.payloadLength());
  }

  /**
   * Writes header and payload with the checksum over both; a sum of zero is written as 0xffff.
   *
   * @param payload {@link #payloadLength} bytes
   * @param pseudoHeaderSum sum without the length, see {@link IpHeader#pseudoHeaderSum}
   * @return bytes written
   * @throws IllegalArgumentException when the payload has another length
   */
  public int emit(MemorySegment memory, long at, MemorySegment payload, long pseudoHeaderSum) {
    Range.require(payload.byteSize() == payloadLength, "payload is not of the stated length");
    int total = UdpView.HEADER + payloadLength;
    Bytes.put16(memory, at, sourcePort);
    Bytes.put16(memory, at + 2, destinationPort);
    Bytes.put16(memory, at + 4, total);
    Bytes.put16(memory, at + 6, 0);
    MemorySegment.copy(payload, 0, memory, at + UdpView.HEADER, payloadLength);
    long sum = Checksum.add(memory, at, total, Checksum.addInt(total, pseudoHeaderSum));
    int checksum = Checksum.finish(sum);
    Bytes.put16(memory, at + 6, checksum == 0 ? 0xffff : checksum);
    return total;
  }
}
