package io.handfast.nio.socket;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketImpl;
import java.nio.channels.spi.SelectorProvider;

/**
 * The JDK's own sockets, past the factories of the JVM: for addresses that are the kernel's. They
 * can be made when the package {@code sun.nio.ch} is exported to this module, as the agent does.
 */
public final class KernelSockets {
  private static final ScopedValue<Boolean> ACCEPTING = ScopedValue.newInstance();

  private KernelSockets() {}

  private static final class KernelSocket extends Socket {
    KernelSocket(SocketImpl impl) throws SocketException {
      super(impl);
    }
  }

  private static final class KernelServerSocket extends ServerSocket {
    KernelServerSocket(SocketImpl impl) {
      super(impl);
    }

    @Override
    public Socket accept() throws IOException {
      return ScopedValue.where(ACCEPTING, true).call(super::accept);
    }
  }

  /** True while the present thread accepts a connection of the kernel's. */
  public static boolean areAccepting() {
    return ACCEPTING.isBound();
  }

  static Socket socket() throws IOException {
    return new KernelSocket(platformImpl(false));
  }

  static ServerSocket serverSocket() throws IOException {
    return new KernelServerSocket(platformImpl(true));
  }

  static DatagramSocket datagramSocket(SelectorProvider builtIn) throws IOException {
    return builtIn.openDatagramChannel().socket();
  }

  /**
   * The JDK's own implementation.
   *
   * @throws IOException when it is out of reach
   */
  public static SocketImpl platformImpl(boolean server) throws IOException {
    try {
      Class<?> type = Class.forName("sun.nio.ch.NioSocketImpl");
      return (SocketImpl) type.getConstructor(boolean.class).newInstance(server);
    } catch (ReflectiveOperationException e) {
      throw new IOException("the JDK's own sockets are out of reach without the agent", e);
    }
  }
}
