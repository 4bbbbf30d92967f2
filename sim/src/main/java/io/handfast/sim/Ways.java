package io.handfast.sim;

import io.handfast.wire.IpAddress;
import java.util.ArrayDeque;
import java.util.IdentityHashMap;
import java.util.Map;

/** Shortest ways through a simulation; of two as short, the one by the earlier link. */
final class Ways {
  private Ways() {}

  /** The end by which a packet leaves {@code node} for this address; null when nobody has it. */
  static LinkEnd shortest(SimNode node, IpAddress destination) {
    Map<SimNode, LinkEnd> firstStep = new IdentityHashMap<>();
    ArrayDeque<SimNode> next = new ArrayDeque<>();
    firstStep.put(node, null);
    next.add(node);
    while (!next.isEmpty()) {
      SimNode here = next.poll();
      for (LinkEnd end : here.ends()) {
        SimNode there = end.peer().node();
        if (!firstStep.containsKey(there)) {
          LinkEnd step = here == node ? end : firstStep.get(here);
          if (has(there, destination)) {
            return step;
          }
          firstStep.put(there, step);
          if (!(there instanceof SimHost)) {
            next.add(there);
          }
        }
      }
    }
    return null;
  }

  private static boolean has(SimNode node, IpAddress address) {
    return switch (node) {
      case SimHost host -> host.has(address);
      case SimRouter router -> router.has(address);
      case SimShield _ -> false;
      case SimSwitch ignored -> false;
    };
  }
}
