package io.handfast.trace;

import io.handfast.tcp.State;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The state diagram of RFC 9293 (figure 5) with the ways that two ends of a connection have taken
 * in it, drawn differently and numbered, as text or as a picture.
 */
public final class StateDiagram {
  /**
   * A transition that an end made.
   *
   * @param number from 1, of that end
   */
  record Step(int number, long nanos, State from, State to) {
    boolean isDrawn() {
      return StateFigure.arrow(from, to).isPresent();
    }
  }

  /** One of the two ends. */
  static final class End {
    final String name;
    final String mark;
    final List<Step> steps = new ArrayList<>();

    End(String name, String mark) {
      this.name = name;
      this.mark = mark;
    }

    boolean passes(StateFigure.Arrow arrow) {
      return steps.stream().anyMatch(each -> each.from == arrow.from() && each.to == arrow.to());
    }

    /** CLOSED at the end is another box than CLOSED at the beginning. */
    boolean visits(StateFigure.Box box) {
      if (box.state() == State.CLOSED) {
        return box.last()
            ? steps.stream().anyMatch(each -> each.to == State.CLOSED)
            : !steps.isEmpty() && steps.getFirst().from == State.CLOSED;
      }
      return steps.stream().anyMatch(each -> each.from == box.state() || each.to == box.state());
    }

    /** {@code c1}, or {@code c1,c5}; empty when it did not go there. */
    String label(StateFigure.Arrow arrow) {
      Set<String> numbers = new LinkedHashSet<>();
      for (Step each : steps) {
        if (each.from == arrow.from() && each.to == arrow.to()) {
          numbers.add(numbers.size() < MOST_NUMBERS ? mark + each.number : "…");
        }
      }
      return String.join(",", numbers);
    }

    /** One line for each step. */
    List<String> lines() {
      List<String> lines = new ArrayList<>();
      for (Step each : steps) {
        String how =
            StateFigure.arrow(each.from, each.to).map(StateFigure.Arrow::event).orElse("→ CLOSED");
        lines.add(
            String.format(
                    Locale.ROOT,
                    "%-4s %10.3f s  %-12s → %-12s  %s",
                    mark + each.number,
                    each.nanos / 1e9,
                    each.from.rfc(),
                    each.to.rfc(),
                    each.isDrawn() ? how : "-")
                .stripTrailing());
      }
      return lines;
    }
  }

  private static final int MOST_NUMBERS = 2;

  final End left;
  final End right;
  final String notPassed;

  /**
   * Names the two ends.
   *
   * @param notPassed the legend's words for what neither has passed
   */
  public StateDiagram(String left, String right, String notPassed) {
    String first = left.substring(0, 1);
    boolean differ = !right.startsWith(first);
    this.left = new End(left, differ ? first : "l");
    this.right = new End(right, differ ? right.substring(0, 1) : "r");
    this.notPassed = notPassed;
  }

  /**
   * An end went from one state to another.
   *
   * @param nanos when, from any start
   * @throws IllegalArgumentException when it names neither end
   */
  public StateDiagram add(long nanos, String node, State from, State to) {
    End end = node.equals(left.name) ? left : right;
    if (!end.name.equals(node)) {
      throw new IllegalArgumentException("no end " + node);
    }
    end.steps.add(new Step(end.steps.size() + 1, nanos, from, to));
    return this;
  }

  /** As text, with a line end behind each line. */
  public String render() {
    return new StateDiagramText(this).paint();
  }

  /** As a picture (SVG) that stands alone, for light and dark. */
  public String svg(String title) {
    return new StateDiagramSvg(this).paint(title);
  }
}
