package io.handfast.stack;

import io.handfast.wire.IpAddress;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Destinations that are not reached by their best route any more, as transports say (RFC 1122
 * sections 3.3.1.4 and 3.3.1.5): another interface for each, for ten minutes, when there is one.
 */
final class Detours {
  private static final int LIMIT = 1_024;
  private static final long LIFE = 600_000_000_000L;

  private record Detour(Interface via, long expires) {}

  private final Routes routes;
  private final Map<IpAddress, Detour> detours = new LinkedHashMap<>();

  Detours(Routes routes) {
    this.routes = routes;
  }

  boolean isEmpty() {
    return detours.isEmpty();
  }

  /** The interface to use instead of the best route's, or null. */
  Interface lookUp(long high, long low, long now) {
    if (detours.isEmpty()) {
      return null;
    }
    IpAddress destination = new IpAddress(high, low);
    Detour detour = detours.get(destination);
    if (detour != null && detour.expires <= now) {
      detours.remove(destination);
      return null;
    }
    return detour == null ? null : detour.via;
  }

  /** The way that a destination has now does not work: the next one, or the best one again. */
  void take(IpAddress destination, long now) {
    long high = destination.high();
    long low = destination.low();
    Interface detour = lookUp(high, low, now);
    Interface present = detour != null ? detour : routes.lookUp(high, low);
    Interface next = routes.alternative(high, low, present);
    detours.remove(destination);
    if (next != null) {
      if (detours.size() >= LIMIT) {
        detours.remove(detours.keySet().iterator().next());
      }
      detours.put(destination, new Detour(next, now + LIFE));
    }
  }
}
