package io.handfast.junit;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketAddress;

/** What socket factories share. */
final class Sockets {
  private Sockets() {}

  /** Binds, unless {@code local} is null, and connects; a socket that cannot is closed. */
  static Socket connected(Socket socket, SocketAddress local, SocketAddress remote)
      throws IOException {
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
