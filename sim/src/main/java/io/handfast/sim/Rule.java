package io.handfast.sim;

import io.handfast.sim.PacketRule.Decision;
import java.time.Duration;
import java.util.function.IntPredicate;
import java.util.function.Predicate;

/**
 * Rules on packets that read like sentences: a verb, a direction if it matters, and which packets.
 *
 * <pre>{@code
 * link.rule(Rule.drop().first(SYN_ACK));
 * link.rule(Rule.delay(Duration.ofSeconds(3)).from(client).nth(3, DATA));
 * link.rule(Rule.duplicate().every(FIN));
 * link.rule(Rule.reset().from(server).afterBytes(10_000));
 *
 * Hold hold = new Hold();
 * link.rule(Rule.hold(hold).first(SYN_ACK));
 * simulation.at(Duration.ofSeconds(5), hold::release);
 * }</pre>
 */
public final class Rule {
  private final Decision decision;
  private Predicate<SimPacket> where = packet -> true;

  private Rule(Decision decision) {
    this.decision = decision;
  }

  // ---- verbs ----

  /** Lose it. */
  public static Rule drop() {
    return new Rule(Decision.DROP);
  }

  /** Let it arrive so much later; others may overtake it. */
  public static Rule delay(Duration by) {
    return new Rule(new Decision.Delay(notNegative(by)));
  }

  /** Let it arrive twice. */
  public static Rule duplicate() {
    return new Rule(Decision.DUPLICATE);
  }

  /** Let a copy arrive so much after it: a stale duplicate. */
  public static Rule duplicateAfter(Duration later) {
    return new Rule(new Decision.Duplicate(notNegative(later)));
  }

  /** Flip one of its bits, behind the IP header. */
  public static Rule corrupt() {
    return new Rule(Decision.CORRUPT);
  }

  /** Give it the mark of congestion (CE), as a router does, when it may be marked (ECT). */
  public static Rule mark() {
    return new Rule(Decision.MARK);
  }

  /** Lose it and send both ends a reset in the other's name, as some firewalls do. */
  public static Rule reset() {
    return new Rule(Decision.RESET);
  }

  /** Let it arrive, whatever the link's impairments say. */
  public static Rule deliver() {
    return new Rule(Decision.DELIVER);
  }

  /** Keep it until the hold is released. */
  public static Rule hold(Hold until) {
    return new Rule(new Decision.Hold(until));
  }

  private static long notNegative(Duration time) {
    if (time.isNegative()) {
      throw new IllegalArgumentException("a time is not negative: " + time);
    }
    return time.toNanos();
  }

  // ---- direction ----

  /** Only what this node sends, here or before a router sent it on. */
  public Rule from(SimNode node) {
    where = where.and(packet -> packet.from() == node || packet.origin().from() == node);
    return this;
  }

  /** Only what is for this host. */
  public Rule to(SimHost host) {
    where = where.and(packet -> host.has(packet.destination()));
    return this;
  }

  // ---- which ----

  /** The first of this kind. */
  public PacketRule first(Predicate<SimPacket> kind) {
    return nth(1, kind);
  }

  /** The {@code n}th of this kind, from 1. */
  public PacketRule nth(int n, Predicate<SimPacket> kind) {
    return counting(kind, count -> count == n);
  }

  /** The first {@code n} of this kind. */
  public PacketRule firstOf(int n, Predicate<SimPacket> kind) {
    return counting(kind, count -> count <= n);
  }

  /** Every one of this kind from the {@code n}th on. */
  public PacketRule fromNth(int n, Predicate<SimPacket> kind) {
    return counting(kind, count -> count >= n);
  }

  /** Every one of this kind. */
  public PacketRule every(Predicate<SimPacket> kind) {
    return counting(kind, count -> true);
  }

  private PacketRule counting(Predicate<SimPacket> kind, IntPredicate which) {
    Predicate<SimPacket> wanted = where.and(kind);
    int[] seen = {0};
    return packet ->
        wanted.test(packet) && which.test(++seen[0]) && !isOver() ? decision : Decision.PASS;
  }

  /** The one segment with which more than {@code bytes} of payload would have passed. */
  public PacketRule afterBytes(long bytes) {
    Predicate<SimPacket> wanted = where;
    long[] passed = {0};
    return packet -> {
      boolean before = passed[0] <= bytes;
      passed[0] += wanted.test(packet) ? packet.payloadLength() : 0;
      return before && passed[0] > bytes && !isOver() ? decision : Decision.PASS;
    };
  }

  private boolean isOver() {
    return decision instanceof Decision.Hold hold && hold.until().isReleased();
  }
}
