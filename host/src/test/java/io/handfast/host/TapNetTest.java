package io.handfast.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.handfast.nio.HandfastSelectorProvider;
import io.handfast.nio.Hosts;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ethernet: a TAP of ours, the kernel's neighbour tables, and a bridge between. */
@NetTest
class TapNetTest {
  private static final String V4 = "10.8.0.2";
  private static final String V6 = "fd08::2";

  private final HandfastSelectorProvider provider = new HandfastSelectorProvider();
  private final Sandbox sandbox = new Sandbox();

  @AfterEach
  void letGo() {
    sandbox.close();
  }

  private static HostBuilder builder() {
    return Host.builder().tap("hftap").address(V4 + "/24").address(V6 + "/64");
  }

  private Host direct() {
    return sandbox.open(builder().peer("10.8.0.1").peer("fd08::1"));
  }

  /** The kernel sits on a bridge, and so do we. */
  private Host bridged() {
    Host host = sandbox.open(builder());
    shell("ip link add br0 type bridge");
    shell("ip link set br0 up");
    shell("ip link set hftap master br0");
    shell("ip address add 10.8.0.1/24 dev br0");
    shell("ip address add fd08::1/64 dev br0 nodad");
    return host;
  }

  private void shell(String command) {
    Sandbox.Outcome outcome = sandbox.run("sh", "-c", command);
    assertThat(outcome.code()).as(command + ": " + outcome.output()).isZero();
  }

  private void isAlive(String address) {
    Sandbox.Outcome ping =
        sandbox.run("ping", "-n", "-c", "3", "-i", "0.2", "-W", "3", "-s", "1400", address);
    assertThat(ping.output()).contains("3 received");
  }

  @ParameterizedTest
  @ValueSource(strings = {V4, V6})
  void theKernelFindsUsOnATap(String address) {
    direct();
    isAlive(address);
  }

  @ParameterizedTest
  @ValueSource(strings = {V4, V6})
  void theKernelFindsUsThroughABridge(String address) throws Exception {
    Host host = bridged();
    isAlive(address);
    aMegabyteArrives(host, address);
  }

  private void aMegabyteArrives(Host host, String address) throws Exception {
    byte[] sent = new byte[1 << 20];
    Arrays.fill(sent, (byte) 7);
    ServerSocketChannel listener = Hosts.call(host, provider::openServerSocketChannel);
    listener.bind(new InetSocketAddress(7), 1);
    Thread server =
        Thread.ofPlatform()
            .daemon()
            .start(() -> {
              try (SocketChannel channel = listener.accept()) {
                ByteBuffer bytes = ByteBuffer.wrap(sent);
                while (bytes.hasRemaining()) {
                  channel.write(bytes);
                }
              } catch (java.io.IOException e) {
                throw new java.io.UncheckedIOException(e);
              }
            });
    try (Socket socket = sandbox.connect(address, 7)) {
      assertThat(socket.getInputStream().readAllBytes()).isEqualTo(sent);
    }
    server.join();
  }

  @Test
  void weFindTheKernel() throws Exception {
    Host host = direct();
    try (var kernels = sandbox.listen();
        SocketChannel channel = Hosts.call(host, provider::openSocketChannel)) {
      channel.connect(new InetSocketAddress("10.8.0.1", kernels.getLocalPort()));
      assertThat(channel.isConnected()).isTrue();
    }
    Sandbox.Outcome neighbours = sandbox.run("ip", "neigh", "show", "dev", "hftap");
    assertThat(neighbours.output()).contains(V4 + " lladdr ");
  }

  /** As on Linux: after three questions without an answer the connect says "no route to host". */
  @Test
  void whoIsNotThereIsUnreachable() throws Exception {
    Host host = direct();
    try (SocketChannel channel = Hosts.call(host, provider::openSocketChannel)) {
      long start = System.nanoTime();
      org.assertj.core.api.Assertions.assertThatThrownBy(
              () -> channel.connect(new InetSocketAddress("10.8.0.77", 80)))
          .isInstanceOf(java.net.NoRouteToHostException.class);
      assertThat(System.nanoTime() - start).isLessThan(20_000_000_000L);
    }
  }
}
