package io.handfast.nio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.PortUnreachableException;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.AlreadyConnectedException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.MembershipKey;
import java.nio.channels.NotYetConnectedException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.UnsupportedAddressTypeException;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class DatagramChannelTest extends NetworkTest {
  private DatagramChannel bound() throws Exception {
    return provider.openDatagramChannel().bind(net.serverAddress(5353));
  }

  @Test
  void aDatagramArrivesWithItsSender() throws Exception {
    try (DatagramChannel server = bound();
        DatagramChannel client = provider.openDatagramChannel()) {
      assertThat(client.send(bytes("query"), net.serverAddress(5353))).isEqualTo(5);
      ByteBuffer buffer = ByteBuffer.allocate(100);
      InetSocketAddress sender = (InetSocketAddress) server.receive(buffer);
      assertThat(buffer.flip()).isEqualTo(bytes("query"));
      server.send(bytes("answer"), sender);
      assertThat(client.receive(buffer.clear())).isEqualTo(net.serverAddress(5353));
      assertThat(buffer.flip()).isEqualTo(bytes("answer"));
    }
  }

  @Test
  void aConnectedChannelReadsAndWrites() throws Exception {
    try (DatagramChannel server = bound();
        DatagramChannel client = provider.openDatagramChannel()) {
      assertThatThrownBy(() -> client.write(bytes("x")))
          .isInstanceOf(NotYetConnectedException.class);
      client.connect(net.serverAddress(5353));
      assertThat(client.isConnected()).isTrue();
      client.write(new ByteBuffer[] {bytes("a"), bytes("bc")});
      ByteBuffer buffer = ByteBuffer.allocate(2);
      assertThat(server.receive(buffer)).isNotNull();
      assertThat(buffer.flip()).isEqualTo(bytes("ab")); // what does not fit is gone
    }
  }

  @Test
  void aPortWithoutSocketIsUnreachable() throws Exception {
    try (DatagramChannel client = provider.openDatagramChannel()) {
      client.connect(net.serverAddress(9));
      client.write(bytes("x"));
      assertThatThrownBy(() -> client.read(ByteBuffer.allocate(1)))
          .isInstanceOf(PortUnreachableException.class);
    }
  }

  @Test
  void aSelectorSeesADatagram() throws Exception {
    try (DatagramChannel server = bound();
        DatagramChannel client = provider.openDatagramChannel();
        Selector selector = provider.openSelector()) {
      server.configureBlocking(false);
      assertThat(server.receive(ByteBuffer.allocate(1))).isNull();
      server.register(selector, SelectionKey.OP_READ);
      client.send(bytes("x"), net.serverAddress(5353));
      assertThat(selector.select()).isEqualTo(1);
      assertThat(server.receive(ByteBuffer.allocate(1))).isNotNull();
      selector.selectedKeys().clear();
      assertThat(selector.selectNow()).isZero();
    }
  }

  @Test
  void closingEndsABlockedReceive() throws Exception {
    DatagramChannel server = bound();
    Future<?> receive = background.submit(() -> server.receive(ByteBuffer.allocate(1)));
    Thread.sleep(5); // either order is allowed; this makes "in progress" likely
    server.close();
    assertThatThrownBy(receive::get)
        .cause()
        .isInstanceOf(java.nio.channels.ClosedChannelException.class);
    assertThat(AsynchronousCloseException.class)
        .isAssignableTo(java.nio.channels.ClosedChannelException.class);
  }

  @Test
  void theSocketSendsAndReceivesPackets() throws Exception {
    try (DatagramSocket server = bound().socket();
        DatagramSocket client = provider.openDatagramChannel().socket()) {
      byte[] data = "packet".getBytes(java.nio.charset.StandardCharsets.UTF_8);
      client.send(new DatagramPacket(data, data.length, net.serverAddress(5353)));
      DatagramPacket received = new DatagramPacket(new byte[100], 100);
      server.receive(received);
      assertThat(received.getLength()).isEqualTo(data.length);
      assertThat(received.getPort()).isEqualTo(client.getLocalPort());
      server.setSoTimeout(10);
      assertThatThrownBy(() -> server.receive(received)).isInstanceOf(SocketTimeoutException.class);
    }
  }

  @Test
  void membersOfAGroupHearEachOther() throws Exception {
    InetAddress group = InetAddress.getByName("239.1.2.3");
    NetworkInterface nic = NetworkInterface.networkInterfaces().findFirst().orElseThrow();
    try (DatagramChannel one = provider.openDatagramChannel().bind(null)) {
      int port = ((InetSocketAddress) one.getLocalAddress()).getPort();
      MembershipKey key = one.join(group, nic);
      assertThat(one.join(group, nic)).isSameAs(key);
      one.send(ByteBuffer.wrap(new byte[] {1, 2, 3}), new InetSocketAddress(group, port));
      ByteBuffer received = ByteBuffer.allocate(10);
      one.receive(received);
      assertThat(received.position()).isEqualTo(3);
      key.drop();
      assertThat(key.isValid()).isFalse();
    }
  }

  @Test
  void aKeyBlocksAndUnblocksSources() throws Exception {
    InetAddress group = InetAddress.getByName("239.1.2.3");
    InetAddress source = InetAddress.getByName("10.0.0.9");
    NetworkInterface nic = NetworkInterface.networkInterfaces().findFirst().orElseThrow();
    try (DatagramChannel channel = bound()) {
      MembershipKey key = channel.join(group, nic);
      assertThatThrownBy(() -> key.unblock(source)).isInstanceOf(IllegalStateException.class);
      key.block(source).block(source).unblock(source);
      assertThatThrownBy(() -> channel.join(group, nic, source))
          .isInstanceOf(IllegalStateException.class);
      key.drop();
      assertThatThrownBy(() -> key.block(source)).isInstanceOf(IllegalStateException.class);
      MembershipKey forOne = channel.join(group, nic, source);
      assertThat(forOne.sourceAddress()).isEqualTo(source);
      assertThatThrownBy(() -> forOne.block(source)).isInstanceOf(IllegalStateException.class);
    }
    assertThatThrownBy(() -> bound().join(source, nic))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aChannelOfIpv4TakesNoOtherAddress() throws Exception {
    InetSocketAddress six = new InetSocketAddress(InetAddress.getByName("::1"), 7);
    try (DatagramChannel channel = provider.openDatagramChannel(StandardProtocolFamily.INET);
        SocketChannel stream = provider.openSocketChannel(StandardProtocolFamily.INET);
        ServerSocketChannel listener =
            provider.openServerSocketChannel(StandardProtocolFamily.INET)) {
      assertThatThrownBy(() -> channel.connect(six))
          .isInstanceOf(UnsupportedAddressTypeException.class);
      assertThatThrownBy(() -> channel.send(ByteBuffer.allocate(1), six))
          .isInstanceOf(UnsupportedAddressTypeException.class);
      assertThatThrownBy(() -> stream.connect(six))
          .isInstanceOf(UnsupportedAddressTypeException.class);
      assertThatThrownBy(() -> listener.bind(six))
          .isInstanceOf(UnsupportedAddressTypeException.class);
      NetworkInterface loopback = NetworkInterface.getByName("lo");
      assertThatThrownBy(() -> channel.join(InetAddress.getByName("ff02::a"), loopback))
          .isInstanceOf(IllegalArgumentException.class);
      channel.bind(null);
      assertThat(channel.getLocalAddress()).asString().startsWith("/0.0.0.0:");
    }
  }

  @Test
  void aNewChannelIsWritable() throws Exception {
    try (Selector selector = provider.openSelector();
        DatagramChannel channel = provider.openDatagramChannel()) {
      channel.configureBlocking(false);
      SelectionKey key = channel.register(selector, SelectionKey.OP_WRITE | SelectionKey.OP_READ);
      assertThat(selector.select(10_000)).isEqualTo(1);
      assertThat(key.readyOps()).isEqualTo(SelectionKey.OP_WRITE);
    }
  }

  @Test
  void aConnectedChannelSaysSoBeforeItLooksAtThePort() throws Exception {
    try (DatagramChannel channel = provider.openDatagramChannel()) {
      channel.connect(net.serverAddress(7));
      assertThatThrownBy(() -> channel.connect(net.serverAddress(0)))
          .isInstanceOf(AlreadyConnectedException.class);
    }
  }

  @Test
  void theAdaptorIsAsTheJdksWithWhatIsMissingOrClosed() throws Exception {
    DatagramSocket server = bound().socket();
    try (DatagramSocket client = provider.openDatagramChannel().socket()) {
      assertThatThrownBy(() -> client.connect(null))
          .isExactlyInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> client.connect(new InetSocketAddress(server.getLocalAddress(), 0)))
          .isExactlyInstanceOf(SocketException.class);
      assertThatThrownBy(() -> client.connect(InetSocketAddress.createUnresolved("x.test", 7)))
          .isExactlyInstanceOf(SocketException.class);
      assertThatThrownBy(() -> client.connect(new SocketAddress() {}))
          .isExactlyInstanceOf(IllegalArgumentException.class);
      client.connect(server.getLocalSocketAddress());
      DatagramPacket packet = new DatagramPacket(new byte[3], 3);
      client.send(packet);
      assertThat(packet.getSocketAddress()).isEqualTo(server.getLocalSocketAddress());
      server.receive(packet);
      Future<?> receiving =
          background.submit(() -> {
            server.receive(packet);
            return null;
          });
      Thread.sleep(100);
      server.close();
      assertThatThrownBy(receiving::get)
          .hasCauseExactlyInstanceOf(SocketException.class)
          .hasMessageContaining("losed");
    }
  }
}
