package io.handfast.link;

import io.handfast.buffer.BufferPool;
import io.handfast.buffer.Packet;
import io.handfast.buffer.Packet.ChecksumState;
import io.handfast.stack.Link;
import io.handfast.stack.OutPacket;
import java.lang.foreign.MemorySegment;

/**
 * Two links joined in memory: what one end sends, the other receives. Each direction is a bounded
 * queue; a packet that finds it full is dropped and counted by its sender.
 *
 * <p>The ends may belong to different driver domains and threads.
 */
public final class MemoryWire {
  /** Packets in flight in one direction, unless said otherwise. */
  public static final int DEFAULT_CAPACITY = 1024;

  private final End left;
  private final End right;

  /**
   * A wire.
   *
   * @param mtu of both ends, in bytes, 68 to 65,535
   * @param offload of both ends; with segmentation a super-segment crosses the wire whole
   * @param capacity packets per direction, from 1 on
   */
  public MemoryWire(int mtu, Link.Offload offload, int capacity) {
    if (mtu < 68 || mtu > 65_535 || capacity < 1) {
      throw new IllegalArgumentException("MTU " + mtu + ", capacity " + capacity);
    }
    Queue toRight = new Queue(capacity);
    Queue toLeft = new Queue(capacity);
    left = new End(mtu, offload, toRight, toLeft);
    right = new End(mtu, offload, toLeft, toRight);
  }

  /** MTU 1500, full offload. */
  public MemoryWire() {
    this(1500, Link.Offload.FULL, DEFAULT_CAPACITY);
  }

  /** One end. */
  public End left() {
    return left;
  }

  /** The other end. */
  public End right() {
    return right;
  }

  /** One end of the wire. */
  public static final class End implements Link {
    private final int mtu;
    private final Offload offload;
    private final Queue out;
    private final Queue in;
    private final LinkCounters counters = new LinkCounters();

    private End(int mtu, Offload offload, Queue out, Queue in) {
      this.mtu = mtu;
      this.offload = offload;
      this.out = out;
      this.in = in;
    }

    /** Traffic and drops so far. */
    public LinkCounters counters() {
      return counters;
    }

    /** Has {@code listener} called, by the sender's thread, after each packet that arrives here. */
    public void onArrival(Runnable listener) {
      in.listener = listener;
    }

    /** Packets that wait to be received here. */
    public int waiting() {
      return in.size();
    }

    @Override
    public int mtu() {
      return mtu;
    }

    @Override
    public Offload offload() {
      return offload;
    }

    @Override
    public boolean send(OutPacket packet) {
      LinkCounter refusal = refusal(packet);
      if (refusal == LinkCounter.TX_PACKETS && out.put(packet)) {
        counters.sent(packet.totalLength());
        out.listener.run();
        return true;
      }
      counters.add(refusal == LinkCounter.TX_PACKETS ? out.whyNot() : refusal);
      return false;
    }

    private LinkCounter refusal(OutPacket packet) {
      boolean cut = Segmenter.needsCut(packet);
      if (cut && !offload.segmentation() || packet.partialChecksum && !offload.checksum()) {
        return LinkCounter.TX_UNSUPPORTED;
      }
      int largest = cut ? packet.headerLength + packet.segmentSize : packet.totalLength();
      boolean fits = largest <= mtu && packet.totalLength() <= 65_535;
      return fits ? LinkCounter.TX_PACKETS : LinkCounter.TX_TOO_BIG;
    }

    @Override
    public boolean receive(Packet into) {
      if (!in.take(into)) {
        return false;
      }
      counters.received(into.length);
      return true;
    }

    /** Cuts the wire: both directions drop from now on, and what was in flight is gone. */
    @Override
    public void close() {
      out.cut();
      in.cut();
    }
  }

  /** One direction; locked by itself, because its ends may be of different domains. */
  private static final class Queue {
    private final BufferPool pool = new BufferPool();
    private final int capacity;
    private Packet first;
    private Packet last;
    private int size;
    private boolean cut;
    private volatile Runnable listener = () -> {};

    Queue(int capacity) {
      this.capacity = capacity;
    }

    synchronized int size() {
      return size;
    }

    synchronized LinkCounter whyNot() {
      return cut ? LinkCounter.TX_DOWN : LinkCounter.TX_QUEUE_FULL;
    }

    synchronized boolean put(OutPacket packet) {
      if (cut || size == capacity) {
        return false;
      }
      Packet copy = pool.acquire(packet.totalLength()).reset(0);
      copy.length = packet.copyTo(copy.memory(), 0);
      copy.segmentSize = Segmenter.needsCut(packet) ? packet.segmentSize : 0;
      boolean trusted = packet.partialChecksum || copy.segmentSize > 0;
      copy.checksum = trusted ? ChecksumState.TRUSTED : ChecksumState.UNVERIFIED;
      append(copy);
      return true;
    }

    private void append(Packet packet) {
      if (first == null) {
        first = packet;
      } else {
        last.next = packet;
      }
      last = packet;
      size++;
    }

    synchronized boolean take(Packet into) {
      Packet packet = first;
      if (packet == null) {
        return false;
      }
      MemorySegment.copy(packet.memory(), 0, into.memory(), into.offset, packet.length);
      into.length = packet.length;
      into.segmentSize = packet.segmentSize;
      into.checksum = packet.checksum;
      removeFirst();
      return true;
    }

    private void removeFirst() {
      Packet packet = first;
      first = packet.next;
      packet.next = null;
      size--;
      packet.release();
    }

    synchronized void cut() {
      cut = true;
      while (first != null) {
        removeFirst();
      }
    }
  }
}
