package io.handfast.sim.apps;

import io.handfast.event.Errno;
import io.handfast.sim.SimHost;
import io.handfast.sim.Simulation;
import io.handfast.udp.UdpSocket;
import io.handfast.wire.IpAddress;
import java.nio.ByteBuffer;

/** DNS messages over UDP. */
final class DnsSocket {
  /** Takes a message and who sent it. */
  interface Receiver {
    void message(DnsMessage message, IpAddress from, int port);
  }

  static final int PORT = 53;
  private static final int MAX = 512;

  private final Simulation simulation;
  private final UdpSocket socket;

  DnsSocket(Simulation simulation, SimHost host, int port, Receiver receiver) {
    this.simulation = simulation;
    socket = host.stack().udpSocket();
    socket.bind(IpAddress.ANY, port, simulation.now());
    socket.observer(ready -> receive(receiver));
  }

  private void receive(Receiver receiver) {
    ByteBuffer buffer = ByteBuffer.allocate(MAX);
    int count = socket.receive(buffer, simulation.now());
    while (count != Errno.EAGAIN.result()) {
      if (count > 0) {
        byte[] bytes = new byte[count];
        buffer.flip().get(bytes);
        receiver.message(DnsMessage.parse(bytes), socket.lastSender(), socket.lastSenderPort());
      }
      buffer.clear();
      count = socket.receive(buffer, simulation.now());
    }
  }

  void send(DnsMessage message, IpAddress to, int port) {
    socket.send(ByteBuffer.wrap(message.bytes()), to, port, simulation.now());
  }

  void close() {
    socket.close(simulation.now());
  }
}
