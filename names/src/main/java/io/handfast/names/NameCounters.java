package io.handfast.names;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** Counters of one resolver; any thread may read and add. */
public final class NameCounters {
  private final Map<NameCounter, LongAdder> values = new EnumMap<>(NameCounter.class);
  private final Map<Refusal, LongAdder> refusals = new EnumMap<>(Refusal.class);

  NameCounters() {
    for (NameCounter each : NameCounter.values()) {
      values.put(each, new LongAdder());
    }
    for (Refusal each : Refusal.values()) {
      refusals.put(each, new LongAdder());
    }
  }

  /** How often it happened. */
  public long get(NameCounter counter) {
    return values.get(counter).sum();
  }

  /** How many datagrams were ignored for this reason. */
  public long get(Refusal reason) {
    return refusals.get(reason).sum();
  }

  void add(NameCounter counter) {
    values.get(counter).increment();
  }

  void add(NameCounter counter, long count) {
    values.get(counter).add(count);
  }

  void add(Refusal reason) {
    refusals.get(reason).increment();
    add(NameCounter.IGNORED);
  }
}
