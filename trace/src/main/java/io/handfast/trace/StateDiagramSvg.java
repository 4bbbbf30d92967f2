package io.handfast.trace;

import io.handfast.trace.StateFigure.Arrow;
import io.handfast.trace.StateFigure.Box;
import io.handfast.trace.StateFigure.Point;
import java.util.List;
import java.util.stream.Collectors;

/** Draws a {@link StateDiagram} as a picture: no script, no file from elsewhere, light and dark. */
final class StateDiagramSvg {
  private static final int COLUMN = 11;
  private static final int ROW = 18;
  private static final int LEFT = 40;
  private static final int TOP = 90;

  private static final String STYLE =
      """
      <style>
        svg { background: #ffffff; color: #1c2430; font: 13px system-ui, -apple-system, "Segoe UI",
          "Noto Sans", "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", sans-serif; }
        text { fill: currentColor; } .title { font-weight: 600; font-size: 18px; }
        .state { font-weight: 600; font-size: 14px; } .quiet { fill: #5b6675; font-size: 11px; }
        .box { fill: #f4f6f8; stroke: #9aa5b1; } .lit { fill: #ffffff; }
        .off { stroke: #9aa5b1; stroke-dasharray: 2 5; fill: none; }
        .a { stroke: #0b5cad; stroke-width: 3; fill: none; } .at { fill: #0b5cad; font-weight: 600; }
        .b { stroke: #b3541e; stroke-width: 3; stroke-dasharray: 9 4; fill: none; }
        .bt { fill: #b3541e; font-weight: 600; }
        .halo { paint-order: stroke; stroke: #ffffff; stroke-width: 5px; }
        @media (prefers-color-scheme: dark) {
          svg { background: #14181f; color: #e6e9ee; } .box { fill: #1c222b; } .lit { fill: #14181f; }
          .quiet { fill: #9aa5b1; } .a { stroke: #7cb8ff; } .at { fill: #7cb8ff; }
          .b { stroke: #ffab70; } .bt { fill: #ffab70; } .halo { stroke: #14181f; }
        }
      </style>
      """;

  private final StateDiagram diagram;
  private final StringBuilder out = new StringBuilder();

  StateDiagramSvg(StateDiagram diagram) {
    this.diagram = diagram;
  }

  String paint(String title) {
    StateFigure.ARROWS.forEach(this::arrow);
    StateFigure.BOXES.forEach(this::box);
    StateFigure.ARROWS.forEach(this::labels);
    return head(title) + legend() + out + "</svg>\n";
  }

  private String head(String title) {
    int width = LEFT * 2 + StateFigure.WIDTH * COLUMN;
    int height = TOP + StateFigure.HEIGHT * ROW + 20;
    return """
    <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d" role="img" aria-labelledby="t d">
    <title id="t">%s</title>
    <desc id="d">%s</desc>
    <defs>%s%s%s</defs>
    %s\
    """
            .formatted(
                width,
                height,
                width,
                height,
                escape(title),
                escape(description()),
                marker("ha", "at"),
                marker("hb", "bt"),
                marker("ho", "quiet"),
                STYLE)
        + text(LEFT, 34, "title", title);
  }

  private static String marker(String id, String kind) {
    return "<marker id=\"%s\" viewBox=\"0 0 10 10\" refX=\"8\" refY=\"5\" markerUnits=\"userSpaceOnUse\""
            .formatted(id)
        + " markerWidth=\"11\" markerHeight=\"11\" orient=\"auto\"><path class=\"%s\" d=\"M0 0 10 5 0 10z\"/></marker>"
            .formatted(kind);
  }

  /** For those who listen: both ways, state by state. */
  private String description() {
    return way(diagram.left) + "; " + way(diagram.right);
  }

  private static String way(StateDiagram.End end) {
    return end.name
        + ": "
        + end.steps.stream().map(each -> each.to().rfc()).collect(Collectors.joining(", "));
  }

  private String legend() {
    int y = 62;
    return "<path class=\"a\" d=\"M%d %dh40\"/>".formatted(LEFT, y - 4)
        + text(LEFT + 48, y, "at", diagram.left.name)
        + "<path class=\"b\" d=\"M%d %dh40\"/>".formatted(LEFT + 200, y - 4)
        + text(LEFT + 248, y, "bt", diagram.right.name)
        + "<path class=\"off\" d=\"M%d %dh40\"/>".formatted(LEFT + 400, y - 4)
        + text(LEFT + 448, y, "quiet", diagram.notPassed);
  }

  // ---- arrows ----

  private void arrow(Arrow arrow) {
    boolean left = diagram.left.passes(arrow);
    boolean right = diagram.right.passes(arrow);
    int apart = left && right ? 3 : 0;
    if (!left && !right) {
      path("off", "ho", arrow.points(), 0);
    }
    if (left) {
      path("a", "ha", arrow.points(), -apart);
    }
    if (right) {
      path("b", "hb", arrow.points(), apart);
    }
  }

  /** The two ways beside each other where both ends went. */
  private void path(String kind, String head, List<Point> points, int shift) {
    StringBuilder d = new StringBuilder();
    for (int i = 0; i < points.size(); i++) {
      Point at = points.get(i);
      d.append(i == 0 ? 'M' : 'L').append(x(at.x()) + shift).append(' ').append(y(at.y()) + shift);
    }
    out.append("<path class=\"%s\" marker-end=\"url(#%s)\" d=\"%s\"/>%n".formatted(kind, head, d));
  }

  private void labels(Arrow arrow) {
    int x = x(arrow.label().x());
    int y = y(arrow.label().y()) + (arrow.isLabelOnLine() ? -6 : 12);
    String left = diagram.left.label(arrow);
    String right = diagram.right.label(arrow);
    out.append(text(x, y, "at halo", left));
    out.append(text(x + left.length() * 9, y, "bt halo", right));
    int used = (left.length() + right.length()) * 9;
    out.append(text(x + used + (used > 0 ? 4 : 0), y, "quiet halo", arrow.event()));
  }

  // ---- boxes ----

  private void box(Box box) {
    boolean left = diagram.left.visits(box);
    boolean right = diagram.right.visits(box);
    int x = x(box.x()) - COLUMN / 2;
    int y = y(box.y()) - ROW / 2;
    int width = StateFigure.BOX_WIDTH * COLUMN;
    int height = StateFigure.BOX_HEIGHT * ROW;
    rectangle(left || right ? "box lit" : "box", x, y, width, height);
    if (left) {
      rectangle("a", x, y, width, height);
    }
    if (right) {
      int inset = left ? 4 : 0;
      rectangle("b", x + inset, y + inset, width - 2 * inset, height - 2 * inset);
    }
    out.append(
        "<text class=\"%s\" x=\"%d\" y=\"%d\" text-anchor=\"middle\">%s</text>%n"
            .formatted(
                left || right ? "state" : "quiet",
                x + width / 2,
                y + height / 2 + 5,
                box.state().rfc()));
  }

  private void rectangle(String kind, int x, int y, int width, int height) {
    out.append(
        "<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"6\"/>%n"
            .formatted(kind, x, y, width, height));
  }

  private static int x(int column) {
    return LEFT + column * COLUMN;
  }

  private static int y(int row) {
    return TOP + row * ROW;
  }

  private static String text(int x, int y, String kind, String text) {
    return text.isEmpty()
        ? ""
        : "<text class=\"%s\" x=\"%d\" y=\"%d\">%s</text>%n".formatted(kind, x, y, escape(text));
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
