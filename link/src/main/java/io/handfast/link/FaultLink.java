package io.handfast.link;

import io.handfast.buffer.Packet;
import io.handfast.buffer.Packet.ChecksumState;
import io.handfast.stack.Link;
import io.handfast.stack.LinkDecorator;
import io.handfast.stack.OutPacket;
import java.lang.foreign.MemorySegment;
import java.util.function.LongSupplier;

/**
 * Damages the traffic of another link, in real time and from a seed: loss, duplication, reordering,
 * corruption, in both directions.
 *
 * <p>It offers no offload and accepts none below, so faults hit packets of the MTU and damage shows
 * in complete checksums. A packet held back is let go by a later {@link #send} or {@link #receive};
 * on a quiet link that may be after its time.
 */
public final class FaultLink extends LinkDecorator {
  private static final long INBOUND = 0x9e37_79b9_7f4a_7c15L;

  private final LongSupplier nanoClock;
  private final LinkCounters counters = new LinkCounters();
  private final FaultLane outbound;
  private final FaultLane inbound;

  /**
   * Decorates a link.
   *
   * @param link without offload, see {@link TunOptions#withOffload}
   * @param nanoClock for holding back, in nanoseconds from any origin, such as System::nanoTime
   * @throws IllegalArgumentException when the link has offload
   */
  public FaultLink(
      Link link, FaultPlan sending, FaultPlan receiving, long seed, LongSupplier nanoClock) {
    super(link);
    if (!link.offload().equals(Offload.NONE)) {
      throw new IllegalArgumentException("faults need a link without offload");
    }
    this.nanoClock = nanoClock;
    this.outbound = new FaultLane(sending, seed, counters);
    this.inbound = new FaultLane(receiving, seed ^ INBOUND, counters);
  }

  /** Faults so far; traffic itself is counted by the link below. */
  public LinkCounters counters() {
    return counters;
  }

  @Override
  public boolean send(OutPacket packet) {
    if (packet.partialChecksum || Segmenter.needsCut(packet)) {
      counters.add(LinkCounter.TX_UNSUPPORTED);
      return false;
    }
    byte[] bytes = packet.toBytes();
    outbound.offer(bytes, nanoClock.getAsLong());
    return flush();
  }

  /** True when the link below took all that was due, also when nothing was. */
  private boolean flush() {
    boolean sent = true;
    for (byte[] bytes = outbound.poll(nanoClock.getAsLong());
        bytes != null;
        bytes = outbound.poll(nanoClock.getAsLong())) {
      sent &= link.send(plain(bytes));
    }
    return sent;
  }

  private static OutPacket plain(byte[] bytes) {
    OutPacket packet = new OutPacket();
    packet.header = NativeCopy.of(bytes, OutPacket.HEADROOM);
    packet.headerOffset = OutPacket.HEADROOM;
    packet.headerLength = bytes.length;
    packet.ipVersion = (bytes[0] & 0xff) >>> 4;
    return packet;
  }

  @Override
  public boolean receive(Packet into) {
    flush();
    byte[] ready = inbound.poll(nanoClock.getAsLong());
    while (ready == null && link.receive(into)) {
      inbound.offer(copyOf(into), nanoClock.getAsLong());
      ready = inbound.poll(nanoClock.getAsLong());
    }
    if (ready == null) {
      return false;
    }
    fill(into, ready);
    return true;
  }

  private static byte[] copyOf(Packet packet) {
    byte[] bytes = new byte[packet.length];
    MemorySegment.copy(
        packet.memory(), packet.offset, MemorySegment.ofArray(bytes), 0, bytes.length);
    return bytes;
  }

  private static void fill(Packet into, byte[] bytes) {
    MemorySegment.copy(MemorySegment.ofArray(bytes), 0, into.memory(), into.offset, bytes.length);
    into.length = bytes.length;
    into.segmentSize = 0;
    into.checksum = ChecksumState.UNVERIFIED;
  }
}
