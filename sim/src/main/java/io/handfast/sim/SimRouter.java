package io.handfast.sim;

import io.handfast.ip.Prefix;
import io.handfast.ip.RateLimit;
import io.handfast.wire.IpAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * A router between links: takes one from the time to live, looks up the way and sends on; says so
 * by ICMP when it cannot (RFC 792, RFC 4443), at most 1,000 times a second. It has no sockets,
 * answers no echo, and fragments nothing.
 *
 * <p>Without a static route it takes the shortest way, in links, to the host with the destination.
 */
public final class SimRouter extends SimNode {
  /** What a router counts, named as {@code nstat} names it. */
  public enum Count {
    /** Sent on. */
    FORWARDED("IpForwDatagrams"),
    /** Headers that are not sound; dropped. */
    HEADER_ERRORS("IpInHdrErrors"),
    /** Nobody with the destination; dropped. */
    NO_ROUTES("IpExtInNoRoutes"),
    /** Larger than the next link's MTU; dropped. */
    TOO_BIG("IpFragFails"),
    /** Time to live ended; dropped. */
    TIME_EXCEEDED("IcmpOutTimeExcds"),
    /** ICMP errors sent. */
    ICMP_SENT("IcmpOutMsgs"),
    /** ICMP errors not sent because of the rate limit. */
    ICMP_LIMITED("IcmpOutRateLimited");

    private final String nstat;

    Count(String nstat) {
      this.nstat = nstat;
    }

    /** Name as {@code nstat} prints it. */
    public String nstat() {
      return nstat;
    }
  }

  private static final int PER_SECOND = 1_000;
  private static final int BURST = 50;

  private record Route(Prefix destination, int link) {}

  private final Simulation simulation;
  private final List<Prefix> addresses;
  private final List<Route> routes = new ArrayList<>();
  private final Map<Count, Long> counts = new EnumMap<>(Count.class);
  private final RateLimit limit = new RateLimit(PER_SECOND, BURST);
  private boolean silent;

  SimRouter(Simulation simulation, String name, List<Prefix> addresses) {
    super(name);
    this.simulation = simulation;
    this.addresses = List.copyOf(addresses);
  }

  /** Sends packets for these destinations out by its {@code link}th link, from 1. */
  public SimRouter route(String destination, int link) {
    if (link < 1 || link > ends().size()) {
      throw new IllegalArgumentException(
          name() + " has " + ends().size() + " links, there is no number " + link);
    }
    routes.add(new Route(Prefix.parse(destination), link));
    routes.sort(Comparator.comparingInt(each -> -each.destination.length()));
    return this;
  }

  /** Sends no ICMP: what it drops vanishes without a word, as behind many firewalls. */
  public SimRouter silent(boolean isSilent) {
    silent = isSilent;
    return this;
  }

  /** How often. */
  public long count(Count what) {
    return counts.getOrDefault(what, 0L);
  }

  @Override
  void receive(LinkEnd in, SimPacket packet, byte[] bytes, long now) {
    Forwarding forwarding = Forwarding.of(bytes);
    if (forwarding == null) {
      add(Count.HEADER_ERRORS);
      return;
    }
    LinkEnd out = wayTo(packet.destination());
    if (forwarding.hopsAreOver()) {
      refuse(in, packet, bytes, Count.TIME_EXCEEDED, RouterError.timeExceeded(bytes));
    } else if (out == null) {
      refuse(in, packet, bytes, Count.NO_ROUTES, RouterError.noRoute(bytes));
    } else if (bytes.length > out.wayMtu()) {
      refuse(in, packet, bytes, Count.TOO_BIG, RouterError.tooBig(bytes, out.wayMtu()));
    } else {
      add(Count.FORWARDED);
      out.forward(forwarding.oneHopLess(), packet);
    }
  }

  private void refuse(LinkEnd in, SimPacket packet, byte[] bytes, Count why, RouterError error) {
    add(why);
    SimPacket lost = new SimPacket(this, this, simulation.now(), packet.ordinal(), bytes, packet);
    simulation.tell(lost, fate(why), -1);
    if (silent || error == null) {
      return;
    }
    if (!limit.tryTake(simulation.now())) {
      add(Count.ICMP_LIMITED);
      return;
    }
    IpAddress source = packet.source();
    LinkEnd back = wayTo(source);
    addressFor(source)
        .ifPresent(own -> {
          add(Count.ICMP_SENT);
          (back == null ? in : back).forward(error.packet(own, source), null);
        });
  }

  private static Fate fate(Count why) {
    return switch (why) {
      case TIME_EXCEEDED -> Fate.TTL_EXCEEDED;
      case NO_ROUTES -> Fate.NO_ROUTE;
      default -> Fate.TOO_BIG;
    };
  }

  private java.util.Optional<IpAddress> addressFor(IpAddress destination) {
    List<Prefix> family =
        addresses.stream().filter(each -> each.address().isV4() == destination.isV4()).toList();
    return family.stream()
        .filter(each -> each.contains(destination))
        .findFirst()
        .or(() -> family.stream().findFirst())
        .map(Prefix::address);
  }

  private void add(Count what) {
    counts.merge(what, 1L, Long::sum);
  }

  private LinkEnd wayTo(IpAddress destination) {
    for (Route each : routes) {
      if (each.destination.contains(destination)) {
        return ends().get(each.link - 1);
      }
    }
    return Ways.shortest(this, destination);
  }

  boolean has(IpAddress address) {
    return addresses.stream().anyMatch(each -> each.address().equals(address));
  }
}
