package io.handfast.host;

import io.handfast.link.ShardSwitch;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Hosts that share a TUN and its addresses, one for each of its queues, so that their stacks need
 * no common lock. A keyed hash of its flow says to which one a connection belongs, and so where its
 * port is taken and its TIME-WAIT is kept.
 *
 * <p>UDP, echo requests and fragments are the first one's alone. A socket that binds its port
 * before it connects may be told that the flow belongs elsewhere (EADDRNOTAVAIL).
 */
public final class ShardedHost implements AutoCloseable {
  private final ShardSwitch queues;
  private final List<Host> shards;
  private final AtomicInteger turn = new AtomicInteger();

  ShardedHost(ShardSwitch queues, List<Host> shards) {
    this.queues = queues;
    this.shards = List.copyOf(shards);
  }

  /** The hosts, each with its own stack and driver. */
  public List<Host> shards() {
    return shards;
  }

  /** A new channel, on each host in turn. */
  public SocketChannel openSocketChannel() throws IOException {
    int next = Math.floorMod(turn.getAndIncrement(), shards.size());
    return shards.get(next).selectorProvider().openSocketChannel();
  }

  /**
   * Listens on all hosts.
   *
   * @param port 0 chooses one
   * @param backlog of each
   */
  public ShardedListener listen(int port, int backlog) throws IOException {
    return ShardedListener.open(shards, port, backlog);
  }

  /** Packets that came by the queue of another host and were handed over. */
  public long handedOver() {
    return queues.handedOver();
  }

  /** Closes all of them. */
  @Override
  public void close() {
    shards.forEach(Host::close);
  }
}
