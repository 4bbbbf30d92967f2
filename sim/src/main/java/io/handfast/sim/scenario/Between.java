package io.handfast.sim.scenario;

import java.util.Optional;

/** A link, by the nodes at its two ends, in any order. */
public record Between(String left, String right) {
  /** {@code on r1 r2}, when it comes next. */
  static Optional<Between> take(Words words) {
    return words.take("on")
        ? Optional.of(new Between(words.next("a node"), words.next("another node")))
        : Optional.empty();
  }

  boolean isOf(Scenario.LinkSpec link) {
    return link.left().equals(left) && link.right().equals(right)
        || link.left().equals(right) && link.right().equals(left);
  }
}
