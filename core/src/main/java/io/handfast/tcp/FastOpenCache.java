package io.handfast.tcp;

import io.handfast.wire.Octets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a client remembers of servers for Fast Open (RFC 7413 section 4.1.3): cookie and segment
 * size, and that SYNs with data got lost. Per pair of addresses; the one not used for longest goes
 * when the cache is full.
 */
final class FastOpenCache {
  /** Servers that are remembered. */
  static final int LIMIT = 1_024;

  private static final long PAUSE = 60_000_000_000L;
  private static final int MAX_DOUBLINGS = 10;

  /** After that many in a row Fast Open pauses (section 4.1.3.1, as Linux did it). */
  private static final int LOSSES = 2;

  /** Whether the old form of the option is worth a try with a server that ignores the new one. */
  private enum Experiment {
    UNTRIED,
    NEXT,
    TRIED
  }

  private record Pair(long localHigh, long localLow, long remoteHigh, long remoteLow) {
    static Pair of(FlowKey flow) {
      return new Pair(flow.localHigh, flow.localLow, flow.remoteHigh, flow.remoteLow);
    }
  }

  /** One server. */
  static final class Entry {
    private int mss;
    private FastOpenOption cookie;
    private Experiment experiment = Experiment.UNTRIED;
    private int losses;
    private long lastLoss;

    /** MSS of its latest SYN-ACK, or {@code otherwise}. */
    int mss(int otherwise) {
      return mss == 0 ? otherwise : mss;
    }

    boolean hasCookie() {
      return cookie != null;
    }

    /** The cookie, or what asks for one. */
    FastOpenOption option() {
      FastOpenOption request =
          experiment == Experiment.NEXT
              ? FastOpenOption.EXPERIMENTAL_REQUEST
              : FastOpenOption.REQUEST;
      return hasCookie() ? cookie : request;
    }

    /** SYNs with data were lost so often that there is a pause. */
    boolean isPaused(long now) {
      return losses >= LOSSES && now - lastLoss < PAUSE << Math.min(losses, MAX_DOUBLINGS);
    }
  }

  private final Map<Pair, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);

  int size() {
    return entries.size();
  }

  /** What is known of the server of a flow; never null. */
  Entry get(FlowKey flow) {
    Entry known = entries.isEmpty() ? null : entries.get(Pair.of(flow));
    return known == null ? new Entry() : known;
  }

  private Entry keep(FlowKey flow) {
    Entry entry = entries.computeIfAbsent(Pair.of(flow), _ -> new Entry());
    if (entries.size() > LIMIT) {
      entries.remove(entries.keySet().iterator().next());
    }
    return entry;
  }

  /**
   * A SYN-ACK has come.
   *
   * @param mss of its option, below 1 when it has none
   * @param option its Fast Open option, or null
   * @param asked the form in which our SYN has asked for a cookie, or null when it did not
   * @param lost our SYN with data, or its answer, did not arrive
   */
  void learn(
      FlowKey flow, int mss, FastOpenOption option, FastOpenOption asked, boolean lost, long now) {
    Entry entry = keep(flow);
    entry.mss = mss > 0 ? mss : entry.mss;
    if (option != null && option.cookie().length() > 0) {
      entry.cookie = option;
    } else if (asked != null && !entry.hasCookie() && option == null) {
      refused(entry, asked);
    }
    if (lost) {
      lost(entry, now);
    } else {
      entry.losses = 0;
    }
  }

  /** The server does not know the option in this form: the other one, once. */
  private static void refused(Entry entry, FastOpenOption asked) {
    if (asked.experimental()) {
      entry.experiment = Experiment.TRIED;
    } else if (entry.experiment == Experiment.UNTRIED) {
      entry.experiment = Experiment.NEXT;
    }
  }

  /** A SYN with data was not answered at all. */
  void lost(FlowKey flow, long now) {
    lost(keep(flow), now);
  }

  private static void lost(Entry entry, long now) {
    entry.losses++;
    entry.lastLoss = now;
  }

  /** Forgets everything. */
  void clear() {
    entries.clear();
  }

  /** The cookie that is kept for a flow's server; empty when there is none. */
  Octets cookie(FlowKey flow) {
    Entry entry = get(flow);
    return entry.hasCookie() ? entry.cookie.cookie() : Octets.EMPTY;
  }
}
