package io.handfast.nio.channel;

import io.handfast.event.Readiness;
import io.handfast.stack.Driver;
import io.handfast.udp.UdpSocket;
import io.handfast.wire.IpAddress;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.AlreadyBoundException;
import java.nio.channels.AlreadyConnectedException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.MembershipKey;
import java.nio.channels.NotYetConnectedException;
import java.nio.channels.SelectionKey;
import java.nio.channels.spi.SelectorProvider;
import java.util.Objects;
import java.util.Set;

/** A DatagramChannel on a UDP socket of a stack. */
final class HandfastDatagramChannel extends DatagramChannel implements SelectableEndpoint {
  private static final int MAX_DATAGRAM = 65_535;

  private final UdpEndpoint endpoint = new UdpEndpoint();
  private final DatagramTransfer transfer = new DatagramTransfer(this, endpoint);
  private final Memberships memberships = new Memberships(this, endpoint);
  private final Interrupts interrupts;
  private final Families families;
  private volatile NetworkInterface multicastInterface;
  private volatile InetSocketAddress remote;
  private DatagramSocket adaptor;

  HandfastDatagramChannel(SelectorProvider provider, Interrupts interrupts, Families families) {
    super(provider);
    this.interrupts = interrupts;
    this.families = families;
  }

  // ---- addresses ----

  @Override
  public DatagramChannel bind(SocketAddress local) throws IOException {
    InetSocketAddress address = local == null ? new InetSocketAddress(0) : families.check(local);
    transfer.lockBoth();
    try {
      requireOpen();
      if (endpoint.isBound()) {
        throw new AlreadyBoundException();
      }
      bindLocked(address);
      return this;
    } finally {
      transfer.unlockBoth();
    }
  }

  private void bindLocked(InetSocketAddress address) throws IOException {
    IpAddress ip = Addresses.local(address);
    UdpSocket socket = endpoint.socketFor(ip);
    require(driver -> socket.bind(ip, address.getPort(), driver.now()));
  }

  /** A receiver needs a port; another thread that sends or receives may give it one meanwhile. */
  private void bindIfUnbound() throws IOException {
    if (endpoint.isBound()) {
      return;
    }
    transfer.lockBoth();
    try {
      requireOpen();
      if (!endpoint.isBound()) {
        bindLocked(new InetSocketAddress(0));
      }
    } finally {
      transfer.unlockBoth();
    }
  }

  @Override
  public DatagramChannel connect(SocketAddress address) throws IOException {
    InetSocketAddress target = families.check(address);
    transfer.lockBoth();
    try {
      requireOpen();
      if (remote != null) {
        throw new AlreadyConnectedException();
      }
      if (target.getPort() == 0) {
        throw new SocketException("Can't connect to port 0");
      }
      UdpSocket socket = endpoint.socket();
      require(driver -> socket.connect(Addresses.remote(target), target.getPort(), driver.now()));
      remote = target;
      return this;
    } finally {
      transfer.unlockBoth();
    }
  }

  @Override
  public DatagramChannel disconnect() throws IOException {
    transfer.lockBoth();
    try {
      if (remote != null && isOpen()) {
        UdpSocket socket = endpoint.socket();
        require(driver -> socket.disconnect());
        remote = null;
      }
      return this;
    } finally {
      transfer.unlockBoth();
    }
  }

  private interface Call {
    int on(Driver driver);
  }

  private void require(Call call) throws IOException {
    Driver driver = endpoint.driver();
    driver.lock();
    try {
      if (!isOpen()) {
        throw new AsynchronousCloseException(); // the close may have come before the socket
      }
      int result = call.on(driver);
      if (result < 0) {
        throw Failures.datagram(result);
      }
    } finally {
      driver.unlock();
    }
  }

  @Override
  public boolean isConnected() {
    return remote != null;
  }

  @Override
  public SocketAddress getRemoteAddress() throws IOException {
    requireOpen();
    return remote;
  }

  @Override
  public SocketAddress getLocalAddress() throws IOException {
    requireOpen();
    return localOrNull();
  }

  InetSocketAddress localOrNull() {
    UdpSocket socket = endpoint.socketOrNull();
    if (socket == null) {
      return null;
    }
    endpoint.driver().lock();
    try {
      return families.told(Addresses.socketAddress(socket.localAddress(), socket.localPort()));
    } finally {
      endpoint.driver().unlock();
    }
  }

  InetSocketAddress remoteOrNull() {
    return remote;
  }

  // ---- data ----

  @Override
  public SocketAddress receive(ByteBuffer dst) throws IOException {
    requireWritable(dst);
    requireOpen();
    bindIfUnbound();
    DatagramTransfer.Received received = transfer.receive(dst, patience());
    return received == null ? null : received.sender();
  }

  /** As {@link #receive} in blocking mode, or null when nothing came within {@code nanos}. */
  DatagramTransfer.Received receiveWithin(ByteBuffer dst, long nanos) throws IOException {
    bindIfUnbound();
    return transfer.receive(dst, nanos);
  }

  @Override
  public int send(ByteBuffer src, SocketAddress target) throws IOException {
    Objects.requireNonNull(src);
    InetSocketAddress address = families.check(target);
    requireOpen();
    InetSocketAddress peer = remote;
    if (peer == null) {
      return transfer.send(src, Addresses.remote(address), address.getPort());
    }
    if (!address.equals(peer)) {
      throw new AlreadyConnectedException();
    }
    return transfer.send(src, null, 0);
  }

  @Override
  public int read(ByteBuffer dst) throws IOException {
    requireWritable(dst);
    requireConnected();
    DatagramTransfer.Received received = transfer.receive(dst, patience());
    return received == null ? 0 : received.length();
  }

  @Override
  public long read(ByteBuffer[] dsts, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, dsts.length);
    ByteBuffer whole = ByteBuffer.allocate(MAX_DATAGRAM);
    int n = read(whole);
    whole.flip();
    for (int i = offset; i < offset + length; i++) {
      int part = Math.min(whole.remaining(), dsts[i].remaining());
      dsts[i].put(whole.slice(whole.position(), part));
      whole.position(whole.position() + part);
    }
    return n - whole.remaining();
  }

  @Override
  public int write(ByteBuffer src) throws IOException {
    Objects.requireNonNull(src);
    requireConnected();
    return transfer.send(src, null, 0);
  }

  @Override
  public long write(ByteBuffer[] srcs, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, srcs.length);
    ByteBuffer whole = ByteBuffer.allocate(MAX_DATAGRAM);
    for (int i = offset; i < offset + length; i++) {
      whole.put(srcs[i].duplicate());
    }
    int sent = write(whole.flip());
    for (int i = offset; sent > 0 && i < offset + length; i++) {
      srcs[i].position(srcs[i].limit());
    }
    return sent;
  }

  private long patience() {
    return isBlocking() ? Driver.NEVER : 0;
  }

  private static void requireWritable(ByteBuffer dst) {
    if (dst.isReadOnly()) {
      throw new IllegalArgumentException("read-only buffer");
    }
  }

  void requireOpen() throws ClosedChannelException {
    if (!isOpen()) {
      throw new ClosedChannelException();
    }
  }

  private void requireConnected() throws ClosedChannelException {
    requireOpen();
    if (remote == null) {
      throw new NotYetConnectedException();
    }
  }

  Interrupts interrupts() {
    return interrupts;
  }

  void beginBlocking() {
    if (!interrupts.areDeferred()) {
      begin();
    }
  }

  void endBlocking(boolean completed) throws AsynchronousCloseException {
    if (interrupts.areDeferred()) {
      interrupts.settle();
      if (!completed && !isOpen()) {
        throw new AsynchronousCloseException();
      }
      return;
    }
    end(completed);
    Interrupts.closeIfInterrupted(this, completed);
  }

  // ---- options ----

  @Override
  public <T> DatagramChannel setOption(SocketOption<T> name, T value) throws IOException {
    HostOption<UdpSocket, T> option = HostOption.find(Options.DATAGRAM, name);
    T checked = option.check(value);
    requireOpen();
    if (name.equals(StandardSocketOptions.IP_MULTICAST_IF)) {
      multicastInterface = (NetworkInterface) checked;
      return this;
    }
    endpoint.set(option, checked);
    return this;
  }

  @Override
  public <T> T getOption(SocketOption<T> name) throws IOException {
    HostOption<UdpSocket, T> option = HostOption.find(Options.DATAGRAM, name);
    requireOpen();
    return name.equals(StandardSocketOptions.IP_MULTICAST_IF)
        ? name.type().cast(multicastInterface)
        : endpoint.get(option);
  }

  @Override
  public Set<SocketOption<?>> supportedOptions() {
    return Options.DATAGRAM.keySet();
  }

  @Override
  public MembershipKey join(InetAddress group, NetworkInterface nic) throws IOException {
    requireOpen();
    return memberships.join(group, Objects.requireNonNull(nic), null);
  }

  @Override
  public MembershipKey join(InetAddress group, NetworkInterface nic, InetAddress source)
      throws IOException {
    requireOpen();
    return memberships.join(group, Objects.requireNonNull(nic), Objects.requireNonNull(source));
  }

  Families families() {
    return families;
  }

  Memberships memberships() {
    return memberships;
  }

  @Override
  public synchronized DatagramSocket socket() {
    if (adaptor == null) {
      adaptor = DatagramSocketAdaptor.of(this);
    }
    return adaptor;
  }

  // ---- selection and life ----

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
    UdpSocket socket = endpoint.socketOrNull();
    if (!isOpen()) {
      return 0;
    }
    if (socket == null) {
      return SelectionKey.OP_WRITE; // nothing is in the way of a first datagram
    }
    int ready = socket.readiness();
    int ops = (ready & (Readiness.READABLE | Readiness.ERROR)) != 0 ? SelectionKey.OP_READ : 0;
    return (ready & (Readiness.WRITABLE | Readiness.ERROR)) != 0
        ? ops | SelectionKey.OP_WRITE
        : ops;
  }

  @Override
  protected void implConfigureBlocking(boolean block) throws IOException {
    transfer.lockBoth();
    try {
      requireOpen();
    } finally {
      transfer.unlockBoth();
    }
  }

  @Override
  protected void implCloseSelectableChannel() {
    UdpSocket socket = endpoint.socketOrNull();
    if (socket == null) {
      return;
    }
    Driver driver = endpoint.driver();
    driver.lock();
    try {
      socket.close(driver.now());
      endpoint.signalAll();
    } finally {
      driver.unlock();
    }
  }

  @Override
  public String toString() {
    return "DatagramChannel[" + (isOpen() ? localOrNull() : "closed") + ']';
  }
}
