package io.handfast.sim.proof;

import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * How far an exploration goes.
 *
 * @param depth moves in a row
 * @param opening moves that every path begins with
 * @param losses packets that the channel may lose
 * @param duplicates packets that it may deliver twice
 * @param overtakings packets that it may deliver before an earlier one
 * @param lateness how often a timer may run out while packets are on their way
 * @param writes units of data that each application may write
 * @param aborts aborts by both together
 * @param setup what both ends are like
 * @param channel makes, for each world, what rewrites packets, or has them vanish (null): for
 *     planted bugs
 */
record Bounds(
    String name,
    int depth,
    List<Move> opening,
    int losses,
    int duplicates,
    int overtakings,
    int lateness,
    int writes,
    int aborts,
    Setup setup,
    Supplier<UnaryOperator<byte[]>> channel) {
  /** A channel that changes nothing. */
  static final Supplier<UnaryOperator<byte[]>> HONEST = UnaryOperator::identity;

  /** Plain ends on an honest channel. */
  Bounds(
      String name,
      int depth,
      List<Move> opening,
      int losses,
      int duplicates,
      int overtakings,
      int lateness,
      int writes,
      int aborts) {
    this(
        name,
        depth,
        opening,
        losses,
        duplicates,
        overtakings,
        lateness,
        writes,
        aborts,
        Setup.PLAIN,
        HONEST);
  }

  private Bounds with(int newDepth, Setup ends, Supplier<UnaryOperator<byte[]>> other) {
    return new Bounds(
        name,
        newDepth,
        opening,
        losses,
        duplicates,
        overtakings,
        lateness,
        writes,
        aborts,
        ends,
        other);
  }

  Bounds deeper(int by) {
    return with(depth + by, setup, channel);
  }

  Bounds over(Supplier<UnaryOperator<byte[]>> other) {
    return with(depth, setup, other);
  }

  Bounds between(Setup ends) {
    return with(depth, ends, channel);
  }
}
