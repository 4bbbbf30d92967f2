package io.handfast.trace;

import static io.handfast.trace.TextWidth.center;
import static io.handfast.trace.TextWidth.left;
import static io.handfast.trace.TextWidth.right;

import io.handfast.trace.DiagramEntry.Sent;
import io.handfast.trace.DiagramRow.Arrow;
import io.handfast.trace.DiagramRow.Fold;
import io.handfast.trace.DiagramRow.Gap;
import io.handfast.trace.DiagramRow.Side;
import java.util.List;

/** Draws rows: time and state of the left node, the lane, state and time of the right node. */
final class DiagramPainter {
  /** Columns at both ends of the lane that notes keep free. */
  private static final int INDENT = 3;

  private final DiagramStyle style;
  private final DiagramText text;
  private final DiagramColumns columns;
  private final StringBuilder out = new StringBuilder();

  DiagramPainter(DiagramStyle style, DiagramText text, DiagramColumns columns) {
    this.style = style;
    this.text = text;
    this.columns = columns;
  }

  String paint(List<DiagramRow> rows) {
    head();
    rows.forEach(this::row);
    String leftState = columns.lastState(true, rows);
    String rightState = columns.lastState(false, rows);
    line("", leftState, style.end(), "", rightState, "");
    return out.toString();
  }

  private void head() {
    for (int i = 0; i < 2; i++) {
      String leftName = columns.name(true, i);
      String rightName = columns.name(false, i);
      if (!leftName.isEmpty() || !rightName.isEmpty()) {
        line("", leftName, ' ', "", rightName, "");
      }
    }
    String time = text.time();
    line(time, columns.firstState(true), style.start(), "", columns.firstState(false), time);
  }

  private void line(
      String leftTime,
      String leftState,
      char bar,
      String lane,
      String rightState,
      String rightTime) {
    String line =
        right(leftTime, columns.time())
            + "  "
            + right(leftState, columns.leftState())
            + " "
            + bar
            + left(lane, columns.lane())
            + bar
            + " "
            + left(rightState, columns.rightState())
            + "  "
            + right(rightTime, columns.time());
    out.append(line.stripTrailing()).append('\n');
  }

  private void row(DiagramRow row) {
    switch (row) {
      case Arrow arrow -> arrow(arrow);
      case Side side -> side(side);
      case Fold fold -> leftOut(text.fold(fold, columns, style));
      case Gap gap -> {
        String duration = text.duration(gap.endNanos() - gap.startNanos());
        leftOut(String.format(text.silence(), duration));
      }
    }
  }

  private void arrow(Arrow arrow) {
    Sent sent = arrow.sent();
    boolean toRight = columns.isLeft(sent.from());
    String sentAt = columns.timeText(sent.timeNanos());
    String arrivedAt = sent.hasArrived() ? columns.timeText(sent.arrivalNanos()) : "";
    String lane = toRight ? laneToRight(sent) : laneToLeft(sent);
    if (toRight) {
      line(sentAt, arrow.senderState(), style.line(), lane, arrow.receiverState(), arrivedAt);
    } else {
      line(arrivedAt, arrow.receiverState(), style.line(), lane, arrow.senderState(), sentAt);
    }
    for (String note : arrow.notes()) {
      arrowNote(note, toRight);
    }
  }

  private String laneToRight(Sent sent) {
    String start = shaft(2) + " " + label(sent) + " ";
    return sent.hasArrived()
        ? start + shaft(columns.lane() - 1 - TextWidth.of(start)) + style.headRight()
        : start + shaft(lostShaft(sent, start)) + style.lost() + " " + sent.dropReason();
  }

  private String laneToLeft(Sent sent) {
    String end = " " + label(sent) + " " + shaft(2);
    String lane =
        sent.hasArrived()
            ? style.headLeft() + shaft(columns.lane() - 1 - TextWidth.of(end)) + end
            : sent.dropReason() + " " + style.lost() + shaft(lostShaft(sent, end)) + end;
    return right(lane, columns.lane());
  }

  /** A lost packet comes three quarters of the way, if there is room behind to say why. */
  private int lostShaft(Sent sent, String labelled) {
    int used = TextWidth.of(labelled);
    int room = columns.lane() - used - 2 - TextWidth.of(sent.dropReason());
    return Math.max(1, Math.min(columns.lane() * 3 / 4 - used, room));
  }

  private String label(Sent sent) {
    String label = sent.summary().label();
    int reason = sent.hasArrived() ? 0 : 2 + TextWidth.of(sent.dropReason());
    int room = columns.lane() - 6 - reason;
    return TextWidth.of(label) <= room ? label : TextWidth.cut(label, room - 1) + style.ellipsis();
  }

  private String shaft(int length) {
    return String.valueOf(style.shaft()).repeat(Math.max(0, length));
  }

  private void arrowNote(String note, boolean toRight) {
    List<String> lines = TextWidth.wrap(note, columns.lane() - 2 * INDENT - 2);
    for (int i = 0; i < lines.size(); i++) {
      String sign = i > 0 ? " " : String.valueOf(toRight ? style.noteRight() : style.noteLeft());
      String lane =
          toRight
              ? " ".repeat(INDENT) + sign + " " + lines.get(i)
              : right(lines.get(i) + " " + sign, columns.lane() - INDENT);
      line("", "", style.line(), lane, "", "");
    }
  }

  private void side(Side side) {
    boolean isLeft = columns.isLeft(side.node());
    String time = columns.timeText(side.startNanos());
    List<String> lines = TextWidth.wrap(side.note(), columns.lane() - INDENT - 2);
    for (int i = 0; i < lines.size(); i++) {
      String sign = side.note().isEmpty() || i > 0 ? " " : String.valueOf(style.bullet());
      String shown = i == 0 ? time : "";
      String state = i == 0 ? side.state() : "";
      if (isLeft) {
        line(shown, state, style.line(), " " + sign + " " + lines.get(i), "", "");
      } else {
        String lane = right(lines.get(i) + " " + sign + " ", columns.lane());
        line("", "", style.line(), lane, state, shown);
      }
    }
  }

  private void leftOut(String what) {
    String dots = String.valueOf(style.ellipsis());
    for (String line : TextWidth.wrap(dots + " " + what + " " + dots, columns.lane() - 2)) {
      line("", "", style.broken(), center(line, columns.lane()), "", "");
    }
  }
}
