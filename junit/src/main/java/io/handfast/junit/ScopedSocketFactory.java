package io.handfast.junit;

import io.handfast.nio.HandfastSelectorProvider;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import javax.net.SocketFactory;

/**
 * Makes sockets of the host on which the calling thread runs, for clients that want the name of a
 * class, as JDBC drivers do: {@code socketFactory=io.handfast.junit.ScopedSocketFactory}.
 */
public final class ScopedSocketFactory extends SocketFactory {
  private static final HandfastSelectorProvider PROVIDER = new HandfastSelectorProvider();

  /** For drivers. */
  public ScopedSocketFactory() {}

  @Override
  public Socket createSocket() throws IOException {
    return PROVIDER.openSocketChannel().socket();
  }

  @Override
  public Socket createSocket(String host, int port) throws IOException {
    return Sockets.connected(createSocket(), null, new InetSocketAddress(host, port));
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress local, int localPort)
      throws IOException {
    return Sockets.connected(
        createSocket(), new InetSocketAddress(local, localPort), new InetSocketAddress(host, port));
  }

  @Override
  public Socket createSocket(InetAddress host, int port) throws IOException {
    return Sockets.connected(createSocket(), null, new InetSocketAddress(host, port));
  }

  @Override
  public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort)
      throws IOException {
    return Sockets.connected(
        createSocket(), new InetSocketAddress(local, localPort), new InetSocketAddress(host, port));
  }
}
