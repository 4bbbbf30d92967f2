package io.handfast.tcp;

import io.handfast.wire.SourceRoute;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Ways back of connections that are compact records (RFC 9293 section 3.9.2.1): few or none, so
 * they are not part of the records. Bounded; the oldest goes.
 */
final class ReturnRoutes {
  private static final int LIMIT = 1_024;

  private record Pair(long localHigh, long localLow, long remoteHigh, long remoteLow, int ports) {
    static Pair of(FlowKey flow) {
      return new Pair(flow.localHigh, flow.localLow, flow.remoteHigh, flow.remoteLow, flow.ports);
    }
  }

  private final Map<Pair, SourceRoute> routes = new LinkedHashMap<>();

  /** Remembers a way; null does nothing. */
  void put(FlowKey flow, SourceRoute route) {
    if (route != null) {
      routes.put(Pair.of(flow), route);
      if (routes.size() > LIMIT) {
        routes.remove(routes.keySet().iterator().next());
      }
    }
  }

  int size() {
    return routes.size();
  }

  SourceRoute get(FlowKey flow) {
    return routes.isEmpty() ? null : routes.get(Pair.of(flow));
  }

  /** Forgets a way, and says which it was. */
  SourceRoute remove(FlowKey flow) {
    return routes.isEmpty() ? null : routes.remove(Pair.of(flow));
  }
}
