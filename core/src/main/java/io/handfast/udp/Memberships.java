package io.handfast.udp;

import io.handfast.event.Errno;
import io.handfast.wire.IpAddress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The multicast groups of one socket, each with the sources it is for (RFC 3376 section 2): all but
 * those blocked, or only those included.
 */
final class Memberships {
  private static final class Filter {
    final boolean including;
    final Set<IpAddress> sources = new HashSet<>();

    Filter(boolean including) {
      this.including = including;
    }

    boolean passes(IpAddress source) {
      return sources.contains(source) == including;
    }
  }

  private final Map<IpAddress, Filter> groups = new HashMap<>();

  /** Of all sources. 0, -EINVAL for what is no group, or -EADDRINUSE when it is one already. */
  int join(IpAddress group) {
    if (!group.isMulticast()) {
      return Errno.EINVAL.result();
    }
    return groups.putIfAbsent(group, new Filter(false)) == null ? 0 : Errno.EADDRINUSE.result();
  }

  /** Of one source. 0, -EINVAL, or -EADDRINUSE when it was joined for all. */
  int join(IpAddress group, IpAddress source) {
    if (!group.isMulticast()) {
      return Errno.EINVAL.result();
    }
    Filter filter = groups.computeIfAbsent(group, _ -> new Filter(true));
    if (!filter.including) {
      return Errno.EINVAL.result();
    }
    return filter.sources.add(source) ? 0 : Errno.EADDRINUSE.result();
  }

  /** 0, or -EADDRNOTAVAIL when it is not a member. */
  int leave(IpAddress group) {
    return groups.remove(group) != null ? 0 : Errno.EADDRNOTAVAIL.result();
  }

  /** 0, or -EADDRNOTAVAIL when it is not a member for that source. */
  int leave(IpAddress group, IpAddress source) {
    Filter filter = groups.get(group);
    if (filter == null || !filter.including || !filter.sources.remove(source)) {
      return Errno.EADDRNOTAVAIL.result();
    }
    if (filter.sources.isEmpty()) {
      groups.remove(group);
    }
    return 0;
  }

  /** Blocks or unblocks a source. 0, or -EINVAL when the group was not joined for all sources. */
  int block(IpAddress group, IpAddress source, boolean on) {
    Filter filter = groups.get(group);
    if (filter == null || filter.including) {
      return Errno.EINVAL.result();
    }
    boolean changed = on ? filter.sources.add(source) : filter.sources.remove(source);
    return changed ? 0 : Errno.EADDRNOTAVAIL.result();
  }

  boolean isMember(IpAddress group) {
    return groups.containsKey(group);
  }

  boolean wants(IpAddress group, IpAddress source) {
    Filter filter = groups.get(group);
    return filter != null && filter.passes(source);
  }
}
