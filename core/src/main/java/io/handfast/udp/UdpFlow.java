package io.handfast.udp;

import io.handfast.event.Counter;
import io.handfast.wire.IpAddress;
import io.handfast.wire.IpPackets;
import io.handfast.wire.Unreachable;

/** A flow of datagrams to an address that is not ours, in the hands of a forwarder's handler. */
public final class UdpFlow {
  private final UdpForwarder forwarder;
  private final UdpSocket socket;

  UdpFlow(UdpForwarder forwarder, UdpSocket socket) {
    this.forwarder = forwarder;
    this.socket = socket;
  }

  /**
   * Where the flow's datagrams arrive, and from where answers are sent: bound to the destination,
   * connected to the client. Whoever closes it ends the flow.
   */
  public UdpSocket socket() {
    return socket;
  }

  /** Where the client's datagrams go. */
  public IpAddress destination() {
    return socket.localAddress();
  }

  /** The port that they go to. */
  public int destinationPort() {
    return socket.localPort();
  }

  /**
   * Ends the flow, and tells the client by ICMP that nobody is there. The error quotes the headers
   * of an empty datagram; systems read no more of them than the ports.
   */
  public void unreachable(Unreachable why, long now) {
    byte[] quoted =
        IpPackets.udp(
            socket.remoteAddress(), socket.localAddress(), socket.remotePort(), socket.localPort());
    forwarder.udp.counters.add(Counter.STACK_FORWARD_REFUSED);
    IpAddress client = socket.remoteAddress();
    socket.close(now);
    forwarder.udp.network.unreachable(why, client, quoted, now);
  }
}
