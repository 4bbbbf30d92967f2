package io.handfast.agent.programs;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/**
 * Prints what clients see of a server that does not accept: with sockets, with channels that block
 * and with a selector, and what they see when it accepts at last. Knows nothing of Handfast.
 */
public final class FullQueue {
  private static final InetAddress HERE = InetAddress.getLoopbackAddress();
  private static final int TIMEOUT_MILLIS = 700;

  private FullQueue() {}

  /** Prints the stories. */
  public static void main(String[] arguments) throws Exception {
    sockets();
    channels();
  }

  private static void sockets() throws Exception {
    try (ServerSocket listener = new ServerSocket(0, 1, HERE)) {
      List<Socket> clients = new ArrayList<>();
      for (int i = 1; i <= 4; i++) {
        System.out.println("socket " + i + ": " + connect(listener, clients));
      }
      try (Socket first = listener.accept()) {
        System.out.println("accepted: socket " + (indexOf(first, clients) + 1));
      }
      System.out.println("after an accept: " + connect(listener, clients));
      System.out.println("and one more: " + connect(listener, clients));
      for (Socket client : clients) {
        client.close();
      }
      System.out.println("a closed one is accepted: " + listener.accept().getInputStream().read());
    }
  }

  private static String connect(ServerSocket listener, List<Socket> clients) {
    Socket client = new Socket();
    try {
      client.connect(listener.getLocalSocketAddress(), TIMEOUT_MILLIS);
      clients.add(client);
      return "connected";
    } catch (IOException e) {
      return e + ", closed " + client.isClosed();
    }
  }

  private static int indexOf(Socket accepted, List<Socket> clients) {
    return clients.stream().map(Socket::getLocalPort).toList().indexOf(accepted.getPort());
  }

  private static void channels() throws Exception {
    try (ServerSocketChannel listener = ServerSocketChannel.open();
        Selector selector = Selector.open()) {
      listener.bind(new InetSocketAddress(HERE, 0), 1);
      SocketAddress address = listener.getLocalAddress();
      List<SocketChannel> clients = new ArrayList<>();
      for (int i = 1; i <= 3; i++) {
        SocketChannel client = SocketChannel.open();
        clients.add(client);
        client.configureBlocking(false);
        if (!client.connect(address)) {
          client.register(selector, SelectionKey.OP_CONNECT);
          System.out.println("channel " + i + ": " + finish(selector, client, TIMEOUT_MILLIS));
        } else {
          System.out.println("channel " + i + ": connected true");
        }
      }
      listener.accept().close();
      System.out.println("channel 3 after an accept: " + finish(selector, clients.get(2), 20_000));
      for (SocketChannel client : clients) {
        client.close();
      }
    }
  }

  /** What a selector says within some time; the next SYN may take seconds. */
  private static String finish(Selector selector, SocketChannel client, long millis)
      throws IOException {
    selector.selectedKeys().clear();
    int selected = selector.select(millis);
    String story = selected + " selected, pending " + client.isConnectionPending();
    boolean finished = client.finishConnect();
    if (finished) {
      client.keyFor(selector).cancel();
    }
    return story + ", connected " + finished;
  }
}
