package io.handfast.nio;

import io.handfast.nio.channel.ChannelFactory;
import io.handfast.nio.socket.ListenerSocketImpl;
import io.handfast.nio.socket.PacketSocketImpl;
import io.handfast.nio.socket.StreamSocketImpl;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketImpl;
import java.nio.channels.DatagramChannel;
import java.nio.channels.spi.SelectorProvider;

/** Puts {@code java.net} of the whole JVM on Handfast hosts. */
public final class JavaNet {
  /** What stands behind a {@code Socket}; its constructor takes a provider. */
  public static final Class<? extends SocketImpl> STREAM = StreamSocketImpl.class;

  /** What stands behind a {@code ServerSocket}; its constructor takes a provider. */
  public static final Class<? extends SocketImpl> LISTENER = ListenerSocketImpl.class;

  private static final HandfastSelectorProvider PROVIDER = new HandfastSelectorProvider();

  private JavaNet() {}

  /**
   * From here on every {@code Socket}, {@code ServerSocket}, {@code DatagramSocket} and {@code
   * MulticastSocket} that is made lives where {@link Hosts} and {@link Routing} say. Works once in
   * the life of a JVM, as the JDK has it.
   *
   * @throws IOException when the program has set a factory of its own before
   */
  public static void install() throws IOException {
    installStreams();
    installDatagrams();
  }

  /**
   * As {@link #install}, of {@code Socket} and {@code ServerSocket} alone.
   *
   * @throws IOException when the program has set a factory of its own before
   */
  @SuppressWarnings("deprecation") // it is the one way to be behind `new Socket()`
  public static void installStreams() throws IOException {
    Socket.setSocketImplFactory(() -> new StreamSocketImpl(PROVIDER));
    ServerSocket.setSocketFactory(() -> new ListenerSocketImpl(PROVIDER));
  }

  /**
   * As {@link #install}, of the datagram sockets alone.
   *
   * @throws IOException when the program has set a factory of its own before
   */
  @SuppressWarnings("deprecation") // it is the one way to be behind `new DatagramSocket()`
  public static void installDatagrams() throws IOException {
    DatagramSocket.setDatagramSocketImplFactory(() -> new PacketSocketImpl(PROVIDER));
  }

  /** A channel as the JDK has behind a {@code DatagramSocket}: an interrupt does not close it. */
  public static DatagramChannel uninterruptibleDatagramChannel() {
    return ChannelFactory.uninterruptibleDatagramChannel(PROVIDER);
  }

  /** The provider whose channels the sockets have. */
  public static SelectorProvider provider() {
    return PROVIDER;
  }
}
