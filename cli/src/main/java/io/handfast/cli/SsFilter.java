package io.handfast.cli;

import io.handfast.ip.Prefix;
import io.handfast.wire.IpAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/**
 * The filter language of ss(8): {@code state NAME}, {@code exclude NAME}, {@code sport} and {@code
 * dport} with {@code = != < > <= >=}, {@code src} and {@code dst} with an address, prefix or port,
 * {@code and}, {@code or}, {@code not} and parentheses. Terms beside each other mean {@code and}.
 */
final class SsFilter {
  private static final List<String> OPERATORS =
      List.of("=", "==", "!=", "<", ">", "<=", ">=", "eq", "ne", "lt", "gt", "le", "ge");

  private final List<String> words;
  private int at;
  private boolean namesState;

  private SsFilter(List<String> words) {
    this.words = words;
  }

  /** A filter, and whether it says itself which states it wants. */
  record Parsed(Predicate<SocketLine> test, boolean namesState) {}

  /**
   * Reads a filter; without words everything passes.
   *
   * @throws IllegalArgumentException when it cannot be read; the message says where
   */
  static Parsed parse(List<String> arguments) {
    SsFilter filter = new SsFilter(wordsOf(String.join(" ", arguments)));
    Predicate<SocketLine> test = filter.words.isEmpty() ? socket -> true : filter.either();
    if (filter.at < filter.words.size()) {
      throw new IllegalArgumentException("'" + filter.words.get(filter.at) + "' is too much");
    }
    return new Parsed(test, filter.namesState);
  }

  private static List<String> wordsOf(String text) {
    String spaced = text.replaceAll("([()])", " $1 ").replaceAll("(==|!=|<=|>=|[=<>])", " $1 ");
    List<String> words = new ArrayList<>();
    for (String each : spaced.replaceAll("([=!<>]) +(=)", "$1$2").trim().split("\\s+")) {
      if (!each.isEmpty()) {
        words.add(each);
      }
    }
    return words;
  }

  private Predicate<SocketLine> either() {
    Predicate<SocketLine> left = both();
    while (take("or") || take("||") || take("|")) {
      left = left.or(both());
    }
    return left;
  }

  private Predicate<SocketLine> both() {
    Predicate<SocketLine> left = term();
    while (at < words.size() && !peek("or") && !peek("||") && !peek("|") && !peek(")")) {
      if (!take("and") && !take("&&")) {
        take("&");
      }
      left = left.and(term());
    }
    return left;
  }

  private Predicate<SocketLine> term() {
    if (take("not") || take("!")) {
      return term().negate();
    }
    if (take("(")) {
      Predicate<SocketLine> inner = either();
      if (!take(")")) {
        throw new IllegalArgumentException("a ')' is missing");
      }
      return inner;
    }
    String word = next("a condition");
    return switch (word) {
      case "state" -> state(next("a state"));
      case "exclude" -> state(next("a state")).negate();
      case "sport" -> port("localPort");
      case "dport" -> port("remotePort");
      case "src" -> address("local", "localPort");
      case "dst" -> address("remote", "remotePort");
      default -> throw new IllegalArgumentException("'" + word + "' is no condition");
    };
  }

  // ---- conditions ----

  private Predicate<SocketLine> state(String name) {
    namesState = true;
    String wanted = name.toLowerCase(Locale.ROOT);
    return switch (wanted) {
      case "all" -> socket -> true;
      case "connected" -> socket -> !is(socket, "listen") && !is(socket, "unconn");
      case "synchronized" ->
          socket -> !is(socket, "listen") && !is(socket, "unconn") && !is(socket, "syn-sent");
      case "bucket" -> socket -> is(socket, "syn-recv") || is(socket, "time-wait");
      case "big" -> socket -> !is(socket, "syn-recv") && !is(socket, "time-wait");
      default -> {
        String state = one(wanted);
        yield socket -> is(socket, state);
      }
    };
  }

  private static boolean is(SocketLine socket, String state) {
    return socket.state().toLowerCase(Locale.ROOT).equals(state);
  }

  private static String one(String name) {
    return switch (name) {
      case "established" -> "estab";
      case "listening" -> "listen";
      case "closed" -> "unconn";
      case "fin-wait-1",
          "fin-wait-2",
          "syn-sent",
          "syn-recv",
          "time-wait",
          "close-wait",
          "last-ack",
          "closing",
          "estab",
          "listen",
          "unconn" ->
          name;
      default -> throw new IllegalArgumentException("there is no state '" + name + "'");
    };
  }

  private Predicate<SocketLine> port(String field) {
    String operator = operator();
    long port = portNumber(next("a port").replaceFirst("^:", ""));
    return socket -> compare(socket.number(field), operator, port);
  }

  private static boolean compare(long left, String operator, long right) {
    return switch (operator) {
      case "!=", "ne" -> left != right;
      case "<", "lt" -> left < right;
      case ">", "gt" -> left > right;
      case "<=", "le" -> left <= right;
      case ">=", "ge" -> left >= right;
      default -> left == right;
    };
  }

  private Predicate<SocketLine> address(String field, String portField) {
    boolean unequal = List.of("!=", "ne").contains(operator());
    String text = next("an address");
    int colon =
        text.indexOf(']') >= 0 || text.indexOf(':') == text.lastIndexOf(':')
            ? text.lastIndexOf(':')
            : -1;
    boolean hasPort = colon >= 0 && colon > text.indexOf(']');
    String host = (hasPort ? text.substring(0, colon) : text).replaceAll("[\\[\\]]", "");
    String port = hasPort ? text.substring(colon + 1) : "*";
    Prefix prefix = host.isEmpty() || host.equals("*") ? null : prefix(host);
    long number = port.equals("*") ? -1 : portNumber(port);
    Predicate<SocketLine> test =
        socket ->
            (prefix == null || prefix.contains(IpAddress.parse(socket.text(field))))
                && (number < 0 || socket.number(portField) == number);
    return unequal ? test.negate() : test;
  }

  private static Prefix prefix(String host) {
    boolean v6 = host.contains(":");
    return Prefix.parse(host.contains("/") ? host : host + (v6 ? "/128" : "/32"));
  }

  private static long portNumber(String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("'" + text + "' is no port number", e);
    }
  }

  // ---- words ----

  private String operator() {
    return at < words.size() && OPERATORS.contains(words.get(at)) ? words.get(at++) : "=";
  }

  private boolean peek(String word) {
    return at < words.size() && words.get(at).equals(word);
  }

  private boolean take(String word) {
    boolean there = peek(word);
    at += there ? 1 : 0;
    return there;
  }

  private String next(String what) {
    if (at == words.size()) {
      throw new IllegalArgumentException(what + " is missing at the end");
    }
    return words.get(at++);
  }
}
