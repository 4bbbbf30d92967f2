package io.handfast.trace;

import static io.handfast.tcp.State.CLOSED;
import static io.handfast.tcp.State.CLOSE_WAIT;
import static io.handfast.tcp.State.CLOSING;
import static io.handfast.tcp.State.ESTABLISHED;
import static io.handfast.tcp.State.FIN_WAIT_1;
import static io.handfast.tcp.State.FIN_WAIT_2;
import static io.handfast.tcp.State.LAST_ACK;
import static io.handfast.tcp.State.LISTEN;
import static io.handfast.tcp.State.SYN_RECEIVED;
import static io.handfast.tcp.State.SYN_SENT;
import static io.handfast.tcp.State.TIME_WAIT;

import io.handfast.tcp.State;
import java.util.List;
import java.util.Optional;

/**
 * The state diagram of RFC 9293, figure 5, on a grid of text columns and rows: boxes, and arrows as
 * points that lines join. CLOSED is there twice, as in the RFC: where all begins and where it ends.
 */
final class StateFigure {
  static final int BOX_WIDTH = 16;
  static final int BOX_HEIGHT = 3;
  static final int WIDTH = 78;
  static final int HEIGHT = 38;

  private static final int LEFT = 4;
  private static final int MIDDLE = 32;
  private static final int RIGHT = 60;

  record Point(int x, int y) {}

  /**
   * A state.
   *
   * @param last the CLOSED at the end
   */
  record Box(State state, int x, int y, boolean last) {}

  /**
   * A transition.
   *
   * @param event what leads there, and what is sent
   * @param label where its number goes
   */
  record Arrow(State from, State to, String event, Point label, List<Point> points) {
    /** The label stands on a line of the arrow that goes sideways, not beside one. */
    boolean isLabelOnLine() {
      return points.stream().filter(each -> each.y == label.y).count() > 1;
    }
  }

  static final List<Box> BOXES =
      List.of(
          new Box(CLOSED, MIDDLE, 0, false),
          new Box(LISTEN, MIDDLE, 5, false),
          new Box(SYN_RECEIVED, LEFT, 11, false),
          new Box(SYN_SENT, RIGHT, 11, false),
          new Box(ESTABLISHED, MIDDLE, 16, false),
          new Box(FIN_WAIT_1, LEFT, 22, false),
          new Box(CLOSE_WAIT, RIGHT, 22, false),
          new Box(FIN_WAIT_2, LEFT, 27, false),
          new Box(CLOSING, MIDDLE, 27, false),
          new Box(LAST_ACK, RIGHT, 27, false),
          new Box(TIME_WAIT, LEFT, 33, false),
          new Box(CLOSED, RIGHT, 33, true));

  static final List<Arrow> ARROWS =
      List.of(
          arrow(CLOSED, LISTEN, "passive OPEN", 42, 3, 40, 3, 40, 4),
          arrow(CLOSED, SYN_SENT, "active OPEN / SYN", 56, 1, 48, 1, 70, 1, 70, 10),
          arrow(LISTEN, SYN_RECEIVED, "SYN / SYN,ACK", 21, 6, 31, 6, 12, 6, 12, 10),
          arrow(LISTEN, SYN_SENT, "SEND / SYN", 54, 6, 48, 6, 64, 6, 64, 10),
          arrow(SYN_SENT, SYN_RECEIVED, "SYN / SYN,ACK", 39, 12, 59, 12, 20, 12),
          arrow(SYN_RECEIVED, ESTABLISHED, "ACK of SYN", 20, 17, 14, 14, 14, 17, 31, 17),
          arrow(SYN_SENT, ESTABLISHED, "SYN,ACK / ACK", 56, 17, 66, 14, 66, 17, 48, 17),
          arrow(SYN_RECEIVED, FIN_WAIT_1, "CLOSE / FIN", 9, 18, 8, 14, 8, 21),
          arrow(ESTABLISHED, FIN_WAIT_1, "CLOSE / FIN", 23, 20, 36, 19, 36, 20, 14, 20, 14, 21),
          arrow(ESTABLISHED, CLOSE_WAIT, "FIN / ACK", 54, 20, 44, 19, 44, 20, 68, 20, 68, 21),
          arrow(FIN_WAIT_1, FIN_WAIT_2, "ACK of FIN", 14, 25, 12, 25, 12, 26),
          arrow(FIN_WAIT_1, CLOSING, "FIN / ACK", 29, 23, 20, 23, 40, 23, 40, 26),
          arrow(CLOSE_WAIT, LAST_ACK, "CLOSE / FIN", 70, 25, 68, 25, 68, 26),
          arrow(FIN_WAIT_2, TIME_WAIT, "FIN / ACK", 14, 31, 12, 30, 12, 32),
          arrow(CLOSING, TIME_WAIT, "ACK of FIN", 29, 34, 40, 30, 40, 34, 20, 34),
          arrow(FIN_WAIT_1, TIME_WAIT, "FIN,ACK / ACK", 2, 25, 3, 23, 1, 23, 1, 34, 3, 34),
          arrow(LAST_ACK, CLOSED, "ACK of FIN", 70, 31, 68, 30, 68, 32),
          arrow(TIME_WAIT, CLOSED, "2·MSL over", 40, 37, 12, 36, 12, 37, 68, 37, 68, 36));

  private StateFigure() {}

  private static Arrow arrow(
      State from, State to, String event, int labelX, int labelY, int... points) {
    List<Point> path = new java.util.ArrayList<>();
    for (int i = 0; i < points.length; i += 2) {
      path.add(new Point(points[i], points[i + 1]));
    }
    return new Arrow(from, to, event, new Point(labelX, labelY), List.copyOf(path));
  }

  /** The arrow between two states; none for what leads to CLOSED from everywhere, as a reset. */
  static Optional<Arrow> arrow(State from, State to) {
    return ARROWS.stream().filter(each -> each.from == from && each.to == to).findFirst();
  }
}
