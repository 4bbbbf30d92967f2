package io.handfast.link;

import static io.handfast.link.TestPackets.KERNEL_V4;
import static io.handfast.link.TestPackets.STACK_V4;

import io.handfast.buffer.Packet;
import io.handfast.stack.Link;
import io.handfast.stack.OutPacket;
import io.handfast.wire.Bytes;
import io.handfast.wire.IpProtocol;
import io.handfast.wire.TcpFlags;
import io.handfast.wire.TcpView;

/** Just enough TCP to open a connection to the kernel and pass some bytes; nothing is ever lost. */
final class HandmadeTcp {
  private static final int PORT = 4321;

  private final Link link;
  private final Poller poller;
  private final int peerPort;
  private final Packet packet = TestPackets.emptyPacket();
  private int sndNxt = 1_000_000;
  private int rcvNxt;

  HandmadeTcp(Link link, Poller poller, int peerPort) {
    this.link = link;
    this.poller = poller;
    this.peerPort = peerPort;
  }

  HandmadeTcp connect() {
    send(TcpFlags.SYN, new byte[0], 0);
    sndNxt++;
    TcpView synAck = nextSegment();
    rcvNxt = synAck.seq() + 1;
    send(TcpFlags.ACK, new byte[0], 0);
    return this;
  }

  boolean write(byte[] bytes, int segmentSize) {
    boolean sent = send(TcpFlags.ACK | TcpFlags.PSH, bytes, segmentSize);
    sndNxt += bytes.length;
    return sent;
  }

  /** The packet of the next segment with payload, which is acknowledged. */
  Packet nextPayload() {
    TcpView segment = nextSegment();
    while (segment.payloadLength() == 0 || isRepeated(segment)) {
      segment = nextSegment();
    }
    if (segment.seq() != rcvNxt) {
      throw new AssertionError("expected sequence number " + rcvNxt + ", not " + segment.seq());
    }
    rcvNxt += segment.payloadLength();
    send(TcpFlags.ACK, new byte[0], 0);
    return packet;
  }

  /** The kernel's loss probe, when this thread was kept from acknowledging in time. */
  private boolean isRepeated(TcpView segment) {
    return segment.seq() + segment.payloadLength() - rcvNxt <= 0;
  }

  private TcpView nextSegment() {
    while (true) {
      packet.reset(io.handfast.buffer.BufferPool.HEADROOM);
      if (!link.receive(packet)) {
        poller.await(1_000_000_000L);
        continue;
      }
      TcpView view = new TcpView();
      boolean tcp = Bytes.u8(packet.memory(), packet.offset + 9L) == IpProtocol.TCP;
      if (tcp && view.wrap(packet.memory(), packet.offset + 20L, packet.length - 20) == null) {
        return view;
      }
    }
  }

  private boolean send(int flags, byte[] payload, int segmentSize) {
    byte[] header = TestPackets.tcpHeader(PORT, peerPort, sndNxt, rcvNxt, flags);
    OutPacket out = TestPackets.packet(STACK_V4, KERNEL_V4, IpProtocol.TCP, header);
    out.segmentSize = segmentSize;
    return link.send(TestPackets.finished(TestPackets.withPayload(out, payload, 5000)));
  }
}
