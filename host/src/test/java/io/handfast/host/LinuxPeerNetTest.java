package io.handfast.host;

import static io.handfast.host.Sandbox.STACK_V4;
import static io.handfast.host.Sandbox.STACK_V6;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.handfast.event.Counter;
import io.handfast.nio.HandfastSelectorProvider;
import io.handfast.nio.Hosts;
import java.io.IOException;
import java.net.ConnectException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A host of ours and the kernel's sockets and tools, over a TUN. */
@NetTest
class LinuxPeerNetTest {
  private final HandfastSelectorProvider provider = new HandfastSelectorProvider();
  private final Sandbox sandbox = new Sandbox();

  @AfterEach
  void letGo() {
    sandbox.close();
  }

  private ServerSocketChannel listen(Host host, int port) throws Exception {
    ServerSocketChannel listener = Hosts.call(host, provider::openServerSocketChannel);
    return listener.bind(new InetSocketAddress(port), 128);
  }

  private static <T> FutureTask<T> start(Callable<T> task) {
    FutureTask<T> future = new FutureTask<>(task);
    Thread.ofPlatform().daemon().start(future);
    return future;
  }

  @ParameterizedTest(name = "offload {0}")
  @ValueSource(booleans = {true, false})
  void pingsOfBothFamiliesAreAnswered(boolean offload) {
    sandbox.open(offload);

    for (String address : new String[] {STACK_V4, STACK_V6}) {
      Sandbox.Outcome ping =
          sandbox.run("ping", "-n", "-c", "3", "-i", "0.2", "-W", "2", "-s", "1400", address);
      assertThat(ping.output()).contains("3 received");
      assertThat(ping.code()).isZero();
    }
  }

  /** Questions and answers of three fragments each: both sides cut and reassemble. */
  @Test
  void largePingsAreFragmentedBothWays() {
    Host host = sandbox.open(true);

    for (String address : new String[] {STACK_V4, STACK_V6}) {
      Sandbox.Outcome ping =
          sandbox.run("ping", "-n", "-c", "3", "-i", "0.2", "-W", "2", "-s", "4000", address);
      assertThat(ping.output()).contains("3 received");
    }
    assertThat(counted(host, Counter.IP_FRAG_CREATES)).isEqualTo(18);
  }

  /** With the lock: an answer is on its way before it is counted. */
  private static long counted(Host host, Counter counter) {
    host.driver().lock();
    try {
      return host.stack().counters().get(counter);
    } finally {
      host.driver().unlock();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {STACK_V4, STACK_V6})
  void aClosedTcpPortRefuses(String address) {
    sandbox.open(true);

    assertThatThrownBy(() -> sandbox.connect(address, 81))
        .hasRootCauseInstanceOf(ConnectException.class)
        .rootCause()
        .hasMessageContaining("refused");
  }

  @ParameterizedTest
  @ValueSource(strings = {STACK_V4, STACK_V6})
  void aClosedUdpPortIsReportedByIcmp(String address) throws Exception {
    sandbox.open(true);

    try (DatagramSocket socket = sandbox.inside(DatagramSocket::new)) {
      socket.connect(new InetSocketAddress(address, 9));
      socket.setSoTimeout(5_000);
      socket.send(new DatagramPacket(new byte[10], 10));
      assertThatThrownBy(() -> socket.receive(new DatagramPacket(new byte[10], 10)))
          .isInstanceOf(PortUnreachableException.class);
    }
  }

  @Test
  void ncFinishesFirstAndStillReadsTheAnswer() throws Exception {
    ServerSocketChannel listener = listen(sandbox.open(true), 7);
    FutureTask<String> server =
        start(() -> {
          try (SocketChannel channel = listener.accept()) {
            String request = new String(Channels.newInputStream(channel).readAllBytes());
            write(channel, "answer to " + request);
            return request;
          }
        });

    Sandbox.Outcome nc = sandbox.run("sh", "-c", "printf hello | nc -N -w 5 " + STACK_V4 + " 7");

    assertThat(nc.output()).isEqualTo("answer to hello");
    assertThat(server.get()).isEqualTo("hello");
  }

  @Test
  void weFinishFirstAndStillReadWhatNcSends() throws Exception {
    ServerSocketChannel listener = listen(sandbox.open(true), 7);
    FutureTask<String> server =
        start(() -> {
          try (SocketChannel channel = listener.accept()) {
            write(channel, "early");
            channel.shutdownOutput();
            return new String(Channels.newInputStream(channel).readAllBytes());
          }
        });

    Sandbox.Outcome nc =
        sandbox.run("sh", "-c", "(sleep 0.5; printf late) | nc -N -w 5 " + STACK_V4 + " 7");

    assertThat(nc.output()).isEqualTo("early");
    assertThat(server.get()).isEqualTo("late");
  }

  private static void write(SocketChannel channel, String text) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(text.getBytes());
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  @ParameterizedTest(name = "offload {0}")
  @ValueSource(booleans = {true, false})
  void aThousandConnectionsInARowAllWork(boolean offload) throws Exception {
    ServerSocketChannel listener = listen(sandbox.open(offload), 7);
    start(() -> {
      while (true) {
        try (SocketChannel channel = listener.accept()) {
          write(channel, new String(Channels.newInputStream(channel).readAllBytes()));
        }
      }
    });

    for (int i = 0; i < 1_000; i++) {
      try (Socket socket = sandbox.connect(i % 2 == 0 ? STACK_V4 : STACK_V6, 7)) {
        socket.setSoTimeout(5_000);
        socket.getOutputStream().write(("message " + i).getBytes());
        socket.shutdownOutput();
        assertThat(new String(socket.getInputStream().readAllBytes())).isEqualTo("message " + i);
      }
    }
  }

  @Test
  void linuxSeesTheOptionsThatItOffered() throws Exception {
    ServerSocketChannel listener = listen(sandbox.open(true), 7);
    try (Socket kernels = sandbox.connect(STACK_V4, 7);
        SocketChannel ours = listener.accept()) {
      write(ours, "some data");
      kernels.getInputStream().readNBytes(9);

      String ss = sandbox.run("ss", "-tnieH", "dport", "=", ":7").output();

      assertThat(ss).contains("ESTAB").contains("ts sack");
      assertThat(ss).containsPattern("wscale:7,\\d+").contains("mss:1448");
    }
  }

  @Test
  void weConnectToTheKernel() throws Exception {
    Host host = sandbox.open(true);
    try (ServerSocket listener = sandbox.listen();
        SocketChannel ours = Hosts.call(host, provider::openSocketChannel)) {
      ours.connect(new InetSocketAddress(Sandbox.KERNEL_V4, listener.getLocalPort()));
      try (Socket kernels = listener.accept()) {
        write(ours, "ping");
        assertThat(new String(kernels.getInputStream().readNBytes(4))).isEqualTo("ping");
        assertThat(kernels.getInetAddress().getHostAddress()).isEqualTo(STACK_V4);
      }
    }
  }

  /** Linux without AccECN agrees to the classic kind, and its ss says so. */
  @ParameterizedTest(name = "tcp_ecn {0}")
  @ValueSource(ints = {1, 3})
  void aKernelOfClassicEcnIsSpokenToInIt(int mode) throws Exception {
    Host host = sandbox.open(Sandbox.builder().sysctl("net.ipv4.tcp_ecn=" + mode));
    try (ServerSocket listener = sandbox.listen();
        SocketChannel ours = Hosts.call(host, provider::openSocketChannel)) {
      ours.connect(new InetSocketAddress(Sandbox.KERNEL_V4, listener.getLocalPort()));
      try (Socket kernels = listener.accept()) {
        write(ours, "ping");
        kernels.getInputStream().readNBytes(4);
        kernels.getOutputStream().write(1);
        assertThat(ours.read(ByteBuffer.allocate(1))).isEqualTo(1);
        assertThat(host.sockets().getFirst().ecn()).isTrue();
        int port = listener.getLocalPort();
        String ss = sandbox.run("ss", "-tnieH", "sport", "=", ":" + port).output();
        assertThat(ss).contains(" ecn ecnseen ");
      }
    }
  }
}
