package io.handfast.junit;

import static io.handfast.sim.Packets.SYN;
import static io.handfast.sim.Packets.SYN_ACK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.handfast.sim.Hold;
import io.handfast.sim.Rule;
import io.handfast.tcp.State;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.SelectorProvider;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import javax.net.ServerSocketFactory;
import javax.net.SocketFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Programs on hosts, and what can be done to hosts and links. */
@Network
@Timeout(60)
class TestHostTest {
  // ---- sockets ----

  /** What a client library may ask of a socket, from creation to close. */
  private static final class Story {
    private interface Fact {
      Object of() throws Exception;
    }

    private final List<String> facts = new ArrayList<>();

    void add(String name, Fact fact) {
      Object seen;
      try {
        seen = fact.of();
      } catch (Exception e) {
        seen = e.getClass().getName();
      }
      facts.add(name + ": " + seen);
    }

    void state(String when, Socket socket) {
      add(when + " connected", socket::isConnected);
      add(when + " bound", socket::isBound);
      add(when + " closed", socket::isClosed);
      add(when + " remote", () -> socket.getInetAddress() == null ? "none" : "some");
      add(when + " port", () -> socket.getPort() > 0);
      add(when + " input shut", socket::isInputShutdown);
      add(when + " output shut", socket::isOutputShutdown);
    }

    static List<String> of(SocketFactory clients, ServerSocketFactory servers, InetAddress address)
        throws Exception {
      Story story = new Story();
      try (ServerSocket listener = servers.createServerSocket(0, 5, address)) {
        SocketAddress there = listener.getLocalSocketAddress();
        story.tell(clients.createSocket(), there, listener);
        Socket refused = clients.createSocket();
        int free = listener.getLocalPort() + 1;
        story.add("refused", () -> connect(refused, new InetSocketAddress(address, free)));
        story.add("refused, closed", refused::isClosed);
        Socket nowhere = clients.createSocket();
        SocketAddress unknown = InetSocketAddress.createUnresolved("nobody.invalid", 1);
        story.add("unresolved", () -> connect(nowhere, unknown));
      }
      return story.facts;
    }

    private static String connect(Socket socket, SocketAddress address) throws Exception {
      socket.connect(address, 5_000);
      return "done";
    }

    private void tell(Socket socket, SocketAddress there, ServerSocket listener) throws Exception {
      state("new", socket);
      add("new, input", socket::getInputStream);
      add("new, options", () -> options(socket));
      add("connect", () -> connect(socket, there));
      add("connect again", () -> connect(socket, there));
      state("connected", socket);
      try (Socket accepted = listener.accept()) {
        socket.setSoTimeout(20);
        add("read", () -> socket.getInputStream().read());
        socket.setSoTimeout(0);
        accepted.getOutputStream().write(new byte[] {1, 2, 3});
        add("read later", () -> socket.getInputStream().read());
        add("available", () -> socket.getInputStream().available() <= 2);
        socket.shutdownOutput();
        add("write after shutdown", socket::getOutputStream);
        add("end", () -> accepted.getInputStream().read());
        state("half closed", socket);
      }
      socket.close();
      state("closed", socket);
      add("closed, timeout", () -> socket.getSoTimeout());
      add("closed, connect", () -> connect(socket, there));
      add(
          "closed again",
          () -> {
            socket.close();
            return "quietly";
          });
    }

    private static String options(Socket socket) throws Exception {
      socket.setTcpNoDelay(true);
      socket.setKeepAlive(true);
      socket.setSoTimeout(7);
      socket.setSoLinger(true, 1);
      return socket.getTcpNoDelay() + " " + socket.getKeepAlive() + " " + socket.getSoTimeout();
    }
  }

  @Test
  void aSocketOfAHostBehavesAsTheJdksOwn(@Host("client") TestHost host) throws Exception {
    List<String> jdk =
        Story.of(
            SocketFactory.getDefault(),
            ServerSocketFactory.getDefault(),
            InetAddress.getLoopbackAddress());
    List<String> here =
        Story.of(
            host.socketFactory(), host.serverSocketFactory(), InetAddress.getLoopbackAddress());
    assertThat(here).containsExactlyElementsOf(jdk.stream().map(TestHostTest::ofAChannel).toList());
  }

  /** Once it is closed, a socket of a channel differs from another, with the JDK's own, too. */
  private static String ofAChannel(String line) {
    return switch (line) {
      case "closed connected: true" -> "closed connected: false";
      case "closed, connect: java.net.SocketException" ->
          "closed, connect: java.nio.channels.AsynchronousCloseException";
      default -> line;
    };
  }

  @Test
  void factoriesBindToo(@Host("client") TestHost client, @Host("server") TestHost server)
      throws Exception {
    try (ServerSocket listener = server.serverSocketFactory().createServerSocket(80);
        Socket socket =
            client.socketFactory().createSocket(server.address(), 80, client.address(), 4_444)) {
      assertThat(listener.accept().getPort()).isEqualTo(4_444);
      assertThat(socket.getLocalPort()).isEqualTo(4_444);
    }
  }

  // ---- code on a host ----

  @Test
  void channelsOpenedOnAHostAreItsChannels(
      @Host("client") TestHost client, @Host("server") TestHost server) throws Exception {
    try (ServerSocket listener = server.serverSocketFactory().createServerSocket(80)) {
      server.start(() -> listener.accept().getOutputStream().write(9));
      int answer =
          client.call(() -> {
            try (SocketChannel channel = SocketChannel.open(server.address(80))) {
              return channel.socket().getInputStream().read();
            }
          });
      assertThat(answer).isEqualTo(9);
    }
  }

  @Test
  void withoutTheProviderItSaysWhichLineIsMissing() {
    SelectorProvider other = new OtherProvider();
    assertThatThrownBy(() -> ProviderCheck.require(other))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("OtherProvider")
        .hasMessageContaining(
            "-Djava.nio.channels.spi.SelectorProvider=io.handfast.nio.HandfastSelectorProvider");
  }

  @Test
  void whatWasStartedEndsWithACrash(@Host("server") TestHost server) throws Exception {
    ServerSocket listener = server.serverSocketFactory().createServerSocket(80);
    Future<Void> accepting = server.start(listener::accept);
    server.crash();
    assertThatThrownBy(accepting::get).isInstanceOf(ExecutionException.class);
    server.reboot();
    assertThat(server.sockets()).isEmpty();
    server.serverSocketFactory().createServerSocket(80).close();
  }

  // ---- links and time ----

  @Test
  void aHeldSynAckGoesOnWhenReleased(
      TestNetwork network, @Host("client") TestHost client, @Host("server") TestHost server)
      throws Exception {
    Hold hold = new Hold();
    network.rule(Rule.hold(hold).every(SYN_ACK));
    try (ServerSocket listener = server.serverSocketFactory().createServerSocket(80);
        Socket socket = client.socketFactory().createSocket()) {
      Future<Void> connecting = client.start(() -> socket.connect(server.address(80)));
      network.await("a SYN-ACK is held", () -> network.packets(SYN_ACK).size() > 0);
      assertThat(client.count(State.SYN_SENT)).isOne();
      network.release(hold);
      connecting.get();
      assertThat(listener.isBound() && socket.isConnected()).isTrue();
    }
  }

  @Test
  void aCutLinkIsMendedLater(
      TestNetwork network, @Host("client") TestHost client, @Host("server") TestHost server)
      throws Exception {
    network.link().cutFrom(client);
    network.after(Duration.ofMillis(3_500), () -> network.link().simulated().partitioned(false));
    try (ServerSocket listener = server.serverSocketFactory().createServerSocket(80);
        Socket socket = client.socketFactory().createSocket(server.address(), 80)) {
      List<Duration> syns = network.times(SYN);
      assertThat(syns).hasSize(5); // at 0, 1, 2, 3 and, mended, 4 s
      assertThat(syns.getLast().minus(syns.getFirst())).isEqualTo(Duration.ofSeconds(4));
      assertThat(listener.accept().getPort()).isEqualTo(socket.getLocalPort());
    }
  }
}
