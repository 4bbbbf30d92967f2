package io.handfast.nio;

import io.handfast.nio.socket.ListenerSocketImpl;
import io.handfast.nio.socket.PacketSocketImpl;
import io.handfast.nio.socket.StreamSocketImpl;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.ServerSocket;
import java.net.Socket;

/** Puts {@code java.net} of the whole JVM on Handfast hosts. */
public final class JavaNet {
  private static final HandfastSelectorProvider PROVIDER = new HandfastSelectorProvider();

  private JavaNet() {}

  /**
   * From here on every {@code Socket}, {@code ServerSocket}, {@code DatagramSocket} and {@code
   * MulticastSocket} that is made lives where {@link Hosts} and {@link Routing} say. Works once in
   * the life of a JVM, as the JDK has it.
   *
   * @throws IOException when the program has set a factory of its own before
   */
  @SuppressWarnings("deprecation") // it is the one way to be behind `new Socket()`
  public static void install() throws IOException {
    Socket.setSocketImplFactory(() -> new StreamSocketImpl(PROVIDER));
    ServerSocket.setSocketFactory(() -> new ListenerSocketImpl(PROVIDER));
    DatagramSocket.setDatagramSocketImplFactory(() -> new PacketSocketImpl(PROVIDER));
  }
}
