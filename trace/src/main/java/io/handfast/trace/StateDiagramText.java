package io.handfast.trace;

import io.handfast.trace.StateFigure.Arrow;
import io.handfast.trace.StateFigure.Box;
import io.handfast.trace.StateFigure.Point;
import java.util.Arrays;
import java.util.List;

/** Draws a {@link StateDiagram} with characters: heavy lines for one end, double for the other. */
final class StateDiagramText {
  /** Horizontal, vertical, four corners of boxes. */
  private static final String PLAIN = "─│┌┐└┘";

  private static final String LEFT = "━┃┏┓┗┛";
  private static final String RIGHT = "═║╔╗╚╝";
  private static final String BOTH = "▬▌▛▜▙▟";
  private static final String UNUSED = "┄┆";

  private final StateDiagram diagram;
  private final char[][] canvas = new char[StateFigure.HEIGHT][StateFigure.WIDTH];

  StateDiagramText(StateDiagram diagram) {
    this.diagram = diagram;
    Arrays.stream(canvas).forEach(row -> Arrays.fill(row, ' '));
  }

  String paint() {
    StateFigure.ARROWS.stream().filter(each -> !isUsed(each)).forEach(this::lines);
    StateFigure.ARROWS.stream().filter(this::isUsed).forEach(this::lines);
    StateFigure.ARROWS.stream().filter(this::isUsed).forEach(this::label);
    StateFigure.BOXES.forEach(this::box);
    StringBuilder out = new StringBuilder();
    for (char[] row : canvas) {
      out.append(new String(row).stripTrailing()).append('\n');
    }
    return out.append('\n').append(legend()).toString();
  }

  private String legend() {
    StringBuilder out = new StringBuilder();
    out.append("━━ ").append(diagram.left.name).append("   ══ ").append(diagram.right.name);
    out.append("   ┄┄ ").append(diagram.notPassed).append('\n');
    for (StateDiagram.End end : List.of(diagram.left, diagram.right)) {
      end.lines().forEach(line -> out.append("  ").append(line).append('\n'));
    }
    return out.toString();
  }

  private boolean isUsed(Arrow arrow) {
    return diagram.left.passes(arrow) || diagram.right.passes(arrow);
  }

  private static String signs(boolean left, boolean right, String none) {
    return left && right ? BOTH : left ? LEFT : right ? RIGHT : none;
  }

  // ---- arrows ----

  private void lines(Arrow arrow) {
    String signs = signs(diagram.left.passes(arrow), diagram.right.passes(arrow), UNUSED);
    List<Point> points = arrow.points();
    for (int i = 1; i < points.size(); i++) {
      line(points.get(i - 1), points.get(i), signs);
    }
    for (int i = 1; i < points.size() - 1; i++) {
      put(points.get(i), isUsed(arrow) ? '•' : '·');
    }
    put(points.getLast(), head(points.get(points.size() - 2), points.getLast()));
  }

  private void line(Point from, Point to, String signs) {
    int dx = Integer.signum(to.x() - from.x());
    int dy = Integer.signum(to.y() - from.y());
    int length = Math.abs(to.x() - from.x()) + Math.abs(to.y() - from.y());
    for (int i = 0; i <= length; i++) {
      put(new Point(from.x() + i * dx, from.y() + i * dy), signs.charAt(dx == 0 ? 1 : 0));
    }
  }

  private static char head(Point before, Point end) {
    if (before.x() == end.x()) {
      return end.y() > before.y() ? '▼' : '▲';
    }
    return end.x() > before.x() ? '▶' : '◀';
  }

  private void label(Arrow arrow) {
    String left = diagram.left.label(arrow);
    String right = diagram.right.label(arrow);
    String text = left.isEmpty() || right.isEmpty() ? left + right : left + " " + right;
    write(arrow.label().x(), arrow.label().y(), text);
  }

  // ---- boxes ----

  private void box(Box box) {
    String signs = signs(diagram.left.visits(box), diagram.right.visits(box), PLAIN);
    int inner = StateFigure.BOX_WIDTH - 2;
    String line = String.valueOf(signs.charAt(0)).repeat(inner);
    write(box.x(), box.y(), signs.charAt(2) + line + signs.charAt(3));
    String name = TextWidth.center(box.state().rfc(), inner);
    char right = signs.equals(BOTH) ? '▐' : signs.charAt(1);
    write(box.x(), box.y() + 1, signs.charAt(1) + name + right);
    write(box.x(), box.y() + 2, signs.charAt(4) + line + signs.charAt(5));
  }

  private void write(int x, int y, String text) {
    for (int i = 0; i < text.length() && x + i < StateFigure.WIDTH; i++) {
      canvas[y][x + i] = text.charAt(i);
    }
  }

  private void put(Point at, char sign) {
    canvas[at.y()][at.x()] = sign;
  }
}
