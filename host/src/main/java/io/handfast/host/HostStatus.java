package io.handfast.host;

import io.handfast.event.Counter;
import io.handfast.link.LinkCounter;
import io.handfast.stack.Driver;
import io.handfast.tcp.CloseWaits;
import io.handfast.tcp.FloodStatus;
import io.handfast.tcp.RateInfo;
import io.handfast.tcp.TcpInfo;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A host as plain values for {@link Json}: who it is, its sockets, what it counted. */
final class HostStatus {
  private static final RecordComponent[] COMPONENTS = TcpInfo.class.getRecordComponents();

  /** Up to and with the retransmissions; what follows is about a connection. */
  private static final int COMPACT = 11;

  private HostStatus() {}

  /** Everything. Text is made without the lock: there may be a hundred thousand sockets. */
  static Map<String, Object> of(Host host) {
    Map<String, Object> status = summary(host);
    status.put("tcp", host.sockets().stream().map(HostStatus::fields).toList());
    return status;
  }

  /** Who it is, what it counted, and how many sockets there are in each state. */
  static Map<String, Object> summary(Host host) {
    Map<String, Object> status = new LinkedHashMap<>();
    status.put("name", host.name());
    status.put("tun", host.tunName());
    status.put("pid", ProcessHandle.current().pid());
    status.put("addresses", host.prefixes());
    Map<String, Long> states = new TreeMap<>();
    host.sockets().forEach(socket -> states.merge(socket.state().name(), 1L, Long::sum));
    status.put("states", states);
    Driver driver = host.driver();
    driver.lock();
    try {
      status.put("counters", counters(host));
      status.put("link", linkCounters(host));
      status.put("floods", floods(host));
      CloseWaits leaks = host.stack().tcp().closeWaits(driver.now());
      long seconds = leaks.oldestNanos() / 1_000_000_000L;
      status.put("closeWaits", Map.of("count", leaks.count(), "seconds", seconds));
      status.put("bufferBytes", host.stack().pool().bytesInUse());
      status.put("bufferBytesMax", host.stack().pool().bytesInUseMax());
    } finally {
      driver.unlock();
    }
    return status;
  }

  /** Of listeners that have seen SYNs of late. */
  private static List<Map<String, Object>> floods(Host host) {
    long now = host.driver().now();
    List<Map<String, Object>> floods = new ArrayList<>();
    for (FloodStatus each : host.stack().tcp().floods()) {
      if (each.alarm() || each.synsPerSecond() > 0) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("address", each.address());
        fields.put("port", each.port());
        fields.put("alarm", each.alarm());
        fields.put("seconds", each.since() == 0 ? 0 : (now - each.since()) / 1_000_000_000L);
        fields.put("synsPerSecond", each.synsPerSecond());
        fields.put("unansweredPercent", each.unansweredPercent());
        fields.put("sources", each.sources());
        fields.put("halfOpen", each.halfOpen());
        floods.add(fields);
      }
    }
    return floods;
  }

  private static Map<String, Object> counters(Host host) {
    Map<String, Object> values = new LinkedHashMap<>();
    for (Counter each : Counter.values()) {
      values.put(each.nstat(), host.stack().counters().get(each));
    }
    return values;
  }

  private static Map<String, Object> linkCounters(Host host) {
    Map<String, Object> values = new LinkedHashMap<>();
    for (LinkCounter each : LinkCounter.values()) {
      values.put(each.name(), host.linkCounters().get(each));
    }
    return values;
  }

  /** The components by their names; of a socket without a connection only those it has. */
  private static Map<String, Object> fields(TcpInfo socket) {
    int count = socket.mss() > 0 ? COMPONENTS.length : COMPACT;
    return fields(socket, Arrays.asList(COMPONENTS).subList(0, count));
  }

  /** The rates add their own. */
  private static Map<String, Object> fields(Record from, List<RecordComponent> components) {
    Map<String, Object> fields = new LinkedHashMap<>();
    try {
      for (RecordComponent each : components) {
        Object value = each.getAccessor().invoke(from);
        if (value instanceof RateInfo inner) {
          fields.putAll(fields(inner, List.of(RateInfo.class.getRecordComponents())));
        } else {
          fields.put(each.getName(), value);
        }
      }
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
    return fields;
  }
}
