package io.handfast.http;

import io.handfast.buffer.Packet;
import io.handfast.stack.Link;
import io.handfast.stack.LinkDecorator;
import io.handfast.stack.OutPacket;
import io.handfast.trace.PacketLine;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * A link that remembers its packets as lines with their times, up to {@value #MAX_PACKETS}; what
 * comes later passes uncounted here.
 */
public final class PacketLog extends LinkDecorator {
  /** Packets remembered. */
  public static final int MAX_PACKETS = 20_000;

  private static final int LARGEST = 65_535 + 40;

  /**
   * One packet.
   *
   * @param nanos of the clock given
   * @param line as tcpdump prints it
   */
  public record Entry(long nanos, boolean sent, String line) {}

  private final LongSupplier clock;
  private final PacketLine lines = PacketLine.relative();
  private final MemorySegment copy = MemorySegment.ofArray(new byte[LARGEST]);
  private final List<Entry> entries = new ArrayList<>();

  /** Wraps a link. */
  public PacketLog(Link link, LongSupplier clock) {
    super(link);
    this.clock = clock;
  }

  /** Packets so far; a snapshot. */
  public List<Entry> entries() {
    synchronized (entries) {
      return List.copyOf(entries);
    }
  }

  private void note(boolean sent, MemorySegment memory, long offset, int length) {
    synchronized (entries) {
      if (entries.size() < MAX_PACKETS) {
        entries.add(new Entry(clock.getAsLong(), sent, lines.of(memory, offset, length)));
      }
    }
  }

  @Override
  public boolean send(OutPacket packet) {
    note(true, copy, 0, packet.copyTo(copy, 0));
    return link.send(packet);
  }

  @Override
  public boolean receive(Packet into) {
    boolean got = link.receive(into);
    if (got) {
      note(false, into.memory(), into.offset, into.length);
    }
    return got;
  }
}
