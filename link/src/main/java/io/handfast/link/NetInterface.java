package io.handfast.link;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.handfast.link.nativeio.Libc;
import io.handfast.link.nativeio.Netlink;
import io.handfast.link.nativeio.NetlinkMessage;
import io.handfast.wire.IpAddress;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.function.Function;

/**
 * An interface of the kernel in the network namespace of the calling thread, configured by
 * rtnetlink (rtnetlink(7)). Each method throws {@link LinkException} when the kernel refuses;
 * changes need CAP_NET_ADMIN.
 */
public final class NetInterface {
  private static final int RTM_NEWLINK = 16;
  private static final int RTM_NEWADDR = 20;
  private static final int RTM_NEWROUTE = 24;
  private static final int IFLA_MTU = 4;
  private static final int IFLA_TXQLEN = 13;
  private static final int IFLA_AF_SPEC = 26;
  private static final int IFLA_INET6_ADDR_GEN_MODE = 8;
  private static final int ADDR_GEN_MODE_NONE = 1;
  private static final int IFA_ADDRESS = 1;
  private static final int IFA_LOCAL = 2;
  private static final int IFA_F_NODAD = 2;
  private static final int RTA_DST = 1;
  private static final int RTA_OIF = 4;
  private static final int RTA_GATEWAY = 5;
  private static final int RT_TABLE_MAIN = 254;
  private static final int RTPROT_STATIC = 4;
  private static final int RTN_UNICAST = 1;
  private static final int RT_SCOPE_UNIVERSE = 0;
  private static final int RT_SCOPE_LINK = 253;

  private static final int AF_INET = 2;
  private static final int AF_INET6 = 10;
  private static final int SOCK_DGRAM_CLOEXEC = 2 | 0x80000;
  private static final int SIOCGIFINDEX = 0x8933;
  private static final int SIOCGIFFLAGS = 0x8913;
  private static final int SIOCGIFMTU = 0x8921;
  private static final int IFF_UP = 1;
  private static final int UPSERT = Netlink.REQUEST | Netlink.CREATE | Netlink.REPLACE;

  private final String name;
  private final int index;

  private NetInterface(String name, int index) {
    this.name = name;
    this.index = index;
  }

  /**
   * The interface of that name.
   *
   * @throws LinkException when there is none
   */
  public static NetInterface named(String name) {
    return new NetInterface(name, query(name, SIOCGIFINDEX));
  }

  /** Its name. */
  public String name() {
    return name;
  }

  /** Its number in the namespace, from 1 on. */
  public int index() {
    return index;
  }

  /** Its present MTU, in bytes. */
  public int mtu() {
    return query(name, SIOCGIFMTU);
  }

  /**
   * True when it was brought up, whether anybody is at its other end or not. The JDK's {@code
   * NetworkInterface.isUp} wants both, and the kernel tells the second some milliseconds late.
   */
  public boolean isUp() {
    return (query(name, SIOCGIFFLAGS) & IFF_UP) != 0;
  }

  /** Brings it up. */
  public NetInterface up() {
    return set("bring up " + name, a -> link(a, IFF_UP, IFF_UP));
  }

  /** Takes it down. */
  public NetInterface down() {
    return set("take down " + name, a -> link(a, 0, IFF_UP));
  }

  /** Sets the MTU, in bytes; IPv6 needs at least 1280. */
  public NetInterface mtu(int bytes) {
    return set(
        "set the MTU of " + name + " to " + bytes, a -> link(a, 0, 0).attribute(IFLA_MTU, bytes));
  }

  /** Sets the transmit queue, in packets: how many wait for a TUN's reader before they are lost. */
  public NetInterface queueLength(int packets) {
    return set(
        "set the queue of " + name + " to " + packets + " packets",
        a -> link(a, 0, 0).attribute(IFLA_TXQLEN, packets));
  }

  /**
   * Keeps the kernel from giving the interface a link-local IPv6 address by itself, and so from
   * soliciting routers there. To be called before {@link #up}.
   */
  public NetInterface withoutLinkLocal() {
    return set(
        "turn off address generation on " + name,
        a -> {
          NetlinkMessage message = link(a, 0, 0);
          int families = message.begin(IFLA_AF_SPEC);
          int inet6 = message.begin(AF_INET6);
          message.attribute(IFLA_INET6_ADDR_GEN_MODE, new byte[] {ADDR_GEN_MODE_NONE});
          return message.end(inet6).end(families);
        });
  }

  /** Gives it an address, or replaces its settings; IPv6 without duplicate address detection. */
  public NetInterface address(InterfaceAddress address) {
    boolean v4 = address.address().isV4();
    return set(
        "give " + name + " the address " + address,
        a ->
            new NetlinkMessage(a, RTM_NEWADDR, UPSERT)
                .bytes(family(v4), address.prefixLength(), v4 ? 0 : IFA_F_NODAD, 0)
                .word(index)
                .attribute(IFA_LOCAL, address.address().toBytes())
                .attribute(IFA_ADDRESS, address.peer().toBytes()));
  }

  /** Routes a prefix to the interface. */
  public NetInterface route(IpAddress prefix, int prefixLength) {
    return set(
        "route " + prefix + "/" + prefixLength + " to " + name,
        a -> route(a, prefix, prefixLength, RT_SCOPE_LINK));
  }

  /** Routes a prefix to a neighbour on the interface. */
  public NetInterface route(IpAddress prefix, int prefixLength, IpAddress gateway) {
    return set(
        "route " + prefix + "/" + prefixLength + " via " + gateway,
        a ->
            route(a, prefix, prefixLength, RT_SCOPE_UNIVERSE)
                .attribute(RTA_GATEWAY, gateway.toBytes()));
  }

  private NetlinkMessage route(Arena arena, IpAddress prefix, int length, int scopeV4) {
    boolean v4 = prefix.isV4();
    int scope = v4 ? scopeV4 : RT_SCOPE_UNIVERSE;
    return new NetlinkMessage(arena, RTM_NEWROUTE, UPSERT)
        .bytes(family(v4), length, 0, 0, RT_TABLE_MAIN, RTPROT_STATIC, scope, RTN_UNICAST)
        .word(0)
        .attribute(RTA_DST, prefix.toBytes())
        .attribute(RTA_OIF, index);
  }

  private NetlinkMessage link(Arena arena, int flags, int mask) {
    return new NetlinkMessage(arena, RTM_NEWLINK, Netlink.REQUEST)
        .word(0)
        .word(index)
        .word(flags)
        .word(mask);
  }

  private NetInterface set(String doing, Function<Arena, NetlinkMessage> message) {
    LinkException.check(Netlink.request(message), doing);
    return this;
  }

  private static int family(boolean v4) {
    return v4 ? AF_INET : AF_INET6;
  }

  private static int query(String name, int request) {
    LinkException.requireLinux();
    int fd = LinkException.check(Libc.socket(AF_INET, SOCK_DGRAM_CLOEXEC, 0), "make a socket");
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment ifreq = arena.allocate(TunDevice.IFREQ, 8);
      TunDevice.requireName(name);
      ifreq.setString(0, name);
      LinkException.check(Libc.ioctl(fd, request, ifreq.address()), "find interface " + name);
      return ifreq.get(JAVA_INT, 16);
    } finally {
      Libc.close(fd);
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
