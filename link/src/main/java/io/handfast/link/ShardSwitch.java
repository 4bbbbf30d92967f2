package io.handfast.link;

import io.handfast.buffer.BufferPool;
import io.handfast.buffer.Packet;
import io.handfast.secret.KeyedHash;
import io.handfast.stack.Link;
import io.handfast.stack.LinkDecorator;
import io.handfast.stack.ShardSteering;
import io.handfast.tcp.FlowShare;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * Several queues of one device, each with a stack of its own: what comes by the queue of another
 * stack is handed over to it. The kernel learns from what a queue sends which flows belong to it,
 * so that this is the exception: the first packet of a connection, and one after a long pause.
 *
 * <p>Stacks that stand on it have the same addresses, and {@link #share} as their share of the
 * flows. They may be driven by different threads.
 */
public final class ShardSwitch {
  /** Packets that wait for one stack to fetch them; more are dropped and counted. */
  static final int INBOX = 1_024;

  /** Packets of others that one receive hands over, so that it stays bounded. */
  private static final int HANDED_MAX = 64;

  private final int shards;
  private final KeyedHash secret;
  private final List<Queue> queues = new ArrayList<>();

  /**
   * For that many stacks.
   *
   * @param secret of the choice, which nobody outside should foresee
   */
  public ShardSwitch(int shards, KeyedHash secret) {
    this.shards = shards;
    this.secret = secret;
    for (int i = 0; i < shards; i++) {
      queues.add(new Queue(i));
    }
  }

  /** The link of one stack over its queue of the device; called once for each, from 0 on. */
  public Link join(int shard, Link device) {
    return new Shard(queues.get(shard), device);
  }

  /** Has {@code listener} called, by another stack's thread, when that one has handed over. */
  public void onArrival(int shard, Runnable listener) {
    queues.get(shard).listener = listener;
  }

  /** The flows of one stack. */
  public FlowShare share(int shard) {
    ShardSteering steering = new ShardSteering(shards, secret);
    return flow -> steering.ownerOf(flow) == shard;
  }

  /** Packets that were handed from one stack to another so far. */
  public long handedOver() {
    return queues.stream().mapToLong(Queue::taken).sum();
  }

  /** Packets that were lost because a stack did not fetch them in time. */
  public long dropped() {
    return queues.stream().mapToLong(Queue::dropped).sum();
  }

  private final class Shard extends LinkDecorator {
    private final Queue own;
    private final ShardSteering steering = new ShardSteering(shards, secret);

    Shard(Queue own, Link device) {
      super(device);
      this.own = own;
    }

    @Override
    public boolean receive(Packet into) {
      if (own.take(into)) {
        return true;
      }
      for (int handed = 0; handed < HANDED_MAX && link.receive(into); handed++) {
        int owner = steering.ownerOf(into);
        if (owner == own.shard) {
          return true;
        }
        queues.get(owner).put(into);
      }
      return false;
    }
  }

  /** What others have for one stack; locked by itself, and taken under no other order. */
  private static final class Queue {
    final int shard;
    private final BufferPool pool = new BufferPool();
    private volatile Runnable listener = () -> {};
    private Packet first;
    private Packet last;
    private volatile int size;
    private long taken;
    private long dropped;

    Queue(int shard) {
      this.shard = shard;
    }

    void put(Packet packet) {
      if (append(packet)) {
        listener.run();
      }
    }

    private synchronized boolean append(Packet packet) {
      if (size == INBOX) {
        dropped++;
        return false;
      }
      Packet copy = pool.acquire(packet.length).reset(0);
      MemorySegment.copy(packet.memory(), packet.offset, copy.memory(), 0, packet.length);
      copy.length = packet.length;
      copy.segmentSize = packet.segmentSize;
      copy.checksum = packet.checksum;
      if (first == null) {
        first = copy;
      } else {
        last.next = copy;
      }
      last = copy;
      size++;
      return true;
    }

    boolean take(Packet into) {
      return size > 0 && remove(into);
    }

    private synchronized boolean remove(Packet into) {
      Packet packet = first;
      if (packet == null) {
        return false;
      }
      MemorySegment.copy(packet.memory(), 0, into.memory(), into.offset, packet.length);
      into.length = packet.length;
      into.segmentSize = packet.segmentSize;
      into.checksum = packet.checksum;
      first = packet.next;
      packet.next = null;
      packet.release();
      size--;
      taken++;
      return true;
    }

    synchronized long taken() {
      return taken;
    }

    synchronized long dropped() {
      return dropped;
    }
  }
}
