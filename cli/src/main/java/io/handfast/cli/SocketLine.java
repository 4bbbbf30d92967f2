package io.handfast.cli;

import java.util.Map;

/** One socket of an instance's answer, with the words of ss(8). */
final class SocketLine {
  private final Map<String, Object> fields;

  SocketLine(Map<String, Object> fields) {
    this.fields = fields;
  }

  /** State in ss's spelling. */
  String state() {
    return switch (text("state")) {
      case "ESTABLISHED" -> "ESTAB";
      case "SYN_RECEIVED" -> "SYN-RECV";
      case "CLOSED" -> "UNCONN";
      case "FIN_WAIT_1" -> "FIN-WAIT-1";
      case "FIN_WAIT_2" -> "FIN-WAIT-2";
      default -> text("state").replace('_', '-');
    };
  }

  String local() {
    return endpoint("local", "localPort");
  }

  String remote() {
    return endpoint("remote", "remotePort");
  }

  /** Address and port of two fields, as ss writes them. */
  String endpoint(String address, String port) {
    String host = text(address);
    long number = number(port);
    String shown = host.equals("::") ? "*" : host.contains(":") ? "[" + host + "]" : host;
    return shown + ":" + (number == 0 ? "*" : Long.toString(number));
  }

  String text(String name) {
    return fields.getOrDefault(name, "").toString();
  }

  long number(String name) {
    return fields.get(name) instanceof Number value ? value.longValue() : 0;
  }

  boolean flag(String name) {
    return Boolean.TRUE.equals(fields.get(name));
  }
}
