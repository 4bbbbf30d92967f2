package io.handfast.ip;

import io.handfast.wire.IpAddress;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Path MTUs learnt from ICMP (RFC 1191, RFC 8201): bounded, forgotten after ten minutes, never
 * raised by a message and never below what every path must carry.
 */
public final class PathMtuCache {
  /** Smallest IPv6 path MTU (RFC 8200 section 5). */
  public static final int MIN_V6 = 1280;

  private static final int LIMIT = 1_024;
  private static final long LIFE = 600_000_000_000L;

  private record Entry(int mtu, long expires) {}

  private final Map<IpAddress, Entry> entries = new LinkedHashMap<>();

  /** True when nothing is known, the usual case. */
  public boolean isEmpty() {
    return entries.isEmpty();
  }

  /** Path MTU to the destination in bytes, at most the link's. */
  public int lookUp(IpAddress destination, int linkMtu, long now) {
    Entry entry = entries.get(destination);
    if (entry == null) {
      return linkMtu;
    }
    if (entry.expires <= now) {
      entries.remove(destination);
      return linkMtu;
    }
    return Math.min(entry.mtu, linkMtu);
  }

  /**
   * A router has named an MTU.
   *
   * @param minV4 smallest value believed for IPv4
   * @return true when the path MTU became smaller
   */
  public boolean learn(IpAddress destination, int mtu, int current, int minV4, long now) {
    int believed = Math.max(mtu, destination.isV4() ? minV4 : MIN_V6);
    if (believed >= current) {
      return false;
    }
    if (entries.size() >= LIMIT) {
      entries.remove(entries.keySet().iterator().next());
    }
    entries.put(destination, new Entry(believed, now + LIFE));
    return true;
  }
}
