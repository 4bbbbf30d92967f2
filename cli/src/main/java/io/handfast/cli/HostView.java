package io.handfast.cli;

import io.handfast.event.Counter;
import io.handfast.sim.scenario.ScenarioRun;
import io.handfast.tcp.TcpInfo;
import java.io.PrintWriter;
import java.lang.reflect.RecordComponent;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What an operator would see on a simulated host: ss, netstat, or everything. */
final class HostView {
  private static final int MANY = 30;

  private final ScenarioRun run;
  private final PrintWriter out;

  HostView(ScenarioRun run, PrintWriter out) {
    this.run = run;
    this.out = out;
  }

  /** Of one host, or of all when {@code host} is null. */
  void print(String view, String host) {
    print(view, host == null ? run.scenario().hostNames() : List.of(host));
  }

  void print(String view, List<String> hosts) {
    for (String each : hosts) {
      String time = String.format(Locale.ROOT, "%.3f", run.simulation().elapsed() / 1e9);
      out.println(each + ", " + time + " s" + (run.host(each).isDown() ? ", down" : ""));
      List<SocketLine> sockets = sockets(each);
      switch (view) {
        case "ss" -> ss(sockets);
        case "netstat" -> netstat(sockets);
        default -> dump(each, sockets);
      }
    }
    out.flush();
  }

  private void netstat(List<SocketLine> sockets) {
    NetstatTable.title(true, false, false, out);
    sockets.forEach(each -> NetstatTable.row(each, "", out));
  }

  private void ss(List<SocketLine> sockets) {
    new SsTable(true, false).print(sockets.stream().limit(MANY).toList(), out);
    if (sockets.size() > MANY) {
      out.println("… " + (sockets.size() - MANY) + " more");
    }
  }

  private void dump(String host, List<SocketLine> sockets) {
    new SsTable(true, true).print(sockets, out);
    for (Counter counter : Counter.values()) {
      long value = run.host(host).stack().counters().get(counter);
      if (value > 0) {
        out.printf("%-32s %d%n", counter.nstat(), value);
      }
    }
  }

  private List<SocketLine> sockets(String host) {
    return run.sockets(host).stream().map(each -> new SocketLine(fields(each))).toList();
  }

  private static Map<String, Object> fields(TcpInfo socket) {
    Map<String, Object> fields = new LinkedHashMap<>();
    try {
      for (RecordComponent each : TcpInfo.class.getRecordComponents()) {
        fields.put(each.getName(), each.getAccessor().invoke(socket));
      }
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
    return fields;
  }
}
