package io.handfast.link.dhcp;

import io.handfast.ip.Prefix;
import io.handfast.wire.IpAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a server has lent us.
 *
 * @param address ours, with the length of its subnet's prefix
 * @param server who lent it
 * @param routers the way out, best first
 * @param nameServers in the server's order
 * @param mtu bytes, 0 when the server says nothing
 * @param duration seconds from the request on, {@link #FOREVER} without end
 * @param renewal seconds from the request on: T1
 * @param rebinding seconds from the request on: T2
 */
public record DhcpLease(
    Prefix address,
    IpAddress server,
    List<IpAddress> routers,
    List<IpAddress> nameServers,
    int mtu,
    long duration,
    long renewal,
    long rebinding) {
  /** A lease without end. */
  public static final long FOREVER = 0xffff_ffffL;

  private static final int MIN_MTU = 68;

  /** Copies the lists. */
  public DhcpLease {
    routers = List.copyOf(routers);
    nameServers = List.copyOf(nameServers);
  }

  /**
   * What an ACK says; empty when it lacks what it must have, or makes no sense: an address that no
   * host can have, a mask with holes.
   */
  static Optional<DhcpLease> of(DhcpMessage ack) {
    Optional<Long> duration = ack.number(DhcpMessage.LEASE_TIME).filter(seconds -> seconds > 0);
    Optional<IpAddress> server = ack.address(DhcpMessage.SERVER);
    Optional<Integer> length = prefixLength(ack);
    if (duration.isEmpty() || server.isEmpty() || length.isEmpty() || !isHost(ack.yours())) {
      return Optional.empty();
    }
    long end = duration.get();
    long t2 = time(ack, DhcpMessage.REBINDING, end, end * 7 / 8);
    long t1 = time(ack, DhcpMessage.RENEWAL, t2, Math.min(end / 2, t2));
    return Optional.of(
        new DhcpLease(
            new Prefix(ack.yours(), length.get()),
            server.get(),
            addresses(ack, DhcpMessage.ROUTERS),
            addresses(ack, DhcpMessage.NAME_SERVERS),
            mtu(ack),
            end,
            t1,
            t2));
  }

  /** One of the server's times, or else the usual one (RFC 2131 section 4.4.5). */
  private static long time(DhcpMessage ack, int code, long limit, long otherwise) {
    return ack.number(code).filter(seconds -> seconds > 0 && seconds < limit).orElse(otherwise);
  }

  static boolean isHost(IpAddress address) {
    int first = address.v4() >>> 24;
    return first != 0 && first != 127 && first < 224;
  }

  private static Optional<Integer> prefixLength(DhcpMessage ack) {
    Optional<Long> mask = ack.number(DhcpMessage.MASK);
    if (mask.isEmpty()) {
      return Optional.of(classLength(ack.yours()));
    }
    int bits = mask.get().intValue();
    int length = Integer.bitCount(bits);
    boolean whole = length > 0 && bits == -1 << 32 - length;
    return whole ? Optional.of(length) : Optional.empty();
  }

  /** Without a mask the address says it by its class, as in old times. */
  private static int classLength(IpAddress address) {
    int first = address.v4() >>> 24;
    return first < 128 ? 8 : first < 192 ? 16 : 24;
  }

  private static List<IpAddress> addresses(DhcpMessage ack, int code) {
    ByteBuffer value = ByteBuffer.wrap(ack.options().getOrDefault(code, new byte[0]));
    List<IpAddress> addresses = new ArrayList<>();
    while (value.remaining() >= 4) {
      addresses.add(IpAddress.ofV4(value.getInt()));
    }
    return addresses;
  }

  private static int mtu(DhcpMessage ack) {
    byte[] value = ack.options().get(DhcpMessage.MTU);
    int bytes = value != null && value.length == 2 ? ByteBuffer.wrap(value).getShort() & 0xffff : 0;
    return bytes >= MIN_MTU ? bytes : 0;
  }
}
