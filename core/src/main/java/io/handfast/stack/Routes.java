package io.handfast.stack;

import io.handfast.ip.Prefix;
import io.handfast.wire.IpAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The routing table: longest prefix first. */
final class Routes {
  /** A range of destinations and the interface that leads there. */
  record Route(Prefix destination, Interface via, RouteMetrics metrics) {}

  private final List<Route> routes = new ArrayList<>();
  private int changes;

  void add(Prefix destination, Interface via) {
    add(destination, via, RouteMetrics.NONE);
  }

  /** Takes the place of a route to the same destination. */
  void replace(Prefix destination, Interface via, RouteMetrics metrics) {
    routes.removeIf(each -> each.destination.equals(destination));
    add(destination, via, metrics);
  }

  private void add(Prefix destination, Interface via, RouteMetrics metrics) {
    changes++;
    routes.add(new Route(destination, via, metrics));
    routes.sort(Comparator.comparingInt((Route each) -> -each.destination.length()));
  }

  /** How often the table has changed; every address of ours is also a route. */
  int changes() {
    return changes;
  }

  /** The interface to a destination, or null. */
  Interface lookUp(long high, long low) {
    Route route = routeTo(high, low);
    return route == null ? null : route.via;
  }

  /** What is known about the way to a destination. */
  RouteMetrics metrics(long high, long low) {
    Route route = routeTo(high, low);
    return route == null ? RouteMetrics.NONE : route.metrics;
  }

  private Route routeTo(long high, long low) {
    for (int i = 0; i < routes.size(); i++) {
      Route each = routes.get(i);
      if (each.destination.contains(high, low)) {
        return each;
      }
    }
    return null;
  }

  /**
   * The interface of the next best route to a destination, behind those over {@code via}; or null.
   */
  Interface alternative(long high, long low, Interface via) {
    boolean seen = false;
    for (int i = 0; i < routes.size(); i++) {
      Route each = routes.get(i);
      if (each.destination.contains(high, low)) {
        if (seen && each.via != via) {
          return each.via;
        }
        seen |= each.via == via;
      }
    }
    return null;
  }

  /** Our address to use towards a destination, or null. */
  IpAddress sourceFor(IpAddress destination) {
    Interface via = lookUp(destination.high(), destination.low());
    IpAddress sameFamily = null;
    if (via != null) {
      for (Interface.Assigned each : via.addresses()) {
        if (each.prefix().contains(destination)) {
          return each.address();
        }
        boolean fits = sameFamily == null && each.address().isV4() == destination.isV4();
        sameFamily = fits ? each.address() : sameFamily;
      }
    }
    return sameFamily;
  }
}
