package io.handfast.junit;

import io.handfast.nio.Hosts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import javax.net.SocketFactory;

/**
 * Makes sockets of the host on which the calling thread runs, for clients that want the name of a
 * class, as JDBC drivers do: {@code socketFactory=io.handfast.junit.ScopedSocketFactory}.
 */
public final class ScopedSocketFactory extends SocketFactory {
  /** For drivers. */
  public ScopedSocketFactory() {}

  private static SocketFactory present() throws SocketException {
    return Hosts.current()
        .orElseThrow(() -> new SocketException("this thread runs on no host: see TestHost.call"))
        .socketFactory();
  }

  @Override
  public Socket createSocket() throws IOException {
    return present().createSocket();
  }

  @Override
  public Socket createSocket(String host, int port) throws IOException {
    return present().createSocket(host, port);
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress local, int localPort)
      throws IOException {
    return present().createSocket(host, port, local, localPort);
  }

  @Override
  public Socket createSocket(InetAddress host, int port) throws IOException {
    return present().createSocket(host, port);
  }

  @Override
  public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort)
      throws IOException {
    return present().createSocket(host, port, local, localPort);
  }
}
