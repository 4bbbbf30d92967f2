package io.handfast.nio;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.junit.jupiter.api.Test;

class HostsTest extends NetworkTest {
  @Test
  void theScopeIsInheritedByNewThreadsAndEndsWithItsBlock() throws Exception {
    NetworkHost[] seen = new NetworkHost[2];
    Hosts.call(
        net.server,
        () -> {
          Thread platform =
              Thread.ofPlatform().start(() -> seen[0] = Hosts.current().orElseThrow());
          Thread virtual = Thread.ofVirtual().start(() -> seen[1] = Hosts.current().orElseThrow());
          platform.join();
          virtual.join();
          return null;
        });
    assertThat(seen).containsOnly(net.server);
    assertThat(Hosts.current()).contains(net.client);
  }

  @Test
  void scopesNest() {
    Hosts.run(
        net.server,
        () -> {
          Hosts.run(net.client, () -> assertThat(Hosts.current()).contains(net.client));
          assertThat(Hosts.current()).contains(net.server);
        });
  }

  @Test
  void aBindToAnAddressFindsItsHost() throws Exception {
    try (ServerSocketChannel listener = listen();
        SocketChannel client = provider.openSocketChannel()) {
      client.connect(addressOf(listener)); // from the client host, which does not own the address
      InetSocketAddress local = (InetSocketAddress) client.getLocalAddress();
      assertThat(local.getAddress()).isNotEqualTo(addressOf(listener).getAddress());
    }
  }

  @Test
  void aServerInAScopeBindsToAnyAddressOfItsHost() throws Exception {
    ServerSocketChannel listener =
        Hosts.call(net.server, () -> provider.openServerSocketChannel().bind(null));
    try (listener;
        SocketChannel client = provider.openSocketChannel()) {
      client.connect(net.serverAddress(addressOf(listener).getPort()));
      try (SocketChannel accepted = listener.accept()) {
        assertThat(accepted.getRemoteAddress()).isEqualTo(client.getLocalAddress());
      }
    }
  }

  @Test
  void theDefaultIsTheFirstUnlessChosen() {
    Hosts.setDefault(net.server);
    assertThat(Hosts.defaultHost()).contains(net.server);
    Hosts.unregister(net.server);
    assertThat(Hosts.defaultHost()).contains(net.client);
  }
}
