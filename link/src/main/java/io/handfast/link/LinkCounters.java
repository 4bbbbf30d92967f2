package io.handfast.link;

import java.util.EnumMap;
import java.util.Map;

/**
 * The counters of one link. Written by the thread that drives the link; a reader elsewhere may see
 * values that are a little old.
 */
public final class LinkCounters {
  private static final LinkCounter[] ALL = LinkCounter.values();

  private final long[] values = new long[ALL.length];

  void add(LinkCounter counter) {
    values[counter.ordinal()]++;
  }

  void received(int bytes) {
    add(LinkCounter.RX_PACKETS);
    values[LinkCounter.RX_BYTES.ordinal()] += bytes;
  }

  void sent(int bytes) {
    add(LinkCounter.TX_PACKETS);
    values[LinkCounter.TX_BYTES.ordinal()] += bytes;
  }

  /** Present value. */
  public long get(LinkCounter counter) {
    return values[counter.ordinal()];
  }

  /** Packets dropped, for whatever reason. */
  public long drops() {
    long sum = 0;
    for (LinkCounter counter : ALL) {
      sum += counter.isDrop() ? get(counter) : 0;
    }
    return sum;
  }

  /** The counters that are not zero, in the order of their declaration. */
  public Map<LinkCounter, Long> nonZero() {
    Map<LinkCounter, Long> found = new EnumMap<>(LinkCounter.class);
    for (LinkCounter counter : ALL) {
      if (get(counter) != 0) {
        found.put(counter, get(counter));
      }
    }
    return found;
  }

  @Override
  public String toString() {
    return nonZero().toString();
  }
}
