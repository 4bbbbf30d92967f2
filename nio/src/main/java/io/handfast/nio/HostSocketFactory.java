package io.handfast.nio;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.channels.spi.SelectorProvider;
import javax.net.SocketFactory;

/** Sockets of one host, whatever thread makes them. */
final class HostSocketFactory extends SocketFactory {
  private final NetworkHost host;
  private final SelectorProvider provider;

  HostSocketFactory(NetworkHost host) {
    this.host = host;
    this.provider = host.selectorProvider();
  }

  @Override
  public Socket createSocket() throws IOException {
    return provider.openSocketChannel().socket();
  }

  @Override
  public Socket createSocket(String name, int port) throws IOException {
    return connected(null, resolved(name, port));
  }

  @Override
  public Socket createSocket(String name, int port, InetAddress local, int localPort)
      throws IOException {
    return connected(new InetSocketAddress(local, localPort), resolved(name, port));
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

  /** In the host's scope, so that the host's resolver is asked. */
  private InetSocketAddress resolved(String name, int port) {
    try (Hosts.Scope _ = Hosts.enter(host)) {
      return new InetSocketAddress(name, port);
    }
  }

  private Socket connected(SocketAddress local, SocketAddress remote) throws IOException {
    Socket socket = createSocket();
    try {
      if (local != null) {
        socket.bind(local);
      }
      socket.connect(remote);
      return socket;
    } catch (IOException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }
}
