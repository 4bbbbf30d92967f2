package io.handfast.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.handfast.link.LinkException;
import io.handfast.nio.HandfastSelectorProvider;
import io.handfast.nio.Hosts;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Opening, finding and closing hosts. */
@NetTest
class HostNetTest {
  private final Sandbox sandbox = new Sandbox();

  @AfterEach
  void letGo() {
    sandbox.close();
  }

  private static long threadsOf(String host) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("handfast-" + host + "-"))
        .count();
  }

  private static void awaitNoThreadsOf(String host) throws InterruptedException {
    for (int i = 0; i < 200 && threadsOf(host) > 0; i++) {
      Thread.sleep(10);
    }
    assertThat(threadsOf(host)).isZero();
  }

  @Test
  void closeLeavesNoThreadNoDeviceAndNoSocketFile() throws Exception {
    Host host = sandbox.open(Sandbox.builder().name("leaver").managed(true));
    Path socket = Management.socketOf("hf0");
    assertThat(threadsOf("leaver")).isEqualTo(2);
    assertThat(sandbox.run("ip", "link", "show", "hf0").code()).isZero();
    assertThat(socket).exists();

    host.close();
    host.close();

    awaitNoThreadsOf("leaver");
    assertThat(sandbox.run("ip", "link", "show", "hf0").code()).isNotZero();
    assertThat(socket).doesNotExist();
    assertThat(Hosts.registered()).doesNotContain(host);
  }

  @Test
  void closeTellsThePeersOfOpenConnectionsAndWakesReaders() throws Exception {
    Host host = sandbox.open(true);
    HandfastSelectorProvider provider = new HandfastSelectorProvider();
    ServerSocketChannel listener =
        Hosts.call(host, provider::openServerSocketChannel).bind(new InetSocketAddress(7));
    try (Socket kernels = sandbox.connect(Sandbox.STACK_V4, 7);
        SocketChannel ours = listener.accept()) {
      FutureTask<Integer> reader = new FutureTask<>(() -> ours.read(ByteBuffer.allocate(1)));
      Thread.ofPlatform().daemon().start(reader);
      kernels.setSoTimeout(5_000);

      host.close();

      assertThatThrownBy(() -> kernels.getInputStream().read())
          .isInstanceOf(SocketException.class)
          .hasMessageContaining("reset");
      assertThatThrownBy(() -> reader.get(5, TimeUnit.SECONDS))
          .hasCauseInstanceOf(IOException.class);
    }
  }

  @Test
  void closeWaitsForWhatAClosedChannelHasStillToSend() throws Exception {
    Host host = sandbox.open(false);
    HandfastSelectorProvider provider = new HandfastSelectorProvider();
    ServerSocketChannel listener =
        Hosts.call(host, provider::openServerSocketChannel).bind(new InetSocketAddress(7));
    try (Socket kernels = sandbox.connect(Sandbox.STACK_V4, 7)) {
      FutureTask<byte[]> reader = new FutureTask<>(kernels.getInputStream()::readAllBytes);
      try (SocketChannel ours = listener.accept()) {
        ByteBuffer bytes = ByteBuffer.allocate(4 << 20);
        Thread.ofPlatform().daemon().start(reader);
        while (bytes.hasRemaining()) {
          ours.write(bytes);
        }
      }
      host.close();

      assertThat(reader.get(5, TimeUnit.SECONDS)).hasSize(4 << 20);
    }
  }

  @Test
  void aHostCanBeOpenedAgainAtOnce() {
    for (int i = 0; i < 20; i++) {
      try (Host host = sandbox.open(i % 2 == 0)) {
        assertThat(host.tunName()).isEqualTo("hf0");
      }
    }
  }

  @Test
  void aTakenDeviceIsNamed() {
    sandbox.open(true);

    assertThatThrownBy(() -> sandbox.open(Host.builder().address("10.9.0.2/24")))
        .isInstanceOf(LinkException.class)
        .hasMessageContaining("hf0")
        .hasMessageContaining("in use");
  }

  @Test
  void aTakenAddressIsNamed() {
    sandbox.open(true);

    assertThatThrownBy(() -> sandbox.open(Host.builder().tun("hf1").address("10.7.0.3/24")))
        .isInstanceOf(HostException.class)
        .hasMessageContaining("10.7.0.1 is taken")
        .hasMessageContaining("hf0");
    assertThatThrownBy(() -> sandbox.open(Host.builder().tun("hf1").address("10.7.0.1/24")))
        .isInstanceOf(HostException.class)
        .hasMessageContaining("10.7.0.1 is taken");
  }

  @Test
  void aHostAddressWithAPeerNeedsNoSubnet() {
    sandbox.open(Host.builder().address("192.0.2.2/32").peer("192.0.2.1"));

    assertThat(sandbox.run("ping", "-n", "-c", "1", "-W", "2", "192.0.2.2").code()).isZero();
  }

  @Test
  void theManagementSocketIsForTheOwnerOnlyAndTellsTheSockets() throws Exception {
    Host host = sandbox.open(Sandbox.builder().managed(true));
    HandfastSelectorProvider provider = new HandfastSelectorProvider();
    Path socket = Management.socketOf("hf0");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)))
        .isEqualTo("rw-------");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket.getParent())))
        .isEqualTo("rwx------");

    try (ServerSocketChannel listener = Hosts.call(host, provider::openServerSocketChannel)) {
      listener.bind(new InetSocketAddress(8080));
      Map<String, Object> answer = onlyAnswer();
      assertThat(answer).containsEntry("tun", "hf0");
      assertThat(answer.get("tcp").toString()).contains("state=LISTEN").contains("localPort=8080");
    }
    assertThat(onlyAnswer().get("tcp")).isEqualTo(List.of());
  }

  /** Other instances may run on the machine: ours is the one with our process. */
  private static Map<String, Object> onlyAnswer() {
    long pid = ProcessHandle.current().pid();
    List<Map<String, Object>> answers =
        Management.ask(Management.STATUS, "hf0").stream()
            .filter(answer -> answer.get("pid").equals(pid))
            .toList();
    assertThat(answers).hasSize(1);
    return answers.getFirst();
  }

  @Test
  void twoHostsOfOneJvmTalkThroughTheKernel() throws Exception {
    Host one = sandbox.open(Host.builder().address("10.7.0.2/24"));
    Host two = sandbox.open(Host.builder().tun("hf1").address("10.8.0.2/24"));
    assertThat(sandbox.run("sysctl", "-qw", "net.ipv4.ip_forward=1").code()).isZero();
    HandfastSelectorProvider provider = new HandfastSelectorProvider();

    try (ServerSocketChannel listener = Hosts.call(one, provider::openServerSocketChannel);
        SocketChannel client = Hosts.call(two, provider::openSocketChannel)) {
      listener.bind(new InetSocketAddress("10.7.0.2", 7));
      client.setOption(StandardSocketOptions.TCP_NODELAY, true);
      client.connect(new InetSocketAddress("10.7.0.2", 7));
      try (SocketChannel accepted = listener.accept()) {
        client.write(ByteBuffer.wrap(new byte[] {42}));
        ByteBuffer got = ByteBuffer.allocate(1);
        accepted.read(got);
        assertThat(got.get(0)).isEqualTo((byte) 42);
        assertThat(((InetSocketAddress) accepted.getRemoteAddress()).getHostString())
            .isEqualTo("10.8.0.2");
      }
    }
  }
}
