package io.handfast.sim.apps;

import io.handfast.event.Errno;
import io.handfast.sim.SimHost;
import io.handfast.sim.Simulation;
import io.handfast.tcp.TcpSocket;
import io.handfast.wire.IpAddress;

/** Answers heartbeats, and knows who is online. */
public final class HeartServer {
  private static final int BACKLOG = 50;

  private final Simulation simulation;
  private final long patienceNanos;
  private final Notebook notebook;
  private final TcpSocket listener;

  /**
   * Listens at once.
   *
   * @param patienceNanos without a beat a client is offline
   */
  public HeartServer(
      Simulation simulation, SimHost host, int port, long patienceNanos, Notebook notebook) {
    this.simulation = simulation;
    this.patienceNanos = patienceNanos;
    this.notebook = notebook;
    listener = host.stack().tcpSocket();
    listener.bind(IpAddress.ANY, port, simulation.now());
    listener.observer(ready -> acceptAll());
    listener.listen(BACKLOG, simulation.now());
  }

  private void acceptAll() {
    TcpSocket socket = listener.accept(simulation.now());
    while (socket != null) {
      Stream stream = Stream.accepted(simulation, socket);
      stream.reader(new Client(stream));
      socket = listener.accept(simulation.now());
    }
  }

  private final class Client implements Stream.Reader {
    private final Stream stream;
    private final Pulse pulse;

    Client(Stream stream) {
      this.stream = stream;
      pulse = new Pulse(simulation, patienceNanos, "watch", "client", "客户端", notebook);
      pulse.onOffline(stream::close);
    }

    @Override
    public void bytes(byte[] bytes) {
      pulse.beat();
      stream.send(HeartClient.BEAT);
    }

    @Override
    public void ended() {
      pulse.offline("it has closed", "对方已关闭连接");
    }

    @Override
    public void failed(Errno why) {
      pulse.offline(why.name(), why.name());
    }
  }
}
