package io.handfast.nio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.handfast.nio.socket.ListenerSocketImpl;
import io.handfast.nio.socket.PacketSocketImpl;
import io.handfast.nio.socket.StreamSocketImpl;
import java.io.InputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.DatagramSocketImpl;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketImpl;
import java.net.SocketTimeoutException;
import java.nio.channels.spi.SelectorProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The implementations behind java.net, without taking the factories of this JVM. */
@Timeout(30)
class JavaNetTest extends NetworkTest {
  private static final InetAddress HERE = InetAddress.getLoopbackAddress();

  private static final class OurSocket extends Socket {
    OurSocket(SocketImpl impl) throws SocketException {
      super(impl);
    }
  }

  static Socket socketOf(SelectorProvider provider) throws SocketException {
    return new OurSocket(new StreamSocketImpl(provider));
  }

  static ServerSocket serverSocketOf(SelectorProvider provider) {
    return new OurServerSocket(provider);
  }

  /** Accepts with our own sockets, as the factories would make them. */
  private static final class OurServerSocket extends ServerSocket {
    private final SelectorProvider provider;

    OurServerSocket(SelectorProvider provider) {
      this.provider = provider;
      super(new ListenerSocketImpl(provider));
    }

    @Override
    public Socket accept() throws java.io.IOException {
      OurSocket socket = new OurSocket(new StreamSocketImpl(provider));
      implAccept(socket);
      return socket;
    }
  }

  private static final class OurDatagramSocket extends DatagramSocket {
    OurDatagramSocket(DatagramSocketImpl impl) {
      super(impl);
    }
  }

  private Socket socket() throws SocketException {
    return new OurSocket(new StreamSocketImpl(provider));
  }

  private ServerSocket listener() throws Exception {
    ServerSocket listener = new OurServerSocket(provider);
    listener.bind(new InetSocketAddress(HERE, 0));
    return listener;
  }

  private interface Pair {
    void use(Socket client, Socket server) throws Exception;
  }

  private void connected(Pair pair) throws Exception {
    try (ServerSocket listener = listener();
        Socket client = socket()) {
      client.connect(listener.getLocalSocketAddress(), 5_000);
      try (Socket server = listener.accept()) {
        pair.use(client, server);
      }
    }
  }

  private static <T> Future<T> inThread(Thread.Builder builder, Callable<T> call) {
    FutureTask<T> task = new FutureTask<>(call);
    builder.start(task);
    return task;
  }

  // ---- streams ----

  @Test
  void bothEndsKnowEachOther() throws Exception {
    connected((client, server) -> {
      assertThat(client.getRemoteSocketAddress()).isEqualTo(server.getLocalSocketAddress());
      assertThat(client.getLocalSocketAddress()).isEqualTo(server.getRemoteSocketAddress());
      client.getOutputStream().write(7);
      assertThat(server.getInputStream().read()).isEqualTo(7);
      client.shutdownOutput();
      assertThat(server.getInputStream().read()).isEqualTo(-1);
    });
  }

  /** The stack holds the connection, but not the program's socket. */
  @Test
  void aSocketThatTheProgramForgotIsClosed() throws Exception {
    try (ServerSocket listener = listener()) {
      connectAndForget(listener.getLocalSocketAddress());
      try (Socket server = listener.accept()) {
        server.setSoTimeout(50);
        assertThat(readWithCollections(server)).isEqualTo(-1);
      }
    }
  }

  private void connectAndForget(SocketAddress target) throws Exception {
    Socket forgotten = socket();
    forgotten.connect(target);
    forgotten.getOutputStream().flush();
  }

  private static int readWithCollections(Socket socket) throws Exception {
    while (true) {
      System.gc();
      try {
        return socket.getInputStream().read();
      } catch (SocketTimeoutException e) {
        // Not collected yet; the test's own limit ends this.
      }
    }
  }

  @Test
  void aSocketThatIsReadFromIsNotForgotten() throws Exception {
    try (ServerSocket listener = listener()) {
      Future<Integer> read =
          inThread(
              Thread.ofVirtual(),
              () -> {
                Socket client = socket();
                client.connect(listener.getLocalSocketAddress());
                return client.getInputStream().read();
              });
      try (Socket server = listener.accept()) {
        for (int i = 0; i < 20; i++) {
          System.gc();
          Thread.sleep(5);
        }
        server.getOutputStream().write(8);
        assertThat(read.get()).isEqualTo(8);
      }
    }
  }

  @Test
  void theUrgentByteIsLeftOutUnlessAskedFor() throws Exception {
    connected((client, server) -> {
      client.getOutputStream().write(1);
      client.sendUrgentData(2);
      client.getOutputStream().write(3);
      assertThat(server.getInputStream().readNBytes(2)).containsExactly(1, 3);

      server.setOOBInline(true);
      assertThat(server.getOOBInline()).isTrue();
      client.sendUrgentData(4);
      assertThat(server.getInputStream().read()).isEqualTo(4);
    });
  }

  /** As on Linux: the first has lost its place when the second comes, and is in nobody's way. */
  @Test
  void twoUrgentBytesAreLeftOutWithTheDataBetweenThemKept() throws Exception {
    connected((client, server) -> {
      client.sendUrgentData(1);
      client.getOutputStream().write(new byte[] {2, 3, 4});
      client.sendUrgentData(5);
      InputStream in = server.getInputStream();
      eventually(() -> in.available() == 3);
      assertThat(in.readNBytes(3)).containsExactly(2, 3, 4);
      client.getOutputStream().write(6);
      assertThat(in.read()).isEqualTo(6);
    });
  }

  private static void eventually(Callable<Boolean> condition) throws Exception {
    while (!condition.call()) {
      Thread.sleep(1);
    }
  }

  @Test
  void aReadEndsByItsTimeout() throws Exception {
    connected((client, server) -> {
      client.setSoTimeout(20);
      assertThatThrownBy(() -> client.getInputStream().read())
          .isExactlyInstanceOf(SocketTimeoutException.class)
          .hasMessage("Read timed out");
    });
  }

  /** The limit of a call counts from the call on, also while another thread reads. */
  @Test
  void tenReadersAndTenAcceptorsOfOneSocketEndByTheirTimeoutsTogether() throws Exception {
    connected((client, server) -> {
      client.setSoTimeout(500);
      long millis = millisOfTen(() -> client.getInputStream().read());
      assertThat(millis).isBetween(450L, 3_000L);
    });
    try (ServerSocket listener = listener()) {
      listener.setSoTimeout(500);
      assertThat(millisOfTen(listener::accept)).isBetween(450L, 3_000L);
    }
  }

  private static long millisOfTen(Callable<?> call) throws Exception {
    long start = System.nanoTime();
    List<Future<?>> calls = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      calls.add(inThread(i % 2 == 0 ? Thread.ofVirtual() : Thread.ofPlatform(), call));
    }
    for (Future<?> each : calls) {
      assertThatThrownBy(each::get).hasCauseInstanceOf(SocketTimeoutException.class);
    }
    return (System.nanoTime() - start) / 1_000_000;
  }

  @Test
  void acceptEndsByItsTimeout() throws Exception {
    try (ServerSocket listener = listener()) {
      listener.setSoTimeout(20);
      assertThatThrownBy(listener::accept).isExactlyInstanceOf(SocketTimeoutException.class);
    }
  }

  @Test
  void aReaderWhoseSocketIsClosedGetsASocketException() throws Exception {
    connected((client, server) -> {
      Future<Integer> reading = inThread(Thread.ofPlatform(), () -> client.getInputStream().read());
      Thread.sleep(100);
      client.close();
      assertThatThrownBy(reading::get)
          .hasCauseExactlyInstanceOf(SocketException.class)
          .hasMessageContaining("Socket closed");
    });
  }

  @Test
  void anInterruptLeavesAPlatformThreadReading() throws Exception {
    connected((client, server) -> {
      Thread[] reader = new Thread[1];
      Future<String> reading =
          inThread(
              Thread.ofPlatform(),
              () -> {
                reader[0] = Thread.currentThread();
                return client.getInputStream().read() + " " + Thread.interrupted();
              });
      Thread.sleep(100);
      reader[0].interrupt();
      Thread.sleep(100);
      assertThat(reading.isDone()).isFalse();
      server.getOutputStream().write(9);
      assertThat(reading.get()).isEqualTo("9 true");
    });
  }

  @Test
  void anInterruptClosesTheSocketOfAVirtualThread() throws Exception {
    connected((client, server) -> {
      Thread[] reader = new Thread[1];
      Future<Integer> reading =
          inThread(
              Thread.ofVirtual(),
              () -> {
                reader[0] = Thread.currentThread();
                return client.getInputStream().read();
              });
      Thread.sleep(100);
      reader[0].interrupt();
      assertThatThrownBy(reading::get)
          .hasCauseExactlyInstanceOf(SocketException.class)
          .hasMessageContaining("Closed by interrupt");
      assertThat(client.isClosed()).isTrue();
    });
  }

  // ---- datagrams ----

  @Test
  void datagramsAreReceivedAndCut() throws Exception {
    try (DatagramSocket a = datagramSocket();
        DatagramSocket b = datagramSocket()) {
      a.send(new DatagramPacket("hello".getBytes(), 5, b.getLocalSocketAddress()));
      DatagramPacket packet = new DatagramPacket(new byte[3], 3);
      b.setSoTimeout(5_000);
      b.receive(packet);
      assertThat(new String(packet.getData(), 0, packet.getLength())).isEqualTo("hel");
      assertThat(packet.getSocketAddress()).isEqualTo(a.getLocalSocketAddress());
      b.setSoTimeout(20);
      assertThatThrownBy(() -> b.receive(packet)).isInstanceOf(SocketTimeoutException.class);
    }
  }

  private DatagramSocket datagramSocket() throws SocketException {
    DatagramSocket socket = new OurDatagramSocket(new PacketSocketImpl(provider));
    socket.bind(new InetSocketAddress(HERE, 0));
    return socket;
  }
}
