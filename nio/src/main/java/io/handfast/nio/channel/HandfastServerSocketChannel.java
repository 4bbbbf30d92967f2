package io.handfast.nio.channel;

import io.handfast.event.Readiness;
import io.handfast.stack.Driver;
import io.handfast.tcp.TcpSocket;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NotYetBoundException;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.SelectorProvider;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/** A ServerSocketChannel on a listening TCP socket of a stack. */
final class HandfastServerSocketChannel extends ServerSocketChannel implements SelectableEndpoint {
  private final TcpEndpoint endpoint = TcpEndpoint.forListener();
  private final ReentrantLock acceptLock = new ReentrantLock();
  private final Interrupts interrupts;
  private final Families families;
  private ServerSocket adaptor;

  HandfastServerSocketChannel(SelectorProvider provider, Interrupts interrupts, Families families) {
    super(provider);
    this.interrupts = interrupts;
    this.families = families;
  }

  @Override
  public ServerSocketChannel bind(SocketAddress local, int backlog) throws IOException {
    InetSocketAddress address = local == null ? null : families.check(local);
    requireOpen();
    endpoint.bind(this, address, Math.max(backlog, 0));
    return this;
  }

  /** The next connection; null in non-blocking mode when none waits. */
  @Override
  public SocketChannel accept() throws IOException {
    return accept(isBlocking() ? Driver.NEVER : 0);
  }

  /** The next connection, or null when none came within {@code nanos}; 0 does not wait. */
  HandfastSocketChannel accept(long nanos) throws IOException {
    requireListening();
    long left = nanos == 0 ? 0 : Patience.lock(acceptLock, endpoint.driver(), nanos);
    if (nanos == 0) {
      acceptLock.lock();
    } else if (left == 0) {
      return null;
    }
    try {
      requireListening();
      return nanos == 0 ? acceptWaiting(0) : acceptBlocking(left);
    } finally {
      acceptLock.unlock();
    }
  }

  private void requireListening() throws IOException {
    requireOpen();
    if (!isListening()) {
      throw new NotYetBoundException();
    }
  }

  private HandfastSocketChannel acceptBlocking(long nanos) throws IOException {
    HandfastSocketChannel accepted = null;
    if (!interrupts.areDeferred()) {
      begin();
    }
    try {
      accepted = acceptWaiting(nanos);
    } finally {
      endBlocking(accepted);
    }
    return accepted;
  }

  /** A connection that was taken goes to nobody when an interrupt has the last word. */
  private void endBlocking(HandfastSocketChannel accepted) throws IOException {
    if (interrupts.areDeferred()) {
      interrupts.settle();
      if (accepted == null && !isOpen()) {
        throw new AsynchronousCloseException();
      }
      return;
    }
    try {
      end(accepted != null);
      Interrupts.closeIfInterrupted(this, accepted != null);
    } catch (AsynchronousCloseException e) {
      if (accepted != null) {
        accepted.close();
      }
      throw e;
    }
  }

  private HandfastSocketChannel acceptWaiting(long nanos) throws IOException {
    Driver driver = endpoint.driver();
    driver.lock();
    try {
      long deadline = Patience.deadline(driver, nanos);
      while (true) {
        endpoint.reader().clear();
        TcpSocket next = isOpen() ? endpoint.socket().accept(driver.now()) : null;
        if (next != null) {
          return channelOf(next);
        }
        if (!isOpen() || Patience.isOver(driver, deadline, interrupts)) {
          return null;
        }
        driver.await(endpoint.reader(), deadline);
      }
    } finally {
      driver.unlock();
    }
  }

  private HandfastSocketChannel channelOf(TcpSocket next) {
    InetSocketAddress peer = Addresses.socketAddress(next.remoteAddress(), next.remotePort());
    TcpEndpoint accepted = new TcpEndpoint(endpoint.host(), next);
    return new HandfastSocketChannel(provider(), accepted, interrupts.another(), peer);
  }

  @Override
  public SocketAddress getLocalAddress() throws IOException {
    requireOpen();
    return endpoint.localAddress();
  }

  TcpEndpoint endpoint() {
    return endpoint;
  }

  InetSocketAddress localOrNull() {
    return endpoint.localAddress();
  }

  boolean isListening() {
    return endpoint.isListening();
  }

  @Override
  public <T> ServerSocketChannel setOption(SocketOption<T> name, T value) throws IOException {
    HostOption<TcpSocket, T> option = HostOption.find(options(), name);
    T checked = option.check(value);
    requireOpen();
    endpoint.set(option, checked);
    return this;
  }

  @Override
  public <T> T getOption(SocketOption<T> name) throws IOException {
    HostOption<TcpSocket, T> option = HostOption.find(options(), name);
    requireOpen();
    return endpoint.get(option);
  }

  @Override
  public Set<SocketOption<?>> supportedOptions() {
    return options().keySet();
  }

  @Override
  public synchronized ServerSocket socket() {
    if (adaptor == null) {
      adaptor = ServerSocketAdaptor.of(this);
    }
    return adaptor;
  }

  private Map<SocketOption<?>, HostOption<TcpSocket, ?>> options() {
    return interrupts.areOfSocket() ? Options.SERVER_SOCKET : Options.LISTENER;
  }

  private void requireOpen() throws ClosedChannelException {
    if (!isOpen()) {
      throw new ClosedChannelException();
    }
  }

  @Override
  public Driver driver() {
    return endpoint.driver();
  }

  @Override
  public KeyList keys() {
    return endpoint.keys();
  }

  @Override
  public int readyOps() {
    if (!isListening() || !isOpen()) {
      return 0;
    }
    int ready = endpoint.socketOrNull().readiness();
    boolean acceptable = (ready & (Readiness.ACCEPTABLE | Readiness.ERROR)) != 0;
    return acceptable ? SelectionKey.OP_ACCEPT : 0;
  }

  /** Waits until no accept is under way, as the specification wants. */
  @Override
  protected void implConfigureBlocking(boolean block) throws IOException {
    acceptLock.lock();
    try {
      requireOpen();
    } finally {
      acceptLock.unlock();
    }
  }

  @Override
  protected void implCloseSelectableChannel() {
    StreamCloser.close(endpoint, false, interrupts);
  }

  @Override
  public String toString() {
    return "ServerSocketChannel[" + (isOpen() ? endpoint.localAddress() : "closed") + ']';
  }
}
