package io.handfast.bench.scale;

import io.handfast.buffer.Packet;
import io.handfast.stack.Link;
import io.handfast.stack.NetworkStack;
import io.handfast.stack.OutPacket;
import io.handfast.wire.Bytes;
import io.handfast.wire.IpAddress;
import io.handfast.wire.IpPackets;
import io.handfast.wire.TcpFlags;
import io.handfast.wire.TcpHeader;
import io.handfast.wire.TcpOptionList;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Any number of peers of one server, none of which keeps anything: peer {@code i} has an address
 * and port made of {@code i}, and what it says next is made of what the server said last.
 */
final class ScriptedPeers implements Link {
  private static final int HEADER = 40;
  private static final int TCP = 20;

  private final IpAddress server;
  private final int port;
  private NetworkStack stack;
  private Packet packet;
  private long packets;
  private int lastSeq;
  private int lastAck;
  private int lastFlags;
  private int lastPayload;

  ScriptedPeers(IpAddress server, int port) {
    this.server = server;
    this.port = port;
  }

  void attach(NetworkStack to) {
    stack = to;
    TcpHeader header = new TcpHeader(1, port, 0, 0, TcpFlags.SYN, 65_535, 0, TcpOptionList.NONE);
    byte[] bytes = IpPackets.tcp(IpAddress.parse("198.18.0.0"), server, header, new byte[1]);
    packet = stack.pool().acquirePacket(bytes);
  }

  /** Packets of the server so far. */
  long packets() {
    return packets;
  }

  /** Sequence number of the server's last segment. */
  int lastSeq() {
    return lastSeq;
  }

  /** Flags of the server's last segment. */
  int lastFlags() {
    return lastFlags;
  }

  /** Acknowledgement number of the server's last segment. */
  int lastAck() {
    return lastAck;
  }

  /** Payload bytes of the server's last segment. */
  int lastPayload() {
    return lastPayload;
  }

  /** Peer {@code i} says this, with {@code payload} bytes, 0 or 1. */
  void say(int i, int flags, int seq, int ack, int payload, long now) {
    MemorySegment memory = packet.memory();
    int at = packet.offset;
    Bytes.put16(memory, at + 2, HEADER + payload);
    Bytes.put32(memory, at + 12, 198 << 24 | 18 << 16 | i / 50_000);
    Bytes.put16(memory, at + 10, 0);
    int sum = io.handfast.wire.Checksum.finish(io.handfast.wire.Checksum.add(memory, at, 20, 0));
    Bytes.put16(memory, at + 10, sum);
    Bytes.put16(memory, at + TCP, 10_000 + i % 50_000);
    Bytes.put32(memory, at + TCP + 4, seq);
    Bytes.put32(memory, at + TCP + 8, ack);
    Bytes.put16(memory, at + TCP + 12, 5 << 12 | flags);
    memory.set(ValueLayout.JAVA_BYTE, at + HEADER, (byte) i);
    packet.length = HEADER + payload;
    packet.checksum = Packet.ChecksumState.TRUSTED;
    stack.receive(1, packet, now);
  }

  /** Peer {@code i} opens a connection; its sequence numbers begin at {@code i}. */
  void open(int i, long now) {
    say(i, TcpFlags.SYN, i, 0, 0, now);
    int iss = lastSeq;
    say(i, TcpFlags.ACK, i + 1, iss + 1, 0, now);
  }

  @Override
  public boolean send(OutPacket out) {
    packets++;
    MemorySegment memory = out.header;
    long at = out.headerOffset + out.ipHeaderLength;
    lastSeq = Bytes.i32(memory, at + 4);
    lastAck = Bytes.i32(memory, at + 8);
    lastFlags = Bytes.u16(memory, at + 12) & 0x1ff;
    lastPayload = out.payloadLength();
    return true;
  }

  @Override
  public int mtu() {
    return 1_500;
  }

  @Override
  public Offload offload() {
    return Offload.NONE;
  }

  @Override
  public boolean receive(Packet into) {
    return false;
  }

  @Override
  public void close() {}
}
