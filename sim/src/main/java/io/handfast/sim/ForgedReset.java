package io.handfast.sim;

import io.handfast.wire.IpPackets;
import io.handfast.wire.TcpFlags;
import io.handfast.wire.TcpHeader;
import io.handfast.wire.TcpView;
import java.util.Optional;

/** The resets of a box on the way that ends a connection, as firewalls do. */
final class ForgedReset {
  private ForgedReset() {}

  /** In the name of the sender, exactly where the segment would have begun. */
  static Optional<byte[]> towardsReceiver(SimPacket packet) {
    return packet
        .tcp()
        .map(tcp -> {
          int flags = TcpFlags.RST | tcp.flags() & TcpFlags.ACK;
          TcpHeader reset =
              TcpHeader.of(tcp.sourcePort(), tcp.destinationPort(), tcp.seq(), tcp.ack(), flags, 0);
          return IpPackets.tcp(packet.source(), packet.destination(), reset);
        });
  }

  /** In the name of the receiver, as RFC 9293 section 3.10.7.1 numbers a reset. */
  static Optional<byte[]> towardsSender(SimPacket packet) {
    return packet
        .tcp()
        .map(tcp -> IpPackets.tcp(packet.destination(), packet.source(), answer(tcp)));
  }

  private static TcpHeader answer(TcpView tcp) {
    boolean acknowledges = tcp.has(TcpFlags.ACK);
    int seq = acknowledges ? tcp.ack() : 0;
    int ack = acknowledges ? 0 : tcp.seq() + tcp.segmentLength();
    int flags = acknowledges ? TcpFlags.RST : TcpFlags.RST | TcpFlags.ACK;
    return TcpHeader.of(tcp.destinationPort(), tcp.sourcePort(), seq, ack, flags, 0);
  }
}
