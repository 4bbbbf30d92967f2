package io.handfast.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.handfast.event.Errno;
import io.handfast.event.Readiness;
import io.handfast.tcp.State;
import io.handfast.tcp.TcpConfig;
import io.handfast.tcp.TcpInfo;
import io.handfast.tcp.TcpSocket;
import io.handfast.wire.IpAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Both ends send bytes of their own at the same time, shut their sending side when they are
 * through, and read to the other's end; every byte is compared, in both directions.
 */
final class Exchange {
  private static final long MINUTE = 60_000_000_000L;

  final Simulation simulation;
  final SimHost client;
  final SimHost server;
  final SimLink link;
  private final boolean ipv4;
  private final TcpSocket listener;
  private final End opener;
  private final End accepter;

  Exchange(long seed, int mtu, boolean ipv4, TcpConfig clients, TcpConfig servers) {
    this.ipv4 = ipv4;
    simulation = new Simulation(seed);
    client = simulation.host("client", clients, "10.0.0.1/24", "fd00::1/64");
    server = simulation.host("server", servers, "10.0.0.2/24", "fd00::2/64");
    link = simulation.link(client, server, mtu);
    SplittableRandom random = new SplittableRandom(seed);
    byte[] there = bytes(random);
    byte[] back = bytes(random);
    opener = new End(there, back);
    accepter = new End(back, there);
    listener = server.stack().tcpSocket();
    listener.bind(IpAddress.ANY, 80, simulation.now());
    listener.listen(10, simulation.now());
    listener.observer(ready -> accept());
  }

  private static byte[] bytes(SplittableRandom random) {
    byte[] bytes = new byte[random.nextInt(40_000)];
    random.nextBytes(bytes);
    return bytes;
  }

  private void accept() {
    TcpSocket accepted = listener.accept(simulation.now());
    if (accepted != null) {
      accepter.uses(accepted);
    }
  }

  /** Runs to the end; nothing is left behind on either side. */
  void run() {
    opener.uses(client.stack().tcpSocket());
    int result = opener.socket.connect(server.address(ipv4), 80, simulation.now());
    assertThat(result).isEqualTo(Errno.EINPROGRESS.result());
    boolean done = simulation.runUntil(() -> opener.over && accepter.over, 60 * MINUTE);
    assertThat(done).as("client %s, server %s", opener, accepter).isTrue();
    boolean empty = simulation.runUntil(this::isEmpty, simulation.now() + 60 * MINUTE);
    assertThat(empty).as("left: %s", simulation.hosts().stream().map(Exchange::left)).isTrue();
    for (SimHost host : simulation.hosts()) {
      assertThat(host.stack().pool().bytesInUse()).isZero();
      assertThat(host.stack().lastDefect()).isNull();
    }
  }

  private boolean isEmpty() {
    return simulation.hosts().stream().allMatch(host -> left(host).isEmpty());
  }

  /** What a host still has of the connection: a last ACK may take long to get through. */
  private static List<TcpInfo> left(SimHost host) {
    return host.stack().sockets(0).stream().filter(each -> each.state() != State.LISTEN).toList();
  }

  /** An application. */
  private final class End {
    private final byte[] mine;
    private final byte[] expected;
    private final byte[] got;
    private TcpSocket socket;
    private int sent;
    private int received;
    private boolean shut;
    private boolean over;

    End(byte[] mine, byte[] expected) {
      this.mine = mine;
      this.expected = expected;
      this.got = new byte[expected.length];
    }

    void uses(TcpSocket chosen) {
      socket = chosen;
      socket.observer(ready -> turn());
      turn();
    }

    private void turn() {
      if (!over && (socket.readiness() & Readiness.CONNECT_DONE) != 0) {
        send(simulation.now());
        receive(simulation.now());
      }
      if (socket.pendingError() != null) {
        throw new AssertionError(socket.errorDetail());
      }
    }

    private void send(long now) {
      int taken = 1;
      while (sent < mine.length && taken > 0) {
        taken = socket.write(ByteBuffer.wrap(mine, sent, mine.length - sent), now);
        sent += Math.max(0, taken);
      }
      if (sent == mine.length && !shut) {
        shut = true;
        socket.shutdownWrite(now);
      }
    }

    private void receive(long now) {
      int count = 1;
      while (received < got.length && count > 0) {
        count = socket.read(ByteBuffer.wrap(got, received, got.length - received), now);
        received += Math.max(0, count);
      }
      if (shut && received == got.length && socket.read(ByteBuffer.allocate(1), now) == 0) {
        assertThat(got).isEqualTo(expected);
        over = true;
        socket.close(now);
      }
    }

    @Override
    public String toString() {
      State state = socket == null ? State.CLOSED : socket.state();
      return String.format(
          "%s: sent %d of %d, received %d of %d",
          state, sent, mine.length, received, expected.length);
    }
  }
}
