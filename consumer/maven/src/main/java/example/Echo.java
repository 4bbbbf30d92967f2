package example;

import io.handfast.host.Host;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;

/** Talks to itself on a host of its own: what it sends must come back, and not by the kernel. */
public final class Echo {
  private Echo() {}

  public static void main(String[] args) throws IOException {
    try (Host host = Host.builder().tun("none").address("10.7.0.2/24").open();
        ServerSocket listener = host.serverSocketFactory().createServerSocket(7);
        Socket socket = host.socketFactory().createSocket("10.7.0.2", 7);
        Socket peer = listener.accept()) {
      socket.getOutputStream().write(42);
      System.out.println("from " + peer.getInetAddress().getHostAddress() + ": " + peer.getInputStream().read());
    }
  }
}
