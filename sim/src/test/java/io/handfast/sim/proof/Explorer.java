package io.handfast.sim.proof;

import io.handfast.tcp.State;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Visits every world that the bounds allow, breadth first, each fingerprint once. A stack cannot be
 * forked: a world is made again from the beginning for every move out of it.
 */
final class Explorer {
  /** A world that breaks an invariant. */
  record Violation(List<String> broken, List<String> story) {
    @Override
    public String toString() {
      return String.join("\n", broken) + "\nafter\n  " + String.join("\n  ", story);
    }
  }

  private static final int NONE = -1;

  private record Node(int parent, Move move, List<Move> next) {}

  private final Bounds bounds;
  private final List<Node> nodes = new ArrayList<>();
  private final Set<String> seen = new HashSet<>();
  private final Set<String> abstractions = new HashSet<>();
  private final int[][] pairs = new int[State.values().length][State.values().length];
  private long transitions;
  private Violation violation;
  private boolean exhausted;

  private Explorer(Bounds bounds) {
    this.bounds = bounds;
  }

  /** Explores to the end, or to the first violation, which has the shortest way there. */
  static Explorer explore(Bounds bounds) {
    Explorer explorer = new Explorer(bounds);
    explorer.run();
    return explorer;
  }

  private void run() {
    visit(NONE, null, new World(bounds, null));
    int begin = 0;
    for (int depth = 1; depth <= bounds.depth() && violation == null; depth++) {
      int end = nodes.size();
      for (int i = begin; i < end && violation == null; i++) {
        expand(i);
      }
      begin = end;
    }
    exhausted = begin == nodes.size();
  }

  private void expand(int index) {
    for (Move move : nodes.get(index).next) {
      transitions++;
      World world = new World(bounds, null);
      lead(world, index);
      world.apply(move);
      visit(index, move, world);
      if (violation != null) {
        return;
      }
    }
  }

  private void lead(World world, int index) {
    for (Move each : path(index)) {
      world.apply(each);
    }
  }

  private List<Move> path(int index) {
    List<Move> moves = new ArrayList<>();
    for (int i = index; nodes.get(i).parent != NONE; i = nodes.get(i).parent) {
      moves.add(nodes.get(i).move);
    }
    return moves.reversed();
  }

  private void visit(int parent, Move move, World world) {
    if (!seen.add(world.fingerprint())) {
      return;
    }
    nodes.add(new Node(parent, move, world.possible()));
    State a = world.probe(0).state();
    State b = world.probe(1).state();
    pairs[a.ordinal()][b.ordinal()]++;
    abstractions.add(world.abstraction());
    List<String> broken = Invariants.brokenNow(world);
    if (broken.isEmpty()) {
      broken = brokenAtTheEnd(world);
    }
    if (!broken.isEmpty()) {
      violation = new Violation(broken, story(nodes.size() - 1));
    }
  }

  /** The same path again, told. */
  private List<String> story(int index) {
    List<String> story = new ArrayList<>();
    World world = new World(bounds, story);
    lead(world, index);
    if (Invariants.brokenNow(world).isEmpty()) {
      story.add("... from here on the channel is reliable:");
      brokenAtTheEnd(world);
    }
    return story;
  }

  private static List<String> brokenAtTheEnd(World world) {
    try {
      return Invariants.brokenAtTheEnd(world);
    } catch (IllegalStateException restless) {
      return List.of(restless.getMessage());
    }
  }

  // ---- results ----

  Optional<Violation> violation() {
    return Optional.ofNullable(violation);
  }

  /** Distinct {@link World#abstraction}s. */
  Set<String> abstractions() {
    return abstractions;
  }

  /** Nothing is left to explore: more depth would find nothing new. */
  boolean exhausted() {
    return exhausted;
  }

  int states() {
    return nodes.size();
  }

  long transitions() {
    return transitions;
  }

  /** How many worlds had A in one state and B in the other; both ways round count as one. */
  int worlds(State one, State other) {
    int there = pairs[one.ordinal()][other.ordinal()];
    return one == other ? there : there + pairs[other.ordinal()][one.ordinal()];
  }
}
