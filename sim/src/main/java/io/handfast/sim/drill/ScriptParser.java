package io.handfast.sim.drill;

import io.handfast.sim.drill.Script.Event;
import io.handfast.sim.drill.Script.EventTime;
import io.handfast.sim.drill.Script.EventTime.Base;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** Reads a script. */
final class ScriptParser {
  private final Cursor cursor;
  private final ExprParser expressions;
  private final PacketParser packets;

  private ScriptParser(String text, Map<String, String> definitions) {
    cursor = new Cursor(text);
    expressions = new ExprParser(cursor, definitions);
    packets = new PacketParser(cursor, definitions);
  }

  /**
   * Reads a script.
   *
   * @throws DrillStop with line and column when it cannot be read
   */
  static Script parse(String text, Map<String, String> definitions) {
    return new ScriptParser(text, definitions).script();
  }

  private Script script() {
    Map<String, String> options = options();
    String init = cursor.accept("`") ? cursor.until("`") : "";
    List<Event> events = new ArrayList<>();
    String cleanup = "";
    while (!cursor.atEnd()) {
      if (cursor.accept("`")) {
        cleanup = cursor.until("`");
        if (!cursor.atEnd()) {
          throw cursor.error("only one command without a time may stand at the end");
        }
      } else {
        events.add(event());
      }
    }
    return new Script(options, init, events, cleanup);
  }

  private Map<String, String> options() {
    Map<String, String> options = new LinkedHashMap<>();
    while (cursor.accept("--")) {
      String name = cursor.word();
      boolean valued = cursor.peekHere() == '=' && cursor.accept("=");
      options.put(name, valued ? cursor.tryTake(c -> !Character.isWhitespace(c)) : "");
    }
    return options;
  }

  private Event event() {
    cursor.peek();
    int line = cursor.line();
    EventTime time = time();
    return new Event(line, time, action());
  }

  private EventTime time() {
    if (cursor.accept("*")) {
      return new EventTime(Base.ANY, 0, 0);
    }
    Base base = cursor.accept("+") ? Base.NOW : Base.START;
    long from = cursor.micros();
    long to = from;
    if (cursor.accept("~")) {
      cursor.accept("+");
      to = cursor.micros();
    }
    return new EventTime(base, from, to);
  }

  private Action action() {
    if (cursor.accept("`")) {
      return new Action.Command(cursor.until("`"));
    }
    if (cursor.accept("%{")) {
      return new Action.Code(cursor.until("}%"));
    }
    if (cursor.accept("<")) {
      return packets.packet(true);
    }
    if (cursor.accept(">")) {
      return packets.packet(false);
    }
    return call();
  }

  private Action call() {
    OptionalLong end =
        cursor.accept("...") ? OptionalLong.of(cursor.micros()) : OptionalLong.empty();
    String name = cursor.word();
    cursor.expect("(");
    List<Expr> arguments = expressions.list(")");
    cursor.expect("=");
    Expr result = expressions.expression();
    String errno = errno();
    while (cursor.accept("(")) {
      cursor.until(")");
    }
    return new Action.Call(end, name, arguments, result, errno);
  }

  private String errno() {
    if (!cursor.startsWord()) {
      return "";
    }
    String name = cursor.word();
    if (!name.matches("E[A-Z0-9]+")) {
      throw cursor.error("expected the name of an error, found " + name);
    }
    return name;
  }
}
