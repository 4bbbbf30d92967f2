package io.handfast.event;

/** The counters of one stack, by {@link Counter}; plain longs under the domain lock. */
public final class Counters {
  private final long[] values = new long[Counter.values().length];

  /** Adds one. */
  public void add(Counter counter) {
    values[counter.ordinal()]++;
  }

  /** Adds {@code amount}. */
  public void add(Counter counter, long amount) {
    values[counter.ordinal()] += amount;
  }

  /** Present value. */
  public long get(Counter counter) {
    return values[counter.ordinal()];
  }
}
