package io.handfast.ip;

import io.handfast.wire.IpAddress;
import io.handfast.wire.MacAddress;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Which Ethernet address each neighbour has, and whether it still answers there: neighbour
 * unreachability detection by RFC 4861 section 7.3, for ARP as well as for NDP, as Linux does it.
 * Bounded in neighbours, and in packets that wait for one. Times in ns.
 */
public final class NeighbourCache {
  /** Neighbours at most; the one that was idle longest goes (Linux: gc_thresh3). */
  public static final int MAX_NEIGHBOURS = 1_024;

  /** Packets that wait for the address of one neighbour. */
  public static final int MAX_WAITING = 3;

  private static final long SECOND = 1_000_000_000L;
  private static final long RETRANS_TIMER = SECOND;
  private static final long REACHABLE_TIME = 30 * SECOND;
  private static final long DELAY_FIRST_PROBE = 5 * SECOND;
  private static final int MAX_SOLICITS = 3;
  private static final long NEVER = Long.MAX_VALUE;

  /** What is known about one neighbour (section 7.3.2). */
  public enum State {
    INCOMPLETE,
    REACHABLE,
    STALE,
    DELAY,
    PROBE
  }

  /** What the cache asks of its link. */
  public interface Wire {
    /** Asks for an address, of everyone or only of who had it last. */
    void solicit(IpAddress address, Optional<MacAddress> lastKnown);

    /** Sends a packet that has waited. */
    void send(byte[] packet, MacAddress to);

    /** Nobody has answered: this packet cannot be delivered. */
    void unreachable(byte[] packet);

    /** A neighbour was forgotten because there are too many. */
    void evicted();

    /** A packet did not wait because too many already do. */
    void overflowed();
  }

  private static final class Entry {
    State state = State.INCOMPLETE;
    MacAddress mac;
    long deadline;
    int solicits;
    final ArrayDeque<byte[]> waiting = new ArrayDeque<>();
  }

  private final Wire wire;
  private final Map<IpAddress, Entry> entries = new LinkedHashMap<>();
  private long nextDeadline = NEVER;

  /** An empty one. */
  public NeighbourCache(Wire wire) {
    this.wire = wire;
  }

  /** Neighbours known or asked for. */
  public int size() {
    return entries.size();
  }

  /** What is known about a neighbour. */
  public Optional<State> state(IpAddress address) {
    return Optional.ofNullable(entries.get(address)).map(entry -> entry.state);
  }

  /** Where to send what goes to this neighbour now; empty while it is not known. */
  public Optional<MacAddress> lookUp(IpAddress address, long now) {
    Entry entry = entries.get(address);
    if (entry == null || entry.mac == null) {
      return Optional.empty();
    }
    if (entry.state == State.STALE) {
      enter(entry, State.DELAY, now + DELAY_FIRST_PROBE);
    }
    return Optional.of(entry.mac);
  }

  /** Lets a packet wait for an address that is not known, which is asked for. */
  public void await(IpAddress address, byte[] packet, long now) {
    Entry entry = entries.get(address);
    if (entry == null) {
      entry = add(address);
      entry.solicits = 1;
      enter(entry, State.INCOMPLETE, now + RETRANS_TIMER);
      wire.solicit(address, Optional.empty());
    }
    if (entry.waiting.size() == MAX_WAITING) {
      entry.waiting.removeFirst(); // the latest ones are worth most (section 7.2.2)
      wire.overflowed();
    }
    entry.waiting.addLast(packet);
  }

  /**
   * A neighbour says where it is: an ARP reply or an advertisement. Of nobody that we asked for it
   * makes no entry (section 7.2.5).
   *
   * @param solicited it answers us, so the way there and back works
   * @param override it may replace another address
   */
  public void confirm(
      IpAddress address, MacAddress mac, boolean solicited, boolean override, long now) {
    Entry entry = entries.get(address);
    if (entry == null) {
      return;
    }
    boolean moved = !mac.equals(entry.mac);
    if (entry.mac != null && moved && !override) {
      if (entry.state == State.REACHABLE) {
        enter(entry, State.STALE, NEVER);
      }
      return;
    }
    entry.mac = mac;
    if (solicited) {
      enter(entry, State.REACHABLE, now + REACHABLE_TIME);
    } else if (moved) {
      enter(entry, State.STALE, NEVER);
    }
    release(entry);
  }

  /** A neighbour asked us for something and named itself: worth remembering, not yet proven. */
  public void heard(IpAddress address, MacAddress mac) {
    Entry entry = entries.get(address);
    if (entry == null) {
      entry = add(address);
    }
    if (!mac.equals(entry.mac)) {
      entry.mac = mac;
      enter(entry, State.STALE, NEVER);
      release(entry);
    }
  }

  private void release(Entry entry) {
    while (!entry.waiting.isEmpty()) {
      wire.send(entry.waiting.removeFirst(), entry.mac);
    }
  }

  private Entry add(IpAddress address) {
    if (entries.size() == MAX_NEIGHBOURS) {
      evict();
    }
    Entry entry = new Entry();
    entries.put(address, entry);
    return entry;
  }

  /** The oldest that nobody uses, else the oldest. */
  private void evict() {
    IpAddress victim = entries.keySet().iterator().next();
    for (Map.Entry<IpAddress, Entry> each : entries.entrySet()) {
      if (each.getValue().state == State.STALE || each.getValue().state == State.INCOMPLETE) {
        victim = each.getKey();
        break;
      }
    }
    entries.remove(victim);
    wire.evicted();
  }

  private void enter(Entry entry, State state, long deadline) {
    entry.state = state;
    entry.deadline = deadline;
    nextDeadline = Math.min(nextDeadline, deadline);
  }

  // ---- time ----

  /**
   * Asks again, forgets who does not answer, doubts what is old.
   *
   * @return when to call again at the latest; {@link Long#MAX_VALUE} when nothing is pending
   */
  public long poll(long now) {
    if (now < nextDeadline) {
      return nextDeadline;
    }
    nextDeadline = NEVER;
    ArrayDeque<byte[]> lost = new ArrayDeque<>();
    Iterator<Map.Entry<IpAddress, Entry>> all = entries.entrySet().iterator();
    while (all.hasNext()) {
      Map.Entry<IpAddress, Entry> each = all.next();
      Entry entry = each.getValue();
      if (entry.deadline <= now && !runDue(each.getKey(), entry, now)) {
        all.remove();
        lost.addAll(entry.waiting);
      }
      nextDeadline = Math.min(nextDeadline, entry.deadline);
    }
    lost.forEach(wire::unreachable);
    return nextDeadline;
  }

  /** False when the neighbour is to be forgotten. */
  private boolean runDue(IpAddress address, Entry entry, long now) {
    switch (entry.state) {
      case REACHABLE -> enter(entry, State.STALE, NEVER);
      case STALE -> entry.deadline = NEVER;
      case DELAY -> {
        entry.solicits = 1;
        enter(entry, State.PROBE, now + RETRANS_TIMER);
        wire.solicit(address, Optional.of(entry.mac));
      }
      case INCOMPLETE, PROBE -> {
        if (entry.solicits == MAX_SOLICITS) {
          entry.deadline = NEVER;
          return false;
        }
        entry.solicits++;
        entry.deadline = now + RETRANS_TIMER;
        wire.solicit(address, Optional.ofNullable(entry.mac));
      }
    }
    return true;
  }
}
