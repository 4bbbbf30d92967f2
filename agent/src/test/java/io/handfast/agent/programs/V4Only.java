package io.handfast.agent.programs;

import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SocketChannel;

/** What a JVM that prefers IPv4 does with addresses. */
public final class V4Only {
  private V4Only() {}

  /** Binds one channel to the address of another, and a socket to an IPv6 address. */
  public static void main(String[] arguments) throws Exception {
    try (DatagramChannel one = DatagramChannel.open().bind(null);
        DatagramChannel other = DatagramChannel.open()) {
      InetSocketAddress local = (InetSocketAddress) one.getLocalAddress();
      other.bind(new InetSocketAddress(local.getAddress(), 0));
      System.out.println("any " + local.getAddress().getHostAddress());
    }
    try {
      SocketChannel.open(StandardProtocolFamily.INET6).close();
    } catch (UnsupportedOperationException e) {
      System.out.println("no INET6");
    }
    try (Socket socket = new Socket()) {
      socket.bind(new InetSocketAddress("::1", 0));
    } catch (SocketException e) {
      System.out.println(e.getMessage());
    }
  }
}
