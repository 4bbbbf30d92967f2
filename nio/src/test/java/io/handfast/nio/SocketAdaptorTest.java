package io.handfast.nio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.net.ConnectException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.channels.IllegalBlockingModeException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class SocketAdaptorTest extends NetworkTest {
  @Test
  void streamsCarryBytesBothWays() throws Exception {
    try (Pair pair = connect()) {
      Socket client = pair.client().socket();
      Socket server = pair.server().socket();
      client.getOutputStream().write("hello".getBytes(StandardCharsets.UTF_8));
      client.shutdownOutput();
      assertThat(new String(server.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
          .isEqualTo("hello");
      server.getOutputStream().write(200);
      assertThat(client.getInputStream().read()).isEqualTo(200);
      assertThat(client.isOutputShutdown()).isTrue();
    }
  }

  @Test
  void aBlockedReadDoesNotStopAWrite() throws Exception {
    try (Pair pair = connect()) {
      Socket client = pair.client().socket();
      Future<Integer> read = background.submit(() -> client.getInputStream().read());
      client.getOutputStream().write(1);
      assertThat(pair.server().socket().getInputStream().read()).isEqualTo(1);
      pair.server().socket().getOutputStream().write(2);
      assertThat(read.get()).isEqualTo(2);
    }
  }

  @Test
  void aReadTimesOutAndCanGoOn() throws Exception {
    try (Pair pair = connect()) {
      Socket client = pair.client().socket();
      client.setSoTimeout(10);
      InputStream input = client.getInputStream();
      assertThatThrownBy(input::read)
          .isInstanceOf(SocketTimeoutException.class)
          .hasMessage("Read timed out");
      client.setSoTimeout(0);
      pair.server().write(bytes("x"));
      assertThat(input.read()).isEqualTo('x');
    }
  }

  @Test
  void anAcceptTimesOut() throws Exception {
    try (ServerSocketChannel listener = listen();
        ServerSocket socket = listener.socket()) {
      socket.setSoTimeout(10);
      assertThatThrownBy(socket::accept).isInstanceOf(SocketTimeoutException.class);
      socket.setSoTimeout(0);
      SocketChannel client = provider.openSocketChannel();
      client.connect(addressOf(listener));
      try (Socket accepted = socket.accept()) {
        assertThat(accepted.getRemoteSocketAddress()).isEqualTo(client.getLocalAddress());
      }
    }
  }

  @Test
  void aConnectTimesOut() throws Exception {
    Socket socket = provider.openSocketChannel().socket();
    assertThatThrownBy(() -> socket.connect(net.silentAddress(), 20))
        .isInstanceOf(SocketTimeoutException.class)
        .hasMessage("Connect timed out");
    assertThat(socket.isClosed()).isTrue();
  }

  @Test
  void aConnectIsRefused() throws Exception {
    Socket socket = provider.openSocketChannel().socket();
    assertThatThrownBy(() -> socket.connect(net.serverAddress(9), 10_000))
        .isInstanceOf(ConnectException.class);
  }

  @Test
  void streamsRefuseANonBlockingChannel() throws Exception {
    try (Pair pair = connect()) {
      InputStream input = pair.client().socket().getInputStream();
      pair.client().configureBlocking(false);
      assertThatThrownBy(input::read).isInstanceOf(IllegalBlockingModeException.class);
    }
  }

  @Test
  void theSocketKnowsWhatItsChannelKnows() throws Exception {
    try (Pair pair = connect()) {
      Socket client = pair.client().socket();
      assertThat(client.getChannel()).isSameAs(pair.client());
      assertThat(client.isConnected()).isTrue();
      assertThat(client.isBound()).isTrue();
      assertThat(client.getRemoteSocketAddress()).isEqualTo(pair.client().getRemoteAddress());
      assertThat(client.getLocalSocketAddress()).isEqualTo(pair.client().getLocalAddress());
      client.setTcpNoDelay(true);
      assertThat(client.getTcpNoDelay()).isTrue();
      client.setSoLinger(true, 3);
      assertThat(client.getSoLinger()).isEqualTo(3);
      client.close();
      assertThat(client.isClosed()).isTrue();
      assertThatThrownBy(client::getInputStream)
          .isInstanceOf(SocketException.class)
          .hasMessage("Socket is closed");
    }
  }
}
