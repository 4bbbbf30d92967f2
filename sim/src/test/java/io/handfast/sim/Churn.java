package io.handfast.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.handfast.event.Errno;
import io.handfast.event.Readiness;
import io.handfast.tcp.TcpSocket;
import io.handfast.wire.IpAddress;
import java.nio.ByteBuffer;
import java.util.EnumMap;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Two hosts between which connections come and go without pause, each to an end of its own: closed
 * by either side or both, reset, given up, refused, left half closed, never accepted. A network
 * that loses, doubles and reorders is between them.
 */
final class Churn {
  private static final int PORTS = 16;
  private static final int FIRST_PORT = 8_000;
  private static final int CLOSED_PORT = 7_999;
  private static final int MOST = 20_000;
  private static final long MILLI = 1_000_000;
  private static final IpAddress NOBODY = IpAddress.parse("10.0.0.77");

  /** How a connection ends. */
  enum End {
    CLIENT_CLOSES,
    SERVER_CLOSES,
    BOTH_CLOSE,
    HALF_CLOSED_FIRST,
    CLIENT_RESETS,
    SERVER_RESETS,
    UNREAD_DATA,
    GIVEN_UP_WHILE_CONNECTING,
    REFUSED,
    NOBODY_THERE
  }

  private final Simulation simulation = new Simulation(11);
  private final SimHost client = simulation.host("client", "10.0.0.1/24");
  private final SimHost server = simulation.host("server", "10.0.0.2/24");
  private final SplittableRandom random = new SplittableRandom(11);
  private final TcpSocket[] listeners = new TcpSocket[PORTS];
  private final Map<End, Long> ends = new EnumMap<>(End.class);
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(65_536);
  private long opened;
  private long withoutPort;

  Churn() {
    simulation
        .link(client, server)
        .impair(
            Impairment.NONE
                .withDelay(2 * MILLI)
                .withLoss(0.01)
                .withDuplicates(0.01)
                .withReordering(0.02, 3 * MILLI));
    for (int i = 0; i < PORTS; i++) {
      TcpSocket listener = server.stack().tcpSocket();
      listener.keepAlive(true); // a reset may get lost, and the server never speaks again
      listener.keepIdle(60);
      assertThat(listener.bind(IpAddress.ANY, FIRST_PORT + i, simulation.now())).isZero();
      assertThat(listener.listen(128, simulation.now())).isZero();
      listener.observer(ready -> accept(listener));
      listeners[i] = listener;
    }
  }

  /** One round of new connections, and a little time. */
  void round() {
    for (int i = 0; i < 100 && client.stack().tcp().connectionCount() < MOST; i++) {
      new Caller(End.values()[random.nextInt(End.values().length)]).begin();
    }
    simulation.runFor(5 * MILLI);
  }

  /** No new connections; until the longest of all timeouts is over. */
  void settle() {
    simulation.runFor(java.time.Duration.ofHours(1));
  }

  void closeListeners() {
    for (TcpSocket listener : listeners) {
      listener.close(simulation.now());
    }
    settle();
  }

  long opened() {
    return opened;
  }

  Map<End, Long> ends() {
    return ends;
  }

  long withoutPort() {
    return withoutPort;
  }

  Iterable<SimHost> hosts() {
    return simulation.hosts();
  }

  private void accept(TcpSocket listener) {
    TcpSocket accepted;
    while (random.nextInt(50) > 0 && (accepted = listener.accept(simulation.now())) != null) {
      new Callee(accepted).begin();
    }
  }

  private void write(TcpSocket to, int bytes) {
    to.write(buffer.clear().limit(bytes), simulation.now());
  }

  /** Reads all there is; true at the end of the stream or when the connection has failed. */
  private boolean readToEnd(TcpSocket from) {
    int count;
    do {
      count = from.read(buffer.clear(), simulation.now());
    } while (count > 0);
    return count == 0 || count != Errno.EAGAIN.result();
  }

  /** The client's program. Its first byte tells the server what is to happen. */
  private final class Caller {
    private final End end;
    private final TcpSocket socket = client.stack().tcpSocket();
    private boolean greeted;

    Caller(End end) {
      this.end = end;
    }

    void begin() {
      opened++;
      IpAddress to = end == End.NOBODY_THERE ? NOBODY : server.address();
      int port = end == End.REFUSED ? CLOSED_PORT : FIRST_PORT + random.nextInt(PORTS);
      socket.synCount(3);
      socket.observer(ready -> turn());
      if (socket.connect(to, port, simulation.now()) != Errno.EINPROGRESS.result()) {
        withoutPort++;
        over();
      } else if (end == End.GIVEN_UP_WHILE_CONNECTING) {
        simulation.after(random.nextLong(6 * MILLI), this::over);
      }
    }

    private void turn() {
      if (socket.isClosed()) {
        return;
      }
      if (socket.pendingError() != null) {
        over();
      } else if (!greeted && (socket.readiness() & Readiness.CONNECT_DONE) != 0) {
        greeted = true;
        greet();
      } else if (greeted && end != End.UNREAD_DATA && readToEnd(socket)) {
        over();
      }
    }

    private void greet() {
      buffer.clear().put(0, (byte) end.ordinal());
      write(socket, 1 + random.nextInt(5_000));
      switch (end) {
        case CLIENT_CLOSES, CLIENT_RESETS -> over();
        case BOTH_CLOSE -> simulation.after(10 * MILLI, this::over);
        case HALF_CLOSED_FIRST -> socket.shutdownWrite(simulation.now());
        case UNREAD_DATA -> simulation.after(30 * MILLI, this::over);
        default -> simulation.after(60_000 * MILLI, this::over); // when the server never says more
      }
    }

    private void over() {
      if (!socket.isClosed()) {
        ends.merge(end, 1L, Long::sum);
        if (end == End.CLIENT_RESETS) {
          socket.abort(simulation.now());
        } else {
          socket.close(simulation.now());
        }
      }
    }
  }

  /** The server's program. */
  private final class Callee {
    private final TcpSocket socket;
    private End end;

    Callee(TcpSocket socket) {
      this.socket = socket;
    }

    void begin() {
      socket.observer(ready -> turn());
      turn();
    }

    private void turn() {
      if (socket.isClosed()) {
        return;
      }
      if (end == null && socket.read(buffer.clear(), simulation.now()) > 0) {
        end = End.values()[Math.min(buffer.get(0), End.values().length - 1)];
        write(socket, random.nextInt(20_000));
        answer();
      }
      if (!socket.isClosed() && readToEnd(socket)) {
        socket.close(simulation.now());
      }
    }

    private void answer() {
      switch (end) {
        case SERVER_CLOSES -> socket.close(simulation.now());
        case BOTH_CLOSE -> simulation.after(8 * MILLI, () -> socket.close(simulation.now()));
        case SERVER_RESETS -> socket.abort(simulation.now());
        default -> {}
      }
    }
  }
}
