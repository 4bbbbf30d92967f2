package io.handfast.nio.socket;

import io.handfast.nio.Routing;
import io.handfast.nio.channel.ChannelFactory;
import io.handfast.nio.channel.Families;
import java.io.FileDescriptor;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketImpl;
import java.net.SocketOption;
import java.net.SocketOptions;
import java.net.UnknownHostException;
import java.nio.channels.spi.SelectorProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Behind every java.net.Socket of the JVM: a socket of a Handfast channel, or one of the kernel's,
 * as the first address says that the program binds or connects to.
 */
public class StreamSocketImpl extends SocketImpl {
  private interface Setting {
    void apply(Socket socket) throws IOException;
  }

  private final SelectorProvider provider;
  private final List<Setting> settings = new ArrayList<>();
  private volatile Socket socket;
  private Forgotten forgotten;
  private boolean decided;

  /** With channels of this provider. */
  public StreamSocketImpl(SelectorProvider provider) {
    this.provider = provider;
  }

  @Override
  protected void create(boolean stream) {
    hold(ChannelFactory.socket(provider));
  }

  private void hold(Socket held) {
    socket = held;
    forgotten = Forgotten.watch(this, forgotten, held);
    fd = new FileDescriptor(); // java.net's classes know by it that there is a socket
  }

  /** Becomes the end of a connection that was accepted. */
  void adopt(Socket accepted) {
    hold(accepted);
    decided = true;
    address = accepted.getInetAddress();
    port = accepted.getPort();
    localport = accepted.getLocalPort();
  }

  private Socket open() throws SocketException {
    Socket present = socket;
    if (present == null || present.isClosed()) {
      throw SocketFailures.closed();
    }
    return present;
  }

  /** Moves to the kernel, with the options set so far, when the address is the kernel's. */
  private void decide(InetAddress target) throws IOException {
    Socket present = open();
    if (decided || !Routing.isKernels(target)) {
      return;
    }
    Socket kernels = KernelSockets.socket();
    for (Setting each : settings) {
      each.apply(kernels);
    }
    if (present.getLocalPort() > 0) {
      int bound = present.getLocalPort();
      present.close();
      kernels.bind(new InetSocketAddress(bound));
    }
    present.close();
    hold(kernels);
    decided = true;
  }

  // ---- connection ----

  @Override
  protected void connect(String host, int port) throws IOException {
    connect(new InetSocketAddress(host, port), 0);
  }

  @Override
  protected void connect(InetAddress host, int port) throws IOException {
    connect(new InetSocketAddress(host, port), 0);
  }

  @Override
  protected void connect(SocketAddress remote, int timeout) throws IOException {
    if (!(remote instanceof InetSocketAddress target)) {
      throw new IllegalArgumentException("Unsupported address type");
    }
    if (target.isUnresolved()) {
      close();
      throw new UnknownHostException(target.getHostName());
    }
    try {
      Families.require(target.getAddress());
      decide(target.getAddress());
      open().connect(target, timeout);
    } catch (IOException e) {
      close();
      throw SocketFailures.ofCall(e);
    }
    address = socket.getInetAddress();
    port = target.getPort();
    localport = socket.getLocalPort();
  }

  @Override
  protected void bind(InetAddress host, int port) throws IOException {
    Families.require(host);
    if (!host.isAnyLocalAddress()) {
      decide(host);
      decided = true;
    }
    try {
      open().bind(new InetSocketAddress(host, port));
    } catch (IOException e) {
      throw SocketFailures.of(e);
    }
    localport = socket.getLocalPort();
  }

  @Override
  protected void listen(int backlog) throws IOException {
    throw new SocketException("this socket does not listen");
  }

  @Override
  protected void accept(SocketImpl s) throws IOException {
    throw new SocketException("this socket does not listen");
  }

  // ---- data ----

  @Override
  protected InputStream getInputStream() throws IOException {
    return new SocketStreams.Input(open(), this);
  }

  @Override
  protected OutputStream getOutputStream() throws IOException {
    return new SocketStreams.Output(open(), this);
  }

  @Override
  protected int available() throws IOException {
    Socket present = open();
    return present.isInputShutdown() ? 0 : present.getInputStream().available();
  }

  @Override
  protected void shutdownInput() throws IOException {
    if (!open().isInputShutdown()) {
      socket.shutdownInput();
    }
  }

  @Override
  protected void shutdownOutput() throws IOException {
    if (!open().isOutputShutdown()) {
      socket.shutdownOutput();
    }
  }

  @Override
  protected boolean supportsUrgentData() {
    return true;
  }

  @Override
  protected void sendUrgentData(int data) throws IOException {
    try {
      open().sendUrgentData(data);
    } catch (IOException e) {
      throw SocketFailures.of(e);
    }
  }

  @Override
  protected void close() throws IOException {
    Socket present = socket;
    if (present != null) {
      present.close();
      forgotten.release();
    }
  }

  // ---- options ----

  private void set(Setting setting) throws IOException {
    setting.apply(open());
    if (!decided) {
      settings.add(setting);
    }
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
      switch (id) {
        case SocketOptions.SO_TIMEOUT -> set(each -> each.setSoTimeout((Integer) value));
        case SocketOptions.SO_OOBINLINE -> set(each -> each.setOOBInline((Boolean) value));
        default -> {
          requireKnown(named, id);
          set(each -> each.setOption(named, IntegerOptions.value(id, value)));
        }
      }
    } catch (IOException e) {
      throw SocketFailures.ofOption(e);
    }
  }

  @Override
  public Object getOption(int id) throws SocketException {
    Socket present = open();
    SocketOption<Object> named = IntegerOptions.of(id);
    try {
      return switch (id) {
        case SocketOptions.SO_TIMEOUT -> present.getSoTimeout();
        case SocketOptions.SO_OOBINLINE -> present.getOOBInline();
        case SocketOptions.SO_BINDADDR -> present.getLocalAddress();
        default -> {
          requireKnown(named, id);
          yield present.getOption(named);
        }
      };
    } catch (IOException e) {
      throw SocketFailures.ofOption(e);
    }
  }

  static void requireKnown(SocketOption<Object> named, int id) throws SocketException {
    if (named == null) {
      throw new SocketException("Unknown option " + id);
    }
  }
}
