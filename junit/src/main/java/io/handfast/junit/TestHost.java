package io.handfast.junit;

import io.handfast.event.Counter;
import io.handfast.nio.Hosts;
import io.handfast.nio.NetworkHost;
import io.handfast.sim.SimHost;
import io.handfast.tcp.State;
import io.handfast.tcp.TcpInfo;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import javax.net.ServerSocketFactory;
import javax.net.SocketFactory;

/**
 * A host of a test's network. Programs get onto it in one of two ways: by its socket factories, or
 * by running on it, so that the channels they open are its channels, as are those of the threads
 * they create.
 */
public final class TestHost {
  private final TestNetwork network;
  private final SimHost node;
  private final NetworkHost host;
  private final HostThreads threads;

  TestHost(TestNetwork network, SimHost node, NetworkHost host) {
    this.network = network;
    this.node = node;
    this.host = host;
    this.threads = new HostThreads(host);
  }

  /** Its name. */
  public String name() {
    return node.name();
  }

  // ---- addresses ----

  /** Its first address. */
  public InetAddress address() {
    try {
      return InetAddress.getByAddress(node.address().toBytes());
    } catch (java.net.UnknownHostException e) {
      throw new AssertionError("4 or 16 bytes are an address", e);
    }
  }

  /** Its first address, with a port. */
  public InetSocketAddress address(int port) {
    return new InetSocketAddress(address(), port);
  }

  /** Of the service at this port: {@code http://10.0.0.2:80/path}; the path begins with a slash. */
  public URI http(int port, String path) {
    String text = node.address().toString();
    String literal = node.address().isV4() ? text : "[" + text + "]";
    return URI.create("http://" + literal + ":" + port + path);
  }

  // ---- programs ----

  /**
   * Makes sockets of this host, for clients that take a factory: OkHttp, JDBC drivers, Jedis. They
   * are adaptors of channels and behave as the JDK's.
   */
  public SocketFactory socketFactory() {
    return host.socketFactory();
  }

  /** Makes listening sockets of this host. */
  public ServerSocketFactory serverSocketFactory() {
    return host.serverSocketFactory();
  }

  /** Opens a channel of this host. */
  public SocketChannel openSocketChannel() throws IOException {
    return host.selectorProvider().openSocketChannel();
  }

  /** Opens a listening channel of this host. */
  public ServerSocketChannel openServerSocketChannel() throws IOException {
    return host.selectorProvider().openServerSocketChannel();
  }

  /**
   * Runs code on this host, in this thread.
   *
   * @throws IllegalStateException when the JVM's channels are not Handfast's; the message says how
   *     to make them so
   */
  public void run(Task task) throws Exception {
    call(() -> {
      task.run();
      return null;
    });
  }

  /** Runs code on this host, in this thread, and returns what it returns; see {@link #run}. */
  public <T> T call(Callable<T> code) throws Exception {
    ProviderCheck.require();
    return Hosts.call(host, code);
  }

  /**
   * Runs code on this host, in a virtual thread of its own, which is interrupted when the host
   * crashes and when the test is over. What it throws is in the future, and in the report.
   */
  public Future<Void> start(Task task) {
    ProviderCheck.require();
    return threads.start(task);
  }

  /** Runs each task on this host, as {@link #start} does: for clients that bring none in scope. */
  public Executor executor() {
    return task -> start(task::run);
  }

  // ---- life ----

  /** The host is silent from now on, and what was started on it ends. */
  public void crash() {
    network.change(node::crash);
    threads.interruptAll();
  }

  /**
   * The host comes up again, crashed or not, without a memory of any connection. What was started
   * on it has ended; listening sockets of before are dead.
   */
  public void reboot() {
    crash();
    network.change(node::reboot);
  }

  // ---- looking ----

  /** Its sockets; listeners, half-open connections and those in TIME-WAIT too. */
  public List<TcpInfo> sockets() {
    return host.sockets();
  }

  /** How many of its sockets are in this state. */
  public long count(State state) {
    return sockets().stream().filter(each -> each.state() == state).count();
  }

  /** What its stack counts, since it came up. */
  public long count(Counter counter) {
    return host.count(counter);
  }

  /** Its sockets as a table, with a remark where one looks forgotten. */
  public String socketTable() {
    return SocketTable.of(sockets());
  }

  /** The host in the simulation: for the direction of rules, {@code Rule.drop().from(…)}. */
  public SimHost node() {
    return node;
  }

  /** The host as {@code Hosts} takes it. */
  public NetworkHost networkHost() {
    return host;
  }

  HostThreads threads() {
    return threads;
  }

  @Override
  public String toString() {
    return name();
  }
}
