package io.handfast.nio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.handfast.event.Counter;
import io.handfast.tcp.State;
import io.handfast.tcp.TcpInfo;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.junit.jupiter.api.Test;

/** What a host makes lives on that host, though another one is the default. */
class HostFactoriesTest extends NetworkTest {
  private static final InetAddress ALL_ADDRESSES = null;

  @Test
  void socketsOfBothFactoriesMeet() throws Exception {
    try (ServerSocket listener = net.server.serverSocketFactory().createServerSocket(0);
        Socket socket =
            net.client.socketFactory().createSocket("10.0.0.2", listener.getLocalPort());
        Socket accepted = listener.accept()) {
      assertThat(accepted.getInetAddress().getHostAddress()).isEqualTo("10.0.0.1");
      socket.getOutputStream().write(42);
      assertThat(accepted.getInputStream().read()).isEqualTo(42);
    }
  }

  @Test
  void theLocalEndIsTheOneAskedFor() throws Exception {
    InetAddress ours = InetAddress.getByName("10.0.0.1");
    try (ServerSocket listener =
            net.server.serverSocketFactory().createServerSocket(0, 5, ALL_ADDRESSES);
        Socket socket =
            net.client
                .socketFactory()
                .createSocket(
                    InetAddress.getByName("10.0.0.2"), listener.getLocalPort(), ours, 4711)) {
      assertThat(socket.getLocalSocketAddress()).isEqualTo(new InetSocketAddress(ours, 4711));
    }
  }

  @Test
  void aRefusedConnectionLeavesNoSocketBehind() {
    assertThatThrownBy(() -> net.client.socketFactory().createSocket("10.0.0.2", 9))
        .isInstanceOf(ConnectException.class);
  }

  @Test
  void channelsOfTheProviderLiveOnItsHost() throws Exception {
    try (SocketChannel channel = net.server.selectorProvider().openSocketChannel();
        DatagramChannel datagrams = net.server.selectorProvider().openDatagramChannel()) {
      assertThatThrownBy(() -> channel.connect(new InetSocketAddress("10.0.0.1", 9)))
          .isInstanceOf(ConnectException.class);
      datagrams.connect(new InetSocketAddress("10.0.0.1", 9));
      assertThat(datagrams.getLocalAddress())
          .isInstanceOfSatisfying(
              InetSocketAddress.class,
              local -> assertThat(local.getHostString()).isEqualTo("10.0.0.2"));
    }
  }

  @Test
  void aChannelTellsWhatItsStackKnowsOfIt() throws Exception {
    try (ServerSocketChannel listener = listen();
        SocketChannel client = net.client.selectorProvider().openSocketChannel()) {
      assertThat(ChannelInfo.of(client)).isEmpty();
      client.connect(addressOf(listener));
      assertThat(ChannelInfo.of(client)).map(TcpInfo::state).contains(State.ESTABLISHED);
      assertThat(ChannelInfo.of(listener)).map(TcpInfo::state).contains(State.LISTEN);
      assertThat(ChannelInfo.of(client.socket().getChannel())).isPresent();
      assertThat(net.client.sockets()).extracting(TcpInfo::state).contains(State.ESTABLISHED);
      assertThat(net.client.count(Counter.TCP_ACTIVE_OPENS)).isEqualTo(1);
      client.close();
      assertThat(ChannelInfo.of(client)).isEmpty();
    }
  }
}
