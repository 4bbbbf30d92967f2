package io.handfast.sim;

import io.handfast.wire.Bytes;
import io.handfast.wire.IpAddress;
import io.handfast.wire.IpProtocol;
import io.handfast.wire.TcpView;
import io.handfast.wire.UdpView;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/**
 * A packet on one link: its bytes from the IP header on, who sent it there when, and its ordinal
 * among the packets of its direction, from 1.
 *
 * @param sentAt in ns of virtual time
 * @param cause the packet of the link before that a router or switch sent on here; null when there
 *     is none
 */
public record SimPacket(
    SimNode from, SimNode to, long sentAt, int ordinal, byte[] bytes, SimPacket cause) {
  /** The packet as its first sender sent it. */
  public SimPacket origin() {
    return cause == null ? this : cause.origin();
  }

  /** An IPv4 packet. */
  public boolean isV4() {
    return bytes[0] >>> 4 == 4;
  }

  /** Address in its header. */
  public IpAddress source() {
    return isV4() ? v4(12) : v6(8);
  }

  /** Address in its header. */
  public IpAddress destination() {
    return isV4() ? v4(16) : v6(24);
  }

  private IpAddress v4(int at) {
    return IpAddress.ofV4(Bytes.i32(MemorySegment.ofArray(bytes), at));
  }

  private IpAddress v6(int at) {
    MemorySegment memory = MemorySegment.ofArray(bytes);
    return new IpAddress(Bytes.i64(memory, at), Bytes.i64(memory, at + 8));
  }

  /** Where the IP header ends, in bytes. */
  int transportOffset() {
    return isV4() ? (bytes[0] & 15) * 4 : 40;
  }

  /** The TCP segment inside; empty for anything else. */
  public Optional<TcpView> tcp() {
    MemorySegment memory = MemorySegment.ofArray(bytes);
    int header = transportOffset();
    int protocol = Bytes.u8(memory, isV4() ? 9 : 6);
    TcpView view = new TcpView();
    boolean isTcp =
        protocol == IpProtocol.TCP && view.wrap(memory, header, bytes.length - header) == null;
    return isTcp ? Optional.of(view) : Optional.empty();
  }

  /** The UDP datagram inside; empty for anything else. */
  public Optional<UdpView> udp() {
    MemorySegment memory = MemorySegment.ofArray(bytes);
    int header = transportOffset();
    int protocol = Bytes.u8(memory, isV4() ? 9 : 6);
    UdpView view = new UdpView();
    boolean isUdp =
        protocol == IpProtocol.UDP && view.wrap(memory, header, bytes.length - header) == null;
    return isUdp ? Optional.of(view) : Optional.empty();
  }

  /** True for a TCP segment with exactly these of SYN, FIN, RST and ACK set. */
  public boolean hasFlags(int flags) {
    return tcp().filter(view -> (view.flags() & 0x17) == flags).isPresent();
  }

  /** Payload of the TCP segment, in bytes; 0 for anything else. */
  public int payloadLength() {
    return tcp().map(TcpView::payloadLength).orElse(0);
  }

  /** True for a TCP segment with payload. */
  public boolean hasData() {
    return payloadLength() > 0;
  }
}
