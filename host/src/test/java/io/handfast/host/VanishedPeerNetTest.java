package io.handfast.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.handfast.host.Machine.Kind;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What a program sees when its peer is gone without a word: on the JDK's own channels over the
 * kernel, and the same on Handfast. Each test tells what was seen, in its order.
 */
@NetTest
class VanishedPeerNetTest {
  private static final String TIMED_OUT = "java.io.IOException: Connection timed out";
  private static final String BROKEN_PIPE = "java.io.IOException: Broken pipe";

  private final List<String> seen = new ArrayList<>();

  @BeforeEach
  void needsNft() {
    Assumptions.assumeTrue(isThere("nft"), "nft is not installed");
  }

  private static boolean isThere(String program) {
    try {
      return Sandbox.outcome(program, "--version").code() == 0;
    } catch (IOException | InterruptedException e) {
      return false;
    }
  }

  private void tell(String what, Callable<?> call) {
    seen.add(what + ": " + outcome(call));
  }

  /** What Handfast adds to a message of the kernel's, behind a colon, is welcome. */
  private void assertSeen(String... expected) {
    assertThat(seen).hasSameSizeAs(expected);
    assertThat(seen)
        .zipSatisfy(List.of(expected), (is, wanted) -> assertThat(is).startsWith(wanted));
  }

  private static String outcome(Callable<?> call) {
    try {
      return String.valueOf(call.call());
    } catch (Exception e) {
      return e.toString();
    }
  }

  /** A channel with a connection to the neighbour, who vanishes then. */
  private static SocketChannel abandoned(Machine machine) throws Exception {
    try (ServerSocket listener = machine.neighbour.listen()) {
      SocketChannel channel = machine.channel();
      channel.connect(new InetSocketAddress(machine.neighbourAddress(), listener.getLocalPort()));
      listener.accept(); // and kept: a close would be a word
      channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
      set(channel, "TCP_KEEPIDLE", 1);
      set(channel, "TCP_KEEPINTERVAL", 1);
      set(channel, "TCP_KEEPCOUNT", 2);
      machine.neighbourVanishes();
      return channel;
    }
  }

  /** An option that the JDK has in a module of its own. */
  @SuppressWarnings("unchecked")
  private static void set(SocketChannel channel, String name, int value) throws IOException {
    for (SocketOption<?> each : channel.supportedOptions()) {
      if (each.name().equals(name)) {
        channel.setOption((SocketOption<Integer>) each, value);
      }
    }
  }

  private static int read(SocketChannel channel) throws IOException {
    return channel.read(ByteBuffer.allocate(1));
  }

  private static int write(SocketChannel channel) throws IOException {
    return channel.write(ByteBuffer.wrap(new byte[] {42}));
  }

  @ParameterizedTest
  @EnumSource
  void keepAliveEndsABlockedRead(Kind kind) throws Exception {
    try (Machine machine = Machine.of(kind);
        SocketChannel channel = abandoned(machine)) {
      tell("read", () -> read(channel));
      tell("open", channel::isOpen);
      tell("connected", channel::isConnected);
      tell("read again", () -> read(channel));
      tell("write", () -> write(channel));
      tell("write again", () -> write(channel));
      tell("shutdown", () -> channel.shutdownOutput().isOpen());
    }
    assertSeen(
        "read: " + TIMED_OUT,
        "open: true",
        "connected: true",
        "read again: -1",
        "write: " + BROKEN_PIPE,
        "write again: " + BROKEN_PIPE,
        "shutdown: true");
  }

  @ParameterizedTest
  @EnumSource
  void keepAliveTellsASelector(Kind kind) throws Exception {
    try (Machine machine = Machine.of(kind);
        SocketChannel channel = abandoned(machine);
        Selector selector = machine.selector()) {
      channel.configureBlocking(false);
      SelectionKey key = channel.register(selector, SelectionKey.OP_READ);
      tell("select", () -> selector.select(10_000) + ", ready " + key.readyOps());
      tell("read", () -> read(channel));
      key.interestOps(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
      selector.selectedKeys().clear();
      tell("select again", () -> selector.select(10_000) + ", ready " + key.readyOps());
      tell("write", () -> write(channel));
      tell("read again", () -> read(channel));
    }
    assertSeen(
        "select: 1, ready 1",
        "read: " + TIMED_OUT,
        "select again: 1, ready 5",
        "write: " + BROKEN_PIPE,
        "read again: -1");
  }

  @ParameterizedTest
  @EnumSource
  void whatIsNeverAcknowledgedEndsARead(Kind kind) throws Exception {
    try (Machine machine = Machine.of(kind, "net.ipv4.tcp_retries2=2");
        SocketChannel channel = abandoned(machine)) {
      tell("write", () -> write(channel));
      tell("read", () -> read(channel));
      tell("read again", () -> read(channel));
      tell("write again", () -> write(channel));
    }
    assertSeen("write: 1", "read: " + TIMED_OUT, "read again: -1", "write again: " + BROKEN_PIPE);
  }

  @ParameterizedTest
  @EnumSource
  void whatIsNeverAcknowledgedEndsAWriteThatWaitsForRoom(Kind kind) throws Exception {
    try (Machine machine = Machine.of(kind, "net.ipv4.tcp_retries2=2");
        SocketChannel channel = abandoned(machine)) {
      ByteBuffer much = ByteBuffer.allocate(1 << 24);
      tell(
          "write",
          () -> {
            while (true) {
              channel.write(much.clear());
            }
          });
      tell("write again", () -> write(channel));
      tell("read", () -> read(channel));
    }
    assertSeen("write: " + TIMED_OUT, "write again: " + BROKEN_PIPE, "read: -1");
  }

  @ParameterizedTest
  @EnumSource
  void aConnectionThatNobodyAnswersTimesOut(Kind kind) throws Exception {
    try (Machine machine = Machine.of(kind, "net.ipv4.tcp_syn_retries=1");
        SocketChannel channel = machine.channel()) {
      machine.neighbourVanishes();
      tell("connect", () -> channel.connect(new InetSocketAddress(machine.neighbourAddress(), 7)));
      tell("open", channel::isOpen);
      tell("connect again", () -> channel.connect(new InetSocketAddress("127.0.0.1", 7)));
    }
    assertSeen(
        "connect: java.net.ConnectException: Connection timed out",
        "open: false",
        "connect again: java.nio.channels.ClosedChannelException");
  }

  @ParameterizedTest
  @EnumSource
  void aSelectorLearnsThatNobodyAnswers(Kind kind) throws Exception {
    try (Machine machine = Machine.of(kind, "net.ipv4.tcp_syn_retries=1");
        SocketChannel channel = machine.channel();
        Selector selector = machine.selector()) {
      machine.neighbourVanishes();
      channel.configureBlocking(false);
      SelectionKey key = channel.register(selector, SelectionKey.OP_CONNECT);
      tell("connect", () -> channel.connect(new InetSocketAddress(machine.neighbourAddress(), 7)));
      tell("finish", channel::finishConnect);
      tell("select", () -> selector.select(20_000) + ", ready " + key.readyOps());
      tell("pending", channel::isConnectionPending);
      tell("finish again", channel::finishConnect);
      tell("open", channel::isOpen);
    }
    assertSeen(
        "connect: false",
        "finish: false",
        "select: 1, ready 8",
        "pending: true",
        "finish again: java.net.ConnectException: Connection timed out",
        "open: false");
  }

  @ParameterizedTest
  @EnumSource
  void aSocketHasItsOwnPatience(Kind kind) throws Exception {
    try (Machine machine = Machine.of(kind);
        SocketChannel connected = abandoned(machine);
        SocketChannel channel = machine.channel()) {
      Socket socket = connected.socket();
      socket.setSoTimeout(200);
      tell("read", () -> socket.getInputStream().read());
      tell("closed", socket::isClosed);
      InetSocketAddress gone = new InetSocketAddress(machine.neighbourAddress(), 7);
      tell("connect", () -> connect(channel.socket(), gone));
      tell("closed", channel.socket()::isClosed);
    }
    assertSeen(
        "read: java.net.SocketTimeoutException: Read timed out",
        "closed: false",
        "connect: java.net.SocketTimeoutException: Connect timed out",
        "closed: true");
  }

  private static String connect(Socket socket, InetSocketAddress to) throws IOException {
    socket.connect(to, 200);
    return "connected";
  }

  /** One of two threads is told why; for the other the stream has ended. */
  @ParameterizedTest
  @EnumSource
  void aReaderAndAWriterAtTheSameTime(Kind kind) throws Exception {
    try (Machine machine = Machine.of(kind, "net.ipv4.tcp_retries2=2");
        SocketChannel channel = abandoned(machine)) {
      FutureTask<String> reader = new FutureTask<>(() -> outcome(() -> read(channel)));
      ByteBuffer much = ByteBuffer.allocate(1 << 24);
      FutureTask<String> writer =
          new FutureTask<>(() ->
              outcome(() -> {
                while (true) {
                  channel.write(much.clear());
                }
              }));
      Thread.ofPlatform().daemon().start(reader);
      Thread.ofPlatform().daemon().start(writer);
      seen.add(reader.get());
      seen.add(writer.get());
    }
    boolean readerWasFirst = seen.getFirst().startsWith(TIMED_OUT);
    if (readerWasFirst) {
      assertSeen(TIMED_OUT, BROKEN_PIPE);
    } else {
      assertSeen("-1", TIMED_OUT);
    }
  }
}
