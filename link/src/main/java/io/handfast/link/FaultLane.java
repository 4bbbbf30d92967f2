package io.handfast.link;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;

/** One direction of a {@link FaultLink}: packets go in, what the plan leaves of them comes out. */
final class FaultLane {
  /** Packets held back at once, at most. */
  static final int HELD_MAX = 256;

  private final FaultPlan plan;
  private final SplittableRandom random;
  private final LinkCounters counters;
  private final Queue<byte[]> ready = new ArrayDeque<>();
  private final List<Held> held = new ArrayList<>();
  private long passed;

  /** A packet held back until a count of passed packets or a time. */
  private record Held(byte[] bytes, long passedUntil, long nanosUntil) {}

  FaultLane(FaultPlan plan, long seed, LinkCounters counters) {
    this.plan = plan;
    this.random = new SplittableRandom(seed);
    this.counters = counters;
  }

  /** Takes a packet, which is the lane's from now on. */
  void offer(byte[] bytes, long nowNanos) {
    // Always the same number of draws, so that one fault does not shift the dice of another.
    boolean lost = random.nextDouble() < plan.loss();
    boolean twice = random.nextDouble() < plan.duplication();
    boolean damaged = random.nextDouble() < plan.corruption();
    boolean late = random.nextDouble() < plan.reordering();
    int bit = random.nextInt(Integer.MAX_VALUE);
    if (lost) {
      counters.add(LinkCounter.FAULT_LOST);
      return;
    }
    if (twice) {
      counters.add(LinkCounter.FAULT_DUPLICATED);
      ready.add(bytes.clone());
    }
    if (damaged) {
      damage(bytes, bit % (8 * bytes.length));
    }
    if (late) {
      hold(bytes, nowNanos);
    } else {
      pass(bytes);
    }
  }

  private void damage(byte[] bytes, int bit) {
    counters.add(LinkCounter.FAULT_CORRUPTED);
    bytes[bit >> 3] ^= (byte) (1 << (bit & 7));
  }

  private void hold(byte[] bytes, long nowNanos) {
    if (held.size() == HELD_MAX) {
      counters.add(LinkCounter.FAULT_HOLD_LIMIT);
      pass(bytes);
      return;
    }
    counters.add(LinkCounter.FAULT_REORDERED);
    held.add(new Held(bytes, passed + plan.holdPackets(), nowNanos + plan.holdNanos()));
  }

  private void pass(byte[] bytes) {
    passed++;
    ready.add(bytes);
  }

  /** The next packet to go on, or null when none is due. */
  byte[] poll(long nowNanos) {
    for (Iterator<Held> each = held.iterator(); each.hasNext(); ) {
      Held one = each.next();
      if (passed >= one.passedUntil || nowNanos - one.nanosUntil >= 0) {
        ready.add(one.bytes);
        each.remove();
      }
    }
    return ready.poll();
  }
}
