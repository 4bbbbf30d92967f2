package io.handfast.wire;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A source route of IPv4 (RFC 791 section 3.1, options 131 and 137): the gateways that a packet
 * goes through on its way to a destination.
 *
 * @param strict there is nothing else between them
 * @param gateways in the order of the way, 1 to 9 IPv4 addresses; the destination is none of them
 */
public record SourceRoute(boolean strict, List<IpAddress> gateways) {
  private static final int LOOSE = 131;
  private static final int STRICT = 137;
  private static final int NOP = 1;
  private static final int MAX_GATEWAYS = 9;

  /** Checks number and family. */
  public SourceRoute {
    Range.check("gateways", gateways.size(), MAX_GATEWAYS);
    boolean sound = !gateways.isEmpty() && gateways.stream().allMatch(IpAddress::isV4);
    Range.require(sound, "a source route has IPv4 gateways");
    gateways = List.copyOf(gateways);
  }

  /** Through these gateways, and others between them where routers choose so. */
  public static SourceRoute loose(IpAddress... gateways) {
    return new SourceRoute(false, List.of(gateways));
  }

  /** Where packets go first. */
  public IpAddress first() {
    return gateways.getFirst();
  }

  /** Bytes of the option in the header with its padding, a multiple of 4, 8 to 40. */
  public int optionLength() {
    return 4 + 4 * gateways.size();
  }

  /** Writes the option for a packet that is sent to {@link #first} and at last to a destination. */
  public void emit(MemorySegment memory, long at, int destination) {
    int hops = gateways.size();
    Bytes.put8(memory, at, NOP);
    Bytes.put8(memory, at + 1, strict ? STRICT : LOOSE);
    Bytes.put8(memory, at + 2, 3 + 4 * hops);
    Bytes.put8(memory, at + 3, 4);
    for (int i = 1; i < hops; i++) {
      Bytes.put32(memory, at + 4 * i, gateways.get(i).v4());
    }
    Bytes.put32(memory, at + 4L * hops, destination);
  }

  /**
   * The way back of a packet that has arrived: what its route recorded, in reverse (RFC 1122
   * section 3.2.1.8).
   *
   * @return empty when the route is malformed, not completed, or recorded nothing
   */
  public static Optional<SourceRoute> back(Ipv4View packet) {
    int at = Ipv4View.MIN_HEADER;
    int end = packet.headerLength();
    while (at + 3 <= end) {
      int kind = packet.byteAt(at);
      int length = kind <= NOP ? 1 : packet.byteAt(at + 1);
      if (kind == 0 || length < 1 || at + length > end) {
        return Optional.empty();
      }
      if (kind == LOOSE || kind == STRICT) {
        return reversed(packet, at, length);
      }
      at += length;
    }
    return Optional.empty();
  }

  private static Optional<SourceRoute> reversed(Ipv4View packet, int at, int length) {
    boolean completed = length >= 7 && (length & 3) == 3 && packet.byteAt(at + 2) > length;
    if (!completed) {
      return Optional.empty();
    }
    List<IpAddress> gateways = new ArrayList<>();
    for (int i = at + length - 4; i > at; i -= 4) {
      gateways.add(IpAddress.ofV4(packet.wordAt(i)));
    }
    return Optional.of(new SourceRoute(packet.byteAt(at) == STRICT, gateways));
  }
}
