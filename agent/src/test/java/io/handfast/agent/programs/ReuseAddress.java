package io.handfast.agent.programs;

import java.io.IOException;
import java.net.BindException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.MulticastSocket;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/** What SO_REUSEADDR is by default and what it does: the same lines with any sockets. */
public final class ReuseAddress {
  private static final InetAddress HERE = InetAddress.getLoopbackAddress();

  private ReuseAddress() {}

  /** Prints a line for each fact. */
  public static void main(String[] arguments) throws Exception {
    defaults();
    overAListener();
    overTimeWait(true);
    overTimeWait(false);
    datagrams(true, true);
    datagrams(true, false);
    datagrams(false, false);
  }

  private static void defaults() throws IOException {
    try (Socket socket = new Socket();
        ServerSocket listener = new ServerSocket();
        DatagramSocket datagram = new DatagramSocket(null);
        MulticastSocket multicast = new MulticastSocket(null);
        SocketChannel channel = SocketChannel.open();
        ServerSocketChannel server = ServerSocketChannel.open();
        DatagramChannel datagrams = DatagramChannel.open()) {
      System.out.println("Socket " + socket.getReuseAddress());
      System.out.println("ServerSocket " + listener.getReuseAddress());
      System.out.println("DatagramSocket " + datagram.getReuseAddress());
      System.out.println("MulticastSocket " + multicast.getReuseAddress());
      System.out.println("SocketChannel " + channel.getOption(StandardSocketOptions.SO_REUSEADDR));
      System.out.println(
          "ServerSocketChannel " + server.getOption(StandardSocketOptions.SO_REUSEADDR));
      System.out.println(
          "DatagramChannel " + datagrams.getOption(StandardSocketOptions.SO_REUSEADDR));
    }
  }

  private static void overAListener() throws IOException {
    try (ServerSocket first = new ServerSocket(0, 5, HERE);
        ServerSocket second = new ServerSocket()) {
      second.setReuseAddress(true);
      System.out.println("over a listener: " + bind(second, first.getLocalPort()));
    }
  }

  private static void overTimeWait(boolean reuse) throws IOException {
    int port;
    try (ServerSocket listener = new ServerSocket()) {
      listener.setReuseAddress(reuse);
      listener.bind(new InetSocketAddress(HERE, 0));
      port = listener.getLocalPort();
      try (Socket client = new Socket(HERE, port);
          Socket server = listener.accept()) {
        server.close(); // first, so that TIME-WAIT is on this side
        client.getInputStream().read();
      }
    }
    try (ServerSocket again = new ServerSocket()) {
      again.setReuseAddress(reuse);
      System.out.println("over TIME-WAIT, " + reuse + ": " + bind(again, port));
    }
  }

  private static String bind(ServerSocket socket, int port) throws IOException {
    try {
      socket.bind(new InetSocketAddress(HERE, port));
      return "bound";
    } catch (BindException e) {
      return "refused";
    }
  }

  private static void datagrams(boolean first, boolean second) throws IOException {
    try (DatagramSocket a = new DatagramSocket(null);
        DatagramSocket b = new DatagramSocket(null)) {
      a.setReuseAddress(first);
      b.setReuseAddress(second);
      a.bind(new InetSocketAddress(HERE, 0));
      String outcome;
      try {
        b.bind(new InetSocketAddress(HERE, a.getLocalPort()));
        outcome = "bound";
      } catch (BindException e) {
        outcome = "refused";
      }
      System.out.println("datagrams, " + first + " and " + second + ": " + outcome);
    }
  }
}
