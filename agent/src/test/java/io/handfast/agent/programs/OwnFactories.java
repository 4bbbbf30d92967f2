package io.handfast.agent.programs;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.MulticastSocket;
import java.net.Proxy;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;

/** What a program does around java.net's sockets: proxies, factories, few modules. */
public final class OwnFactories {
  private static final InetAddress HERE = InetAddress.getLoopbackAddress();

  private OwnFactories() {}

  /** Prints a line for each thing it did. */
  @SuppressWarnings("deprecation") // programs that use it exist
  public static void main(String[] arguments) throws Exception {
    throughSocks();
    try (DatagramSocket datagrams = new DatagramSocket(0, HERE);
        MulticastSocket multicast = new MulticastSocket()) {
      multicast.setTimeToLive(3);
      System.out.println("ttl " + multicast.getTimeToLive());
      System.out.println("bound " + (datagrams.getLocalPort() > 0));
    }
    Socket.setSocketImplFactory(() -> {
      throw new IllegalStateException("the program's factory was asked");
    });
    try {
      new Socket(HERE, 1);
    } catch (IllegalStateException e) {
      System.out.println(e.getMessage());
    }
  }

  /** The proxy hangs up behind the greeting; what counts is that it was reached. */
  private static void throughSocks() throws IOException {
    try (ServerSocket proxy = new ServerSocket(0, 5, HERE)) {
      Thread.ofPlatform().daemon().start(() -> answer(proxy));
      Proxy socks = new Proxy(Proxy.Type.SOCKS, proxy.getLocalSocketAddress());
      try (Socket socket = new Socket(socks)) {
        socket.connect(InetSocketAddress.createUnresolved("name.test", 80));
        System.out.println("connected");
      } catch (SocketException e) {
        System.out.println("proxy " + e.getMessage());
      }
    }
  }

  private static void answer(ServerSocket proxy) {
    try (Socket client = proxy.accept()) {
      InputStream in = client.getInputStream();
      int version = in.read();
      new DataInputStream(in).readFully(new byte[in.read()]);
      client.getOutputStream().write(new byte[] {5, 0});
      new DataInputStream(in).readFully(new byte[7 + "name.test".length()]);
      System.out.println("asked by version " + version);
      client.getOutputStream().write(new byte[] {5, 4, 0, 1, 0, 0, 0, 0, 0, 0}); // unreachable
    } catch (IOException e) {
      System.out.println(e);
    }
  }
}
