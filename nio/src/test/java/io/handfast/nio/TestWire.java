package io.handfast.nio;

import io.handfast.buffer.Packet;
import io.handfast.stack.Link;
import io.handfast.stack.OutPacket;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** One end of a wire between two stacks, in memory: loses nothing, keeps the order. */
final class TestWire implements Link {
  private static final int MTU = 1500;

  private final Queue<byte[]> arrived = new ConcurrentLinkedQueue<>();
  private TestWire peer;
  private Runnable onArrival = () -> {};

  /** Joins two ends. */
  static void join(TestWire a, TestWire b) {
    a.peer = b;
    b.peer = a;
  }

  /** Called by the sender's thread after each packet. */
  void onArrival(Runnable listener) {
    onArrival = listener;
  }

  boolean isEmpty() {
    return arrived.isEmpty();
  }

  @Override
  public int mtu() {
    return MTU;
  }

  @Override
  public Offload offload() {
    return Offload.NONE;
  }

  @Override
  public boolean send(OutPacket packet) {
    byte[] bytes = packet.toBytes();
    peer.arrived.add(bytes);
    peer.onArrival.run();
    return true;
  }

  @Override
  public boolean receive(Packet into) {
    byte[] bytes = arrived.poll();
    if (bytes == null) {
      return false;
    }
    MemorySegment.copy(bytes, 0, into.memory(), ValueLayout.JAVA_BYTE, into.offset, bytes.length);
    into.length = bytes.length;
    return true;
  }

  @Override
  public void close() {
    arrived.clear();
  }
}
