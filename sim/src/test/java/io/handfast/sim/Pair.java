package io.handfast.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.handfast.event.Counter;
import io.handfast.event.Errno;
import io.handfast.tcp.TcpSocket;
import io.handfast.wire.IpAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A client and a server on some network, with what their packets did; scripted by hand. */
final class Pair implements SimObserver {
  static final long MILLI = 1_000_000;

  final Simulation simulation;
  final SimHost client;
  final SimHost server;
  final List<String> seen = new ArrayList<>();
  TcpSocket listener;
  TcpSocket socket;
  TcpSocket accepted;

  Pair(Simulation simulation, SimHost client, SimHost server) {
    this.simulation = simulation;
    this.client = client;
    this.server = server;
    simulation.observe(this);
  }

  /** Two hosts on one link of 10 ms. */
  static Pair joined() {
    Simulation simulation = new Simulation(1);
    SimHost client = simulation.host("client", "10.0.0.1/24");
    SimHost server = simulation.host("server", "10.0.0.2/24");
    return new Pair(simulation, client, server);
  }

  SimLink link() {
    return simulation.link(client, server).impair(Impairment.NONE.withDelay(10 * MILLI));
  }

  void listen() {
    listener = server.stack().tcpSocket();
    assertThat(listener.bind(IpAddress.ANY, 80, simulation.now())).isZero();
    assertThat(listener.listen(5, simulation.now())).isZero();
  }

  void connect() {
    socket = client.stack().tcpSocket();
    boolean v4 = server.address().isV4();
    assertThat(socket.connect(server.address(v4), 80, simulation.now()))
        .isEqualTo(Errno.EINPROGRESS.result());
  }

  /** Connected, and accepted. */
  Pair open() {
    listen();
    connect();
    run(Duration.ofMillis(500));
    accepted = listener.accept(simulation.now());
    assertThat(accepted).isNotNull();
    return this;
  }

  void write(TcpSocket from, int bytes) {
    assertThat(from.write(ByteBuffer.allocate(bytes), simulation.now())).isEqualTo(bytes);
  }

  int read(TcpSocket from) {
    int sum = 0;
    for (int count = 1; count > 0; ) {
      count = from.read(ByteBuffer.allocate(65_536), simulation.now());
      sum += Math.max(0, count);
    }
    return sum;
  }

  void run(Duration time) {
    simulation.runFor(time);
  }

  long counted(SimHost host, Counter counter) {
    return host.stack().counters().get(counter);
  }

  @Override
  public void packet(SimPacket packet, Fate fate, long arrivesAt) {
    String flags =
        packet.tcp().map(tcp -> io.handfast.wire.TcpFlags.toString(tcp.flags())).orElse("-");
    long at = (packet.sentAt() - Simulation.START) / MILLI;
    long to = arrivesAt < 0 ? -1 : (arrivesAt - Simulation.START) / MILLI;
    seen.add(packet.from() + " " + flags + " " + at + (to < 0 ? " " + fate.words() : "-" + to));
  }
}
