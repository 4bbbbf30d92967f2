package io.handfast.agent.programs;

import static io.handfast.agent.programs.Blocked.tell;

import io.handfast.agent.programs.Blocked.Call;
import io.handfast.agent.programs.Blocked.Scene;
import java.io.Closeable;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.Pipe;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/** The scenes of {@link Blocked}: calls that block, each on something of its own. */
final class Scenes {
  private static final InetAddress HERE = InetAddress.getLoopbackAddress();

  private Scenes() {}

  /** Two channels, connected. */
  private record Pair(SocketChannel one, SocketChannel other) {
    static Pair open() throws IOException {
      try (ServerSocketChannel listener = ServerSocketChannel.open()) {
        listener.bind(new InetSocketAddress(HERE, 0));
        SocketChannel one = SocketChannel.open(listener.getLocalAddress());
        return new Pair(one, listener.accept());
      }
    }
  }

  private static int write(SocketChannel channel) throws IOException {
    return channel.write(ByteBuffer.wrap(new byte[] {42}));
  }

  private static String asked(SocketChannel channel, SocketChannel peer) {
    return "open "
        + channel.isOpen()
        + ", connected "
        + channel.isConnected()
        + ", read "
        + tell(() -> channel.isOpen() ? "not asked" : channel.read(ByteBuffer.allocate(1)))
        + ", peer reads "
        + tell(() -> channel.isOpen() ? "not asked" : peer.read(ByteBuffer.allocate(1)));
  }

  static Scene channelRead() throws IOException {
    Pair pair = Pair.open();
    return new Scene(
        "SocketChannel.read",
        () -> pair.one.read(ByteBuffer.allocate(1)),
        pair.one,
        () -> write(pair.other),
        () -> asked(pair.one, pair.other),
        List.of(pair.other));
  }

  static Scene channelWrite() throws IOException {
    Pair pair = Pair.open();
    return new Scene(
        "SocketChannel.write",
        () -> writeForEver(pair.one),
        pair.one,
        () -> "none",
        () -> "open " + pair.one.isOpen() + ", write " + tell(() -> write(pair.one)),
        List.of(pair.other));
  }

  /** A close may be seen by the write that blocks, or by the next one. */
  private static String writeForEver(SocketChannel channel) throws IOException {
    try {
      while (true) {
        channel.write(ByteBuffer.allocate(1 << 20));
      }
    } catch (ClosedByInterruptException e) {
      throw e;
    } catch (ClosedChannelException e) {
      return "closed";
    }
  }

  static Scene channelAccept() throws IOException {
    ServerSocketChannel listener = ServerSocketChannel.open();
    listener.bind(new InetSocketAddress(HERE, 0));
    return new Scene(
        "ServerSocketChannel.accept",
        listener::accept,
        listener,
        () -> "none",
        () -> "open " + listener.isOpen() + ", accept " + tell(listener::accept),
        List.of());
  }

  /** A listener whose queue is full, so that a connect blocks. */
  private record FullQueue(ServerSocket listener, List<Closeable> all) {
    static FullQueue open() throws IOException {
      ServerSocket listener = new ServerSocket(0, 1, HERE);
      List<Closeable> all = new ArrayList<>(List.of(listener));
      for (int i = 0; i < 2; i++) {
        all.add(new Socket(HERE, listener.getLocalPort()));
      }
      return new FullQueue(listener, all);
    }

    SocketAddress address() {
      return listener.getLocalSocketAddress();
    }
  }

  static Scene channelConnect() throws IOException {
    FullQueue queue = FullQueue.open();
    SocketChannel channel = SocketChannel.open();
    return new Scene(
        "SocketChannel.connect",
        () -> channel.connect(queue.address()),
        channel,
        () -> "none",
        () ->
            "open "
                + channel.isOpen()
                + ", pending "
                + channel.isConnectionPending()
                + ", connect "
                + tell(() -> channel.connect(queue.address())),
        queue.all);
  }

  static Scene adaptorRead() throws IOException {
    Pair pair = Pair.open();
    Socket socket = pair.one.socket();
    return new Scene(
        "SocketChannel.socket().getInputStream().read",
        () -> socket.getInputStream().read(),
        socket,
        () -> write(pair.other),
        () ->
            "closed "
                + socket.isClosed()
                + ", stream "
                + tell(() -> socket.isClosed() ? socket.getInputStream() : "not asked")
                + ", "
                + asked(pair.one, pair.other),
        List.of(pair.other));
  }

  static Scene adaptorAccept() throws IOException {
    ServerSocketChannel listener = ServerSocketChannel.open();
    listener.bind(new InetSocketAddress(HERE, 0));
    ServerSocket socket = listener.socket();
    return new Scene(
        "ServerSocketChannel.socket().accept",
        socket::accept,
        socket,
        () -> "none",
        () -> "open " + listener.isOpen() + ", accept " + tell(socket::accept),
        List.of(listener));
  }

  static Scene adaptorConnect() throws IOException {
    FullQueue queue = FullQueue.open();
    Socket socket = SocketChannel.open().socket();
    return new Scene(
        "SocketChannel.socket().connect",
        () -> {
          socket.connect(queue.address());
          return "connected";
        },
        socket,
        () -> "none",
        () ->
            "closed "
                + socket.isClosed()
                + ", connected "
                + socket.isConnected()
                + ", connect "
                + tell(() -> {
                  socket.connect(queue.address());
                  return "connected";
                }),
        queue.all);
  }

  static Scene select() throws IOException {
    Selector selector = Selector.open();
    Pair pair = Pair.open();
    pair.one.configureBlocking(false);
    SelectionKey key = pair.one.register(selector, SelectionKey.OP_READ);
    return new Scene(
        "Selector.select",
        selector::select,
        selector,
        selector::wakeup,
        () ->
            "open "
                + selector.isOpen()
                + ", valid "
                + key.isValid()
                + ", registered "
                + pair.one.isRegistered()
                + ", select "
                + tell(selector::selectNow),
        List.of(pair.one, pair.other));
  }

  static Scene socketRead() throws IOException {
    try (ServerSocket listener = new ServerSocket(0, 0, HERE)) {
      Socket socket = new Socket(HERE, listener.getLocalPort());
      Socket peer = listener.accept();
      return new Scene(
          "Socket.getInputStream().read",
          () -> socket.getInputStream().read(),
          socket,
          () -> {
            peer.getOutputStream().write(42);
            return 1;
          },
          () ->
              "closed "
                  + socket.isClosed()
                  + ", connected "
                  + socket.isConnected()
                  + ", stream "
                  + tell(() -> socket.isClosed() ? socket.getInputStream() : "not asked")
                  + ", peer reads "
                  + tell(() -> socket.isClosed() ? peer.getInputStream().read() : "not asked"),
          List.of(peer));
    }
  }

  static Scene socketWrite() throws IOException {
    try (ServerSocket listener = new ServerSocket(0, 0, HERE)) {
      Socket socket = new Socket(HERE, listener.getLocalPort());
      Socket peer = listener.accept();
      byte[] much = new byte[16 << 20];
      return new Scene(
          "Socket.getOutputStream().write",
          () -> {
            socket.getOutputStream().write(much);
            return "written";
          },
          socket,
          () -> peer.getInputStream().readNBytes(much.length).length,
          () -> "closed " + socket.isClosed(),
          List.of(peer));
    }
  }

  static Scene socketAccept() throws IOException {
    ServerSocket listener = new ServerSocket(0, 0, HERE);
    List<Closeable> rest = new ArrayList<>();
    return new Scene(
        "ServerSocket.accept",
        () -> {
          rest.add(listener.accept());
          return "accepted";
        },
        listener,
        () -> rest.add(new Socket(HERE, listener.getLocalPort())),
        () ->
            "closed "
                + listener.isClosed()
                + ", accept "
                + tell(() -> listener.isClosed() ? listener.accept() : "not asked"),
        rest);
  }

  static Scene socketConnect() throws IOException {
    FullQueue queue = FullQueue.open();
    Socket socket = new Socket();
    return new Scene(
        "Socket.connect",
        () -> {
          socket.connect(queue.address());
          return "connected";
        },
        socket,
        () -> {
          queue.all.add(queue.listener.accept());
          return 1;
        },
        () -> "closed " + socket.isClosed(),
        queue.all);
  }

  static Scene datagramChannelReceive() throws IOException {
    DatagramChannel channel = DatagramChannel.open().bind(new InetSocketAddress(HERE, 0));
    return new Scene(
        "DatagramChannel.receive",
        () -> channel.receive(ByteBuffer.allocate(1)),
        channel,
        () -> "none",
        () ->
            "open "
                + channel.isOpen()
                + ", receive "
                + tell(() -> channel.receive(ByteBuffer.allocate(1))),
        List.of());
  }

  static Scene datagramSocketReceive() throws IOException {
    return datagramReceive("DatagramSocket.receive", new DatagramSocket(0, HERE));
  }

  static Scene datagramAdaptorReceive() throws IOException {
    DatagramChannel channel = DatagramChannel.open().bind(new InetSocketAddress(HERE, 0));
    return datagramReceive("DatagramChannel.socket().receive", channel.socket());
  }

  static Scene datagramReceive(String name, DatagramSocket socket) throws IOException {
    DatagramSocket sender = new DatagramSocket(0, HERE);
    SocketAddress address = socket.getLocalSocketAddress();
    Call receive =
        () -> {
          socket.receive(new DatagramPacket(new byte[1], 1));
          return "received";
        };
    Call send =
        () -> {
          sender.send(new DatagramPacket(new byte[1], 1, address));
          return 1;
        };
    Call later =
        () -> {
          tell(send);
          return "receive " + tell(receive);
        };
    return new Scene(name, receive, socket, send, later, List.of(sender));
  }

  static Scene pipeRead() throws IOException {
    Pipe pipe = Pipe.open();
    return new Scene(
        "Pipe.source().read",
        () -> pipe.source().read(ByteBuffer.allocate(1)),
        pipe.source(),
        () -> pipe.sink().write(ByteBuffer.allocate(1)),
        () ->
            "open "
                + pipe.source().isOpen()
                + ", write "
                + tell(() -> pipe.sink().write(ByteBuffer.allocate(1))),
        List.of(pipe.sink()));
  }
}
