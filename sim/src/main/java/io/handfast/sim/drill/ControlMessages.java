package io.handfast.sim.drill;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What recvmsg hands over beside the data, compared with what the script expects. */
final class ControlMessages {
  private static final List<String> ERROR_FIELDS =
      List.of("ee_errno", "ee_origin", "ee_type", "ee_code", "ee_info", "ee_data");

  /** A control message: all as numbers. */
  record Message(long level, long type, List<Long> data) {
    String text() {
      return "{level=" + level + ", type=" + type + ", data=" + data + "}";
    }
  }

  private final List<Message> actual = new ArrayList<>();
  private final List<Message> expected;

  /** Reads the expected messages of a msghdr; none when it has no {@code msg_control}. */
  ControlMessages(Expr.Struct header) {
    Optional<Expr> control = header.field("msg_control");
    List<Expr> items =
        control.orElse(null) instanceof Expr.Sequence(List<Expr> list) ? list : List.of();
    expected = items.stream().map(ControlMessages::message).toList();
  }

  private static Message message(Expr expr) {
    if (!(expr instanceof Expr.Struct struct)) {
      throw DrillStop.error("expected a control message, found " + expr.text());
    }
    Expr data = struct.field("cmsg_data").orElse(new Expr.Num(0));
    return new Message(field(struct, "cmsg_level"), field(struct, "cmsg_type"), data(data));
  }

  private static List<Long> data(Expr data) {
    if (data instanceof Expr.Struct error) {
      if (error.field("ee_origin").isEmpty()) {
        throw DrillStop.unsupported("the control message " + data.text());
      }
      return ERROR_FIELDS.stream().map(name -> field(error, name)).toList();
    }
    return List.of(number(data));
  }

  private static long field(Expr.Struct struct, String name) {
    return number(struct.field(name).orElseThrow(() -> DrillStop.error("no " + name)));
  }

  private static long number(Expr expr) {
    return Constants.evaluate(expr);
  }

  /** The call hands this over. */
  void add(long level, long type, List<Long> data) {
    actual.add(new Message(level, type, data));
  }

  /** Throws when the messages are not those expected. */
  void verify() {
    if (!actual.equals(expected)) {
      throw DrillStop.mismatch(
          "expected the control messages " + text(expected) + "; there are " + text(actual));
    }
  }

  private static String text(List<Message> messages) {
    return messages.stream().map(Message::text).toList().toString();
  }
}
