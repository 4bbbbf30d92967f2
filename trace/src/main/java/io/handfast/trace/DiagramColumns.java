package io.handfast.trace;

import io.handfast.trace.DiagramEntry.Sent;
import io.handfast.trace.DiagramEntry.StateChange;
import io.handfast.trace.DiagramRow.Arrow;
import io.handfast.trace.DiagramRow.Side;
import java.util.Comparator;
import java.util.List;

/** The nodes of a diagram and how wide its columns are. */
final class DiagramColumns {
  private static final int MIN_LANE = 48;
  private static final int MAX_LANE = 72;

  private final String[] leftName;
  private final String[] rightName;
  private final long zeroNanos;
  private final int time;
  private final int leftState;
  private final int rightState;
  private final int lane;
  private final String leftFirst;
  private final String rightFirst;

  /**
   * Measures.
   *
   * @param leftName name and a second line, which may be empty
   * @param laneWanted columns of the lane, or 0 to fit it to what is said
   */
  DiagramColumns(
      String[] leftName,
      String[] rightName,
      List<DiagramEntry> entries,
      DiagramText text,
      long zeroNanos,
      int laneWanted) {
    this.leftName = leftName;
    this.rightName = rightName;
    this.zeroNanos = zeroNanos;
    long last = zeroNanos;
    for (DiagramEntry entry : entries) {
      last = Math.max(last, entry instanceof Sent s ? s.arrivalNanos() : entry.timeNanos());
    }
    time = Math.max(TextWidth.of(text.time()), DiagramText.seconds(last - zeroNanos).length());
    leftState = stateWidth(leftName, entries);
    rightState = stateWidth(rightName, entries);
    lane = laneWanted > 0 ? laneWanted : laneWidth(entries);
    leftFirst = firstState(leftName[0], entries);
    rightFirst = firstState(rightName[0], entries);
  }

  private static int stateWidth(String[] name, List<DiagramEntry> entries) {
    int width = Math.max(TextWidth.of(name[0]), TextWidth.of(name[1]));
    for (DiagramEntry entry : entries) {
      if (entry instanceof StateChange change && change.node().equals(name[0])) {
        int states = Math.max(TextWidth.of(change.from()), TextWidth.of(change.to()));
        width = Math.max(width, states);
      }
    }
    return width;
  }

  private static int laneWidth(List<DiagramEntry> entries) {
    int width = MIN_LANE;
    for (DiagramEntry entry : entries) {
      if (entry instanceof Sent sent) {
        int reason = TextWidth.of(sent.dropReason());
        width = Math.max(width, TextWidth.of(sent.summary().label()) + reason + 10);
      }
    }
    return Math.min(width, MAX_LANE);
  }

  private static String firstState(String node, List<DiagramEntry> entries) {
    return entries.stream()
        .filter(entry -> entry instanceof StateChange change && change.node().equals(node))
        .min(Comparator.comparingLong(DiagramEntry::timeNanos))
        .map(entry -> ((StateChange) entry).from())
        .orElse("");
  }

  String firstState(boolean left) {
    return left ? leftFirst : rightFirst;
  }

  String lastState(boolean left, List<DiagramRow> rows) {
    long latest = Long.MIN_VALUE;
    String state = firstState(left);
    for (DiagramRow row : rows) {
      String here = stateOf(row, left);
      long since =
          row instanceof Arrow arrow && isLeft(arrow.sent().from()) != left
              ? row.endNanos()
              : row.startNanos();
      if (!here.isEmpty() && since >= latest) {
        state = here;
        latest = since;
      }
    }
    return state;
  }

  private String stateOf(DiagramRow row, boolean left) {
    return switch (row) {
      case Arrow arrow ->
          isLeft(arrow.sent().from()) == left ? arrow.senderState() : arrow.receiverState();
      case Side side -> isLeft(side.node()) == left ? side.state() : "";
      default -> "";
    };
  }

  boolean isLeft(String node) {
    return node.equals(leftName[0]);
  }

  String name(boolean left, int line) {
    return left ? leftName[line] : rightName[line];
  }

  String timeText(long nanos) {
    return DiagramText.seconds(nanos - zeroNanos);
  }

  int time() {
    return time;
  }

  int leftState() {
    return leftState;
  }

  int rightState() {
    return rightState;
  }

  int lane() {
    return lane;
  }
}
