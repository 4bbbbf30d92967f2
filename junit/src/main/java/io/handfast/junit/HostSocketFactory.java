package io.handfast.junit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import javax.net.SocketFactory;

/** Sockets of one host, whatever thread makes them. */
final class HostSocketFactory extends SocketFactory {
  private final TestHost host;

  HostSocketFactory(TestHost host) {
    this.host = host;
  }

  @Override
  public Socket createSocket() throws IOException {
    return host.openSocketChannel().socket();
  }

  @Override
  public Socket createSocket(String name, int port) throws IOException {
    return connected(null, new InetSocketAddress(name, port));
  }

  @Override
  public Socket createSocket(String name, int port, InetAddress local, int localPort)
      throws IOException {
    return connected(new InetSocketAddress(local, localPort), new InetSocketAddress(name, port));
  }

  @Override
  public Socket createSocket(InetAddress address, int port) throws IOException {
    return connected(null, new InetSocketAddress(address, port));
  }

  @Override
  public Socket createSocket(InetAddress address, int port, InetAddress local, int localPort)
      throws IOException {
    return connected(new InetSocketAddress(local, localPort), new InetSocketAddress(address, port));
  }

  private Socket connected(InetSocketAddress local, InetSocketAddress remote) throws IOException {
    return Sockets.connected(createSocket(), local, remote);
  }
}
