package io.handfast.shield;

import io.handfast.tcp.FlowKey;
import io.handfast.wire.Bytes;
import io.handfast.wire.Checksum;
import io.handfast.wire.IpProtocol;
import io.handfast.wire.TcpOptionsWriter;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** The segments that a shield sends itself, as one end to the other. */
final class OwnSegments {
  private static final int TCP_AT = 104;
  private static final int HEADER = 20;
  private static final int HOPS = 64;

  private final MemorySegment memory = Arena.ofAuto().allocate(256, 64);
  private final ShieldOutput output;

  OwnSegments(ShieldOutput output) {
    this.output = output;
  }

  /** Options of a SYN or SYN-ACK; returns their length for {@link #send}. */
  int synOptions(int mss, boolean sack, boolean timestamps, int tsVal, int tsEcr, int scale) {
    return TcpOptionsWriter.syn(
        memory, TCP_AT + HEADER, mss, sack, timestamps, tsVal, tsEcr, scale);
  }

  /** Timestamps when they were agreed on; returns their length for {@link #send}. */
  int timestamps(boolean agreed, int tsVal, int tsEcr) {
    return agreed ? TcpOptionsWriter.timestamps(memory, TCP_AT + HEADER, tsVal, tsEcr) : 0;
  }

  /** Sends a segment: to the outside as the server, to the inside as the client. */
  void send(Side to, FlowKey flow, int seq, int ack, int flags, int window, int optionsLength) {
    int length = HEADER + optionsLength;
    boolean asServer = to == Side.OUTSIDE;
    int ports = flow.localPort() << 16 | flow.remotePort();
    Bytes.put32(memory, TCP_AT, asServer ? ports : Integer.rotateLeft(ports, 16));
    Bytes.put32(memory, TCP_AT + 4, seq);
    Bytes.put32(memory, TCP_AT + 8, ack);
    Bytes.put16(memory, TCP_AT + 12, length >> 2 << 12 | flags);
    Bytes.put16(memory, TCP_AT + 14, window);
    Bytes.put32(memory, TCP_AT + 16, 0);
    long sum = Checksum.addWord(length, flow.pseudoHeaderSum());
    Bytes.put16(memory, TCP_AT + 16, Checksum.finish(Checksum.add(memory, TCP_AT, length, sum)));
    int at = flow.isV4() ? ipv4(flow, asServer, length) : ipv6(flow, asServer, length);
    output.send(to, memory, at, TCP_AT + length - at, true);
  }

  private int ipv4(FlowKey flow, boolean asServer, int length) {
    int at = TCP_AT - 20;
    long source = asServer ? flow.localLow() : flow.remoteLow();
    long destination = asServer ? flow.remoteLow() : flow.localLow();
    Bytes.put32(memory, at, 0x4500 << 16 | 20 + length);
    Bytes.put32(memory, at + 4, 0x4000);
    Bytes.put32(memory, at + 8, HOPS << 24 | IpProtocol.TCP << 16);
    Bytes.put32(memory, at + 12, (int) source);
    Bytes.put32(memory, at + 16, (int) destination);
    Bytes.put16(memory, at + 10, Checksum.finish(Checksum.add(memory, at, 20, 0)));
    return at;
  }

  private int ipv6(FlowKey flow, boolean asServer, int length) {
    int at = TCP_AT - 40;
    Bytes.put32(memory, at, 6 << 28);
    Bytes.put32(memory, at + 4, length << 16 | IpProtocol.TCP << 8 | HOPS);
    Bytes.put64(memory, at + 8, asServer ? flow.localHigh() : flow.remoteHigh());
    Bytes.put64(memory, at + 16, asServer ? flow.localLow() : flow.remoteLow());
    Bytes.put64(memory, at + 24, asServer ? flow.remoteHigh() : flow.localHigh());
    Bytes.put64(memory, at + 32, asServer ? flow.remoteLow() : flow.localLow());
    return at;
  }
}
