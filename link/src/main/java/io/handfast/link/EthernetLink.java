package io.handfast.link;

import io.handfast.buffer.Packet;
import io.handfast.ip.NeighbourCache;
import io.handfast.link.dhcp.DhcpClient;
import io.handfast.link.nativeio.ErrorNumber;
import io.handfast.stack.OutPacket;
import io.handfast.wire.Bytes;
import io.handfast.wire.IpAddress;
import io.handfast.wire.MacAddress;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * A TAP device: Ethernet with ARP (RFC 826) and neighbor discovery (RFC 4861) between the stack and
 * a bridge, a virtual machine or the kernel. The stack sees IP packets only.
 *
 * <p>Without offload: frames have at most the MTU, and complete checksums. Like every link it is
 * touched under the lock of its driver domain only.
 */
public final class EthernetLink implements NetDevice {
  static final int HEADER = 14;
  static final int IPV4 = 0x0800;
  static final int ARP = 0x0806;
  static final int IPV6 = 0x86dd;

  /** Frames passed over in one {@link #receive}, so that it stays bounded. */
  private static final int SKIP_MAX = 64;

  private final FramePort port;
  private final String name;
  private final int mtu;
  private EthernetOptions options;
  private final LongSupplier clock;
  private final LinkCounters counters = new LinkCounters();
  private final MemorySegment out = Arena.ofAuto().allocate(65_536 + 64, 64);
  private final MemorySegment in = Arena.ofAuto().allocate(65_536 + 64, 64);
  private final Resolver resolver;
  private Consumer<byte[]> undeliverable = packet -> {};
  private LeasedAddress leased = LeasedAddress.NONE;
  private int usedMtu;

  EthernetLink(FramePort port, String name, int mtu, EthernetOptions options, LongSupplier clock) {
    this.port = port;
    this.name = name;
    this.mtu = mtu;
    this.usedMtu = mtu;
    this.options = options;
    this.clock = clock;
    this.resolver = new Resolver(this);
  }

  /**
   * From here on asks for an IPv4 address by DHCP (RFC 2131): {@link #receive} and {@link #poll} do
   * it. Until there is a lease, and when it was lost, no IPv4 leaves.
   *
   * @param random numbers of transactions, and their timeouts
   */
  public DhcpClient askForAddress(RandomGenerator random) {
    LeasedAddress asking = new LeasedAddress(this, random);
    leased = asking;
    return asking.client();
  }

  /** Who we are at present. */
  EthernetOptions options() {
    return options;
  }

  /**
   * Another address is ours, or none any more; a smaller MTU than the device's may come with it.
   */
  void become(EthernetOptions now, int mtuBytes) {
    options = now;
    usedMtu = Math.min(mtu, mtuBytes);
    resolver.announceAgain();
  }

  /**
   * Attaches to the TAP device of that name, which comes into being when there is none.
   *
   * @param device name, MTU, queue and the kernel's own addresses on it, mostly none
   * @param clock time in ns, the same that drives the stack
   * @throws LinkException when there is no driver, the rights are missing, the device is in use or
   *     its interface cannot be configured
   */
  public static EthernetLink open(TunOptions device, EthernetOptions options, LongSupplier clock) {
    TunDevice.Attached attached = TunDevice.attachTap(device.name());
    TapPort port = new TapPort(attached.fd());
    try {
      device.configure(attached.name());
      return new EthernetLink(port, attached.name(), device.mtu(), options, clock);
    } catch (RuntimeException e) {
      port.close();
      throw e;
    }
  }

  /** Has {@code listener} told of IP packets of ours whose neighbour does not answer. */
  public void onUndeliverable(Consumer<byte[]> listener) {
    undeliverable = listener;
  }

  /** Our Ethernet address. */
  public MacAddress mac() {
    return options.mac();
  }

  /** The neighbours that are known. */
  public NeighbourCache neighbours() {
    return resolver.cache;
  }

  // ---- out ----

  @Override
  public boolean send(OutPacket packet) {
    if (packet.partialChecksum || Segmenter.needsCut(packet)) {
      counters.add(LinkCounter.TX_UNSUPPORTED);
      return false;
    }
    if (packet.ipVersion == 4 && leased.isMissing()) {
      counters.add(LinkCounter.TX_NO_LEASE);
      return false;
    }
    int length = packet.copyTo(out, HEADER);
    if (length > usedMtu) {
      counters.add(LinkCounter.TX_TOO_BIG);
      return false;
    }
    IpAddress to = destination(packet.ipVersion);
    Optional<MacAddress> group = options.group(to);
    if (group.isPresent()) {
      return transmit(group.get(), etherType(packet.ipVersion), length);
    }
    Optional<IpAddress> next = options.nextHop(to);
    if (next.isEmpty()) {
      counters.add(LinkCounter.TX_NO_NEIGHBOUR);
      return false;
    }
    return toNeighbour(next.get(), packet.ipVersion, length);
  }

  private boolean toNeighbour(IpAddress next, int ipVersion, int length) {
    long now = clock.getAsLong();
    Optional<MacAddress> mac = resolver.cache.lookUp(next, now);
    if (mac.isPresent()) {
      return transmit(mac.get(), etherType(ipVersion), length);
    }
    byte[] waiting = new byte[length];
    MemorySegment.copy(out, HEADER, MemorySegment.ofArray(waiting), 0, length);
    resolver.cache.await(next, waiting, now);
    return true;
  }

  private IpAddress destination(int ipVersion) {
    return ipVersion == 4
        ? IpAddress.ofV4(Bytes.i32(out, HEADER + 16))
        : new IpAddress(Bytes.i64(out, HEADER + 24), Bytes.i64(out, HEADER + 32));
  }

  private static int etherType(int ipVersion) {
    return ipVersion == 4 ? IPV4 : IPV6;
  }

  /** Memory for the payload of a frame; {@link #transmit} sends it. */
  MemorySegment payload() {
    return out;
  }

  /** Sends what lies behind the header in {@link #payload}. */
  boolean transmit(MacAddress to, int etherType, int length) {
    to.emit(out, 0);
    options.mac().emit(out, 6);
    Bytes.put16(out, 12, etherType);
    int written = port.write(out, HEADER + length);
    if (written >= 0) {
      counters.sent(length);
      return true;
    }
    boolean full = written == -ErrorNumber.EAGAIN;
    counters.add(full ? LinkCounter.TX_QUEUE_FULL : LinkCounter.TX_ERROR);
    return false;
  }

  void undeliverable(byte[] packet) {
    counters.add(LinkCounter.TX_NO_NEIGHBOUR);
    undeliverable.accept(packet);
  }

  // ---- in ----

  @Override
  public boolean receive(Packet into) {
    for (int skipped = 0; skipped < SKIP_MAX; skipped++) {
      int got = port.read(in, HEADER + mtu + 4); // a VLAN tag more than we can use
      if (got < 0) {
        boolean nothing = got == -ErrorNumber.EAGAIN || got == -ErrorNumber.EINTR;
        if (!nothing) {
          counters.add(LinkCounter.RX_ERROR);
        }
        return false;
      }
      if (isForUs(got) && take(got, into)) {
        counters.received(into.length);
        return true;
      }
    }
    return false;
  }

  private boolean isForUs(int got) {
    if (got < HEADER) {
      counters.add(LinkCounter.RX_TOO_SHORT);
      return false;
    }
    MacAddress to = MacAddress.at(in, 0);
    boolean ours = to.equals(options.mac()) || to.isGroup();
    if (!ours) {
      counters.add(LinkCounter.RX_OTHER_STATION);
    }
    return ours;
  }

  /** True when it is a packet for the stack. */
  private boolean take(int got, Packet into) {
    int type = Bytes.u16(in, 12);
    int length = got - HEADER;
    long now = clock.getAsLong();
    if (type == IPV4 && leased.take(in, HEADER, length, now)) {
      return false;
    }
    if (type == ARP) {
      leased.onArp(in, HEADER, length, now);
      resolver.onArp(in, HEADER, length, now);
      return false;
    }
    if (type != IPV4 && type != IPV6 || type == IPV6 && resolver.onIpv6(in, HEADER, length, now)) {
      return false;
    }
    MemorySegment.copy(in, HEADER, into.memory(), into.offset, Math.min(length, mtu));
    into.length = Math.min(length, mtu);
    into.segmentSize = 0;
    into.checksum = Packet.ChecksumState.UNVERIFIED;
    return true;
  }

  // ---- the rest ----

  @Override
  public long poll(long now) {
    long leaseAt = leased.poll(now);
    return Math.min(leaseAt, resolver.poll(now));
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public LinkCounters counters() {
    return counters;
  }

  @Override
  public int fd() {
    return port.fd();
  }

  @Override
  public int mtu() {
    return usedMtu;
  }

  @Override
  public Offload offload() {
    return Offload.NONE;
  }

  @Override
  public void close() {
    port.close();
  }
}
