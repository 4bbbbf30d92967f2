package io.handfast.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.handfast.event.Errno;
import io.handfast.event.Readiness;
import io.handfast.tcp.State;
import io.handfast.tcp.TcpConfig;
import io.handfast.tcp.TcpSocket;
import io.handfast.wire.IpAddress;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;

/** A client sends bytes, the server sends them back, both close; every byte is compared. */
final class Transfer {
  private static final long MINUTE = 60_000_000_000L;

  final Simulation simulation;
  final SimHost client;
  final SimHost server;
  final SimLink link;
  private final boolean ipv4;
  private final byte[] data;
  private final byte[] echoed;
  private final TcpSocket listener;
  private final TcpSocket socket;
  private TcpSocket accepted;
  private int sent;
  private int received;
  private boolean clientShut;
  private final ByteBuffer relay = ByteBuffer.allocate(20_000).flip();
  private boolean serverSawEnd;
  private boolean serverClosed;
  private boolean clientSawEnd;

  Transfer(long seed, Impairment impairment, int bytes) {
    this(seed, impairment, bytes, TcpConfig.LINUX, TcpConfig.LINUX, true);
  }

  Transfer(
      long seed,
      Impairment impairment,
      int bytes,
      TcpConfig clientConfig,
      TcpConfig serverConfig,
      boolean ipv4) {
    this.ipv4 = ipv4;
    simulation = new Simulation(seed);
    client = simulation.host("client", clientConfig, "10.0.0.1/24", "fd00::1/64");
    server = simulation.host("server", serverConfig, "10.0.0.2/24", "fd00::2/64");
    link = simulation.link(client, server).impair(impairment);
    data = new byte[bytes];
    echoed = new byte[bytes];
    new SplittableRandom(seed).nextBytes(data);
    listener = server.stack().tcpSocket();
    listener.bind(IpAddress.ANY, 80, simulation.now());
    listener.listen(10, simulation.now());
    socket = client.stack().tcpSocket();
    listener.observer(ready -> serverTurn());
    socket.observer(ready -> clientTurn());
  }

  Transfer run() {
    start();
    return finish();
  }

  /** Begins to connect; the simulation is then the caller's to run. */
  void start() {
    int result = socket.connect(server.address(ipv4), 80, simulation.now());
    assertThat(result).isEqualTo(Errno.EINPROGRESS.result());
  }

  /** Runs to the end and compares. */
  Transfer finish() {
    boolean done = simulation.runUntil(() -> clientSawEnd && serverClosed, 60 * MINUTE);
    assertThat(done)
        .as(
            "sent %d received %d of %d, client %s server %s at %d ms; %s %s",
            sent,
            received,
            data.length,
            socket.state(),
            accepted == null ? null : accepted.state(),
            simulation.elapsed() / 1_000_000,
            client.stack().lastDefect(),
            server.stack().lastDefect())
        .isTrue();
    assertThat(echoed).isEqualTo(data);
    simulation.runUntil(this::isEmpty, simulation.now() + 60 * MINUTE);
    assertThat(client.stack().tcp().connectionCount()).isZero();
    assertThat(client.stack().pool().bytesInUse()).isZero();
    assertThat(client.stack().lastDefect()).isNull();
    assertThat(server.stack().lastDefect()).isNull();
    return this;
  }

  /** A last ACK may take long to get through. */
  private boolean isEmpty() {
    return client.stack().tcp().connectionCount() + server.stack().tcp().connectionCount() == 0;
  }

  /** Nothing of the connections is left, on either side. */
  void leavesNothing() {
    assertThat(server.stack().tcp().connectionCount()).isZero();
    assertThat(server.stack().pool().bytesInUse()).isZero();
  }

  private void clientTurn() {
    long now = simulation.now();
    if (socket.state() == State.CLOSED && socket.pendingError() != null) {
      throw new AssertionError(socket.errorDetail());
    }
    int taken = 1;
    while (sent < data.length && taken > 0) {
      taken = socket.write(ByteBuffer.wrap(data, sent, data.length - sent), now);
      sent += Math.max(0, taken);
    }
    if (sent == data.length && !clientShut && (socket.readiness() & Readiness.CONNECT_DONE) != 0) {
      clientShut = true;
      socket.shutdownWrite(now);
    }
    int count = 1;
    while (count > 0) {
      count = socket.read(ByteBuffer.wrap(echoed, received, data.length - received), now);
      received += Math.max(0, count);
    }
    if (received == data.length && !clientSawEnd) {
      clientSawEnd = socket.read(ByteBuffer.allocate(1), now) == 0;
      if (clientSawEnd) {
        socket.close(now);
      }
    }
  }

  private void serverTurn() {
    long now = simulation.now();
    if (accepted == null) {
      accepted = listener.accept(now);
      if (accepted == null) {
        return;
      }
      accepted.observer(ready -> serverTurn());
    }
    while (!serverClosed) {
      if (!relay.hasRemaining() && !serverSawEnd) {
        relay.clear();
        int count = accepted.read(relay, now);
        relay.flip();
        serverSawEnd = count == 0;
        if (count < 0) {
          return;
        }
      }
      if (relay.hasRemaining() && accepted.write(relay, now) <= 0) {
        return;
      }
      if (serverSawEnd && !relay.hasRemaining()) {
        serverClosed = true;
        accepted.close(now);
      }
    }
  }
}
