package io.handfast.trace;

import io.handfast.trace.DiagramEntry.Sent;
import io.handfast.trace.DiagramRow.Arrow;
import io.handfast.trace.DiagramRow.Fold;
import io.handfast.trace.DiagramRow.Gap;
import io.handfast.trace.DiagramRow.Side;
import java.util.List;

/**
 * Draws the rows of a diagram as a picture that stands alone: no script, no font or file from
 * elsewhere, colours for light and dark, a title and a description for those who listen. Time runs
 * downwards, an arrow slopes from its sending to its arrival.
 */
final class DiagramSvg {
  private static final int WIDTH = 960;
  private static final int LEFT = 250;
  private static final int RIGHT = WIDTH - LEFT;
  private static final int MIDDLE = WIDTH / 2;
  private static final int SLOPE = 16;
  private static final int LINE = 18;
  private static final int TOP = 110;

  private static final String STYLE =
      """
      <style>
        svg { background: #ffffff; color: #1c2430; font: 14px system-ui, -apple-system, "Segoe UI",
          "Noto Sans", "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", sans-serif; }
        text { fill: currentColor; } .name { font-weight: 600; font-size: 16px; }
        .title { font-weight: 600; font-size: 18px; } .quiet { fill: #5b6675; font-size: 12px; }
        .state { font-weight: 600; fill: #0b5cad; } .label { font-family: ui-monospace, "DejaVu Sans Mono",
          Menlo, Consolas, monospace; font-size: 13px; }
        .life { stroke: #9aa5b1; stroke-width: 2; } .gap { stroke: #9aa5b1; stroke-width: 2; stroke-dasharray: 2 6; }
        .arrow { stroke: #1c2430; stroke-width: 1.6; fill: none; } .head { fill: #1c2430; }
        .lost { stroke: #b3261e; stroke-dasharray: 6 4; } .cross { stroke: #b3261e; stroke-width: 2.4; }
        .why { fill: #b3261e; font-size: 12px; } .halo { paint-order: stroke; stroke: #ffffff; stroke-width: 5px; }
        @media (prefers-color-scheme: dark) {
          svg { background: #14181f; color: #e6e9ee; } .quiet { fill: #9aa5b1; } .state { fill: #7cb8ff; }
          .arrow { stroke: #e6e9ee; } .head { fill: #e6e9ee; } .lost, .cross { stroke: #ff8a80; }
          .why { fill: #ff8a80; } .halo { stroke: #14181f; }
        }
      </style>
      """;

  private final DiagramText text;
  private final DiagramColumns columns;
  private final StringBuilder out = new StringBuilder();
  private int y = TOP;

  DiagramSvg(DiagramText text, DiagramColumns columns) {
    this.text = text;
    this.columns = columns;
  }

  String paint(String title, List<DiagramRow> rows) {
    states(columns.firstState(true), columns.firstState(false));
    y += LINE;
    rows.forEach(this::row);
    y += LINE / 2;
    states(columns.lastState(true, rows), columns.lastState(false, rows));
    int height = y + 30;
    return head(title, height) + lives(y - 4) + out + "</svg>\n";
  }

  private String head(String title, int height) {
    String ends = columns.name(true, 0) + " – " + columns.name(false, 0);
    return """
    <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d" role="img" aria-labelledby="t d">
    <title id="t">%s</title>
    <desc id="d">%s</desc>
    <defs><marker id="h" viewBox="0 0 10 10" refX="10" refY="5" markerWidth="9" markerHeight="9" orient="auto-start-reverse"><path class="head" d="M0 0 10 5 0 10z"/></marker></defs>
    %s\
    """
            .formatted(WIDTH, height, WIDTH, height, escape(title), escape(ends), STYLE)
        + string(MIDDLE, 34, "middle", "title", title)
        + string(LEFT, 66, "middle", "name", columns.name(true, 0))
        + string(RIGHT, 66, "middle", "name", columns.name(false, 0))
        + string(LEFT, 84, "middle", "quiet", columns.name(true, 1))
        + string(RIGHT, 84, "middle", "quiet", columns.name(false, 1));
  }

  private static String lives(int bottom) {
    String line = "<line class=\"life\" x1=\"%d\" y1=\"92\" x2=\"%d\" y2=\"%d\"/>%n";
    return line.formatted(LEFT, LEFT, bottom) + line.formatted(RIGHT, RIGHT, bottom);
  }

  private void row(DiagramRow row) {
    switch (row) {
      case Arrow arrow -> arrow(arrow);
      case Side side -> side(side);
      case Fold fold -> leftOut(text.fold(fold, columns));
      case Gap gap ->
          leftOut(text.silence().formatted(text.duration(gap.endNanos() - gap.startNanos())));
    }
  }

  private void arrow(Arrow arrow) {
    Sent sent = arrow.sent();
    boolean toRight = columns.isLeft(sent.from());
    int from = toRight ? LEFT : RIGHT;
    int to = toRight ? RIGHT : LEFT;
    int arriveY = y + SLOPE;
    margin(toRight, y, columns.timeText(sent.timeNanos()), arrow.senderState());
    if (sent.hasArrived()) {
      line("arrow\" marker-end=\"url(#h)", from, y, to, arriveY);
      margin(!toRight, arriveY, columns.timeText(sent.arrivalNanos()), arrow.receiverState());
    } else {
      lost(sent, from, to);
    }
    out.append(string(MIDDLE, y + SLOPE / 2 - 8, "middle", "label halo", sent.summary().label()));
    y = arriveY + LINE / 2;
    for (String note : arrow.notes()) {
      y += LINE - 3;
      out.append(string(MIDDLE, y, "middle", "quiet halo", note));
    }
    y += LINE + 6;
  }

  private void lost(Sent sent, int from, int to) {
    int x = from + (to - from) * 7 / 10;
    int endY = y + SLOPE * 7 / 10;
    line("arrow lost", from, y, x, endY);
    line("cross", x - 6, endY - 6, x + 6, endY + 6);
    line("cross", x - 6, endY + 6, x + 6, endY - 6);
    String anchor = to > from ? "start" : "end";
    out.append(
        string(x + (to > from ? 12 : -12), endY + 16, anchor, "why halo", sent.dropReason()));
  }

  private void line(String kind, int x1, int y1, int x2, int y2) {
    out.append(
        "<line class=\"%s\" x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\"/>%n"
            .formatted(kind, x1, y1, x2, y2));
  }

  /** Time and state beside a line of time. */
  private void margin(boolean left, int at, String time, String state) {
    String anchor = left ? "end" : "start";
    int x = left ? LEFT - 12 : RIGHT + 12;
    out.append(string(x, at + 5, anchor, "state", state));
    out.append(string(left ? 96 : WIDTH - 96, at + 5, anchor, "quiet", time));
  }

  private void states(String left, String right) {
    out.append(string(LEFT - 12, y, "end", "state", left));
    out.append(string(RIGHT + 12, y, "start", "state", right));
  }

  private void side(Side side) {
    boolean left = columns.isLeft(side.node());
    margin(left, y, columns.timeText(side.startNanos()), side.state());
    int x = left ? LEFT + 10 : RIGHT - 10;
    for (String part : TextWidth.wrap(side.note(), 60)) {
      out.append(string(x, y + 5, left ? "start" : "end", "quiet halo", part));
      y += LINE;
    }
    y += 8;
  }

  private void leftOut(String what) {
    for (int x : new int[] {LEFT, RIGHT}) {
      line("halo", x, y - 6, x, y + 22);
      line("gap", x, y - 6, x, y + 22);
    }
    out.append(string(MIDDLE, y + 12, "middle", "quiet", "… " + what + " …"));
    y += LINE + 20;
  }

  private static String string(int x, int y, String anchor, String kind, String text) {
    return text.isEmpty()
        ? ""
        : "<text class=\"%s\" x=\"%d\" y=\"%d\" text-anchor=\"%s\">%s</text>%n"
            .formatted(kind, x, y, anchor, escape(text));
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
