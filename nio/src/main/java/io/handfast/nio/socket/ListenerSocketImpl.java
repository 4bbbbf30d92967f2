package io.handfast.nio.socket;

import io.handfast.nio.Routing;
import io.handfast.nio.channel.ChannelFactory;
import io.handfast.nio.channel.Families;
import java.io.FileDescriptor;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.ref.Reference;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketImpl;
import java.net.SocketOption;
import java.net.SocketOptions;
import java.nio.channels.spi.SelectorProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Behind every java.net.ServerSocket of the JVM; the address of its bind says whose it is. */
public class ListenerSocketImpl extends SocketImpl {
  private interface Setting {
    void apply(ServerSocket socket) throws IOException;
  }

  private final SelectorProvider provider;
  private final List<Setting> settings = new ArrayList<>();
  private volatile ServerSocket socket;
  private Forgotten forgotten;
  private InetSocketAddress local;

  /** With channels of this provider. */
  public ListenerSocketImpl(SelectorProvider provider) {
    this.provider = provider;
  }

  @Override
  protected void create(boolean stream) {
    hold(ChannelFactory.serverSocket(provider));
  }

  private void hold(ServerSocket held) {
    socket = held;
    forgotten = Forgotten.watch(this, forgotten, held);
    fd = new FileDescriptor(); // java.net's classes know by it that there is a socket
  }

  private ServerSocket open() throws SocketException {
    ServerSocket present = socket;
    if (present == null || present.isClosed()) {
      throw SocketFailures.closed();
    }
    return present;
  }

  @Override
  protected void bind(InetAddress host, int port) throws IOException {
    ServerSocket present = open();
    Families.require(host);
    local = new InetSocketAddress(host, port);
    if (!host.isAnyLocalAddress() && Routing.isKernels(host)) {
      ServerSocket kernels = KernelSockets.serverSocket();
      for (Setting each : settings) {
        each.apply(kernels);
      }
      hold(kernels);
      present.close();
    }
  }

  /** Binds too: between the two there is nothing that a program could see. */
  @Override
  protected void listen(int backlog) throws IOException {
    try {
      open().bind(local, backlog);
    } catch (IOException e) {
      throw SocketFailures.of(e);
    }
    localport = socket.getLocalPort();
    address = socket.getInetAddress();
  }

  @Override
  protected void accept(SocketImpl target) throws IOException {
    if (!(target instanceof StreamSocketImpl connection)) {
      throw new SocketException("accepts no connection for a " + target.getClass().getName());
    }
    try {
      connection.adopt(open().accept());
    } catch (IOException e) {
      throw SocketFailures.of(e);
    } finally {
      Reference.reachabilityFence(this); // a listener that waits is not forgotten
    }
  }

  @Override
  protected void close() throws IOException {
    ServerSocket present = socket;
    if (present != null) {
      present.close();
      forgotten.release();
    }
  }

  // ---- options ----

  private void set(Setting setting) throws IOException {
    setting.apply(open());
    settings.add(setting);
  }

  @Override
  protected Set<SocketOption<?>> supportedOptions() {
    return socket == null ? Set.of() : socket.supportedOptions();
  }

  @Override
  protected <T> void setOption(SocketOption<T> name, T value) throws IOException {
    set(each -> each.setOption(name, value));
  }

  @Override
  protected <T> T getOption(SocketOption<T> name) throws IOException {
    return open().getOption(name);
  }

  @Override
  public void setOption(int id, Object value) throws SocketException {
    SocketOption<Object> named = IntegerOptions.of(id);
    try {
      if (id == SocketOptions.SO_TIMEOUT) {
        set(each -> each.setSoTimeout((Integer) value));
      } else {
        StreamSocketImpl.requireKnown(named, id);
        set(each -> each.setOption(named, IntegerOptions.value(id, value)));
      }
    } catch (IOException e) {
      throw SocketFailures.ofOption(e);
    }
  }

  @Override
  public Object getOption(int id) throws SocketException {
    ServerSocket present = open();
    SocketOption<Object> named = IntegerOptions.of(id);
    try {
      return switch (id) {
        case SocketOptions.SO_TIMEOUT -> present.getSoTimeout();
        case SocketOptions.SO_BINDADDR -> present.getInetAddress();
        default -> {
          StreamSocketImpl.requireKnown(named, id);
          yield present.getOption(named);
        }
      };
    } catch (IOException e) {
      throw SocketFailures.ofOption(e);
    }
  }

  // ---- what a listener does not do ----

  private static SocketException listens() {
    return new SocketException("this socket listens");
  }

  @Override
  protected void connect(String host, int port) throws IOException {
    throw listens();
  }

  @Override
  protected void connect(InetAddress host, int port) throws IOException {
    throw listens();
  }

  @Override
  protected void connect(SocketAddress remote, int timeout) throws IOException {
    throw listens();
  }

  @Override
  protected InputStream getInputStream() throws IOException {
    throw listens();
  }

  @Override
  protected OutputStream getOutputStream() throws IOException {
    throw listens();
  }

  @Override
  protected int available() {
    return 0;
  }

  @Override
  protected void sendUrgentData(int data) throws IOException {
    throw listens();
  }
}
