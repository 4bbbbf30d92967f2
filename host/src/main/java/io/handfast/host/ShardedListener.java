package io.handfast.host;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/** One port on all hosts of a {@link ShardedHost}: whoever accepts gets connections of each. */
public final class ShardedListener implements AutoCloseable {
  private final List<ServerSocketChannel> listeners;
  private final Selector selector;
  private final Object waiting = new Object();
  private int turn;

  private ShardedListener(List<ServerSocketChannel> listeners, Selector selector) {
    this.listeners = listeners;
    this.selector = selector;
  }

  static ShardedListener open(List<Host> shards, int port, int backlog) throws IOException {
    List<ServerSocketChannel> listeners = new ArrayList<>();
    Selector selector = shards.getFirst().selectorProvider().openSelector();
    ShardedListener facade = new ShardedListener(listeners, selector);
    try {
      for (Host shard : shards) {
        int common = listeners.isEmpty() ? port : facade.port();
        ServerSocketChannel each = shard.selectorProvider().openServerSocketChannel();
        listeners.add(each);
        each.bind(new InetSocketAddress(common), backlog).configureBlocking(false);
        each.register(selector, SelectionKey.OP_ACCEPT);
      }
      return facade;
    } catch (IOException | RuntimeException e) {
      facade.close();
      throw e;
    }
  }

  /** The port. */
  public int port() throws IOException {
    return ((InetSocketAddress) listeners.getFirst().getLocalAddress()).getPort();
  }

  /**
   * The next connection, in blocking mode; waits for one. Hosts are asked in turn, so that none is
   * starved.
   *
   * @throws java.nio.channels.ClosedSelectorException when the listener was closed
   */
  public SocketChannel accept() throws IOException {
    synchronized (waiting) {
      SocketChannel accepted = acceptNow();
      while (accepted == null) {
        selector.select(_ -> {});
        accepted = acceptNow();
      }
      return accepted;
    }
  }

  private SocketChannel acceptNow() throws IOException {
    for (int i = 0; i < listeners.size(); i++) {
      turn = (turn + 1) % listeners.size();
      SocketChannel accepted = listeners.get(turn).accept();
      if (accepted != null) {
        accepted.configureBlocking(true);
        return accepted;
      }
    }
    return null;
  }

  /** Stops listening on all hosts. */
  @Override
  public void close() throws IOException {
    selector.close();
    for (ServerSocketChannel each : listeners) {
      each.close();
    }
  }
}
