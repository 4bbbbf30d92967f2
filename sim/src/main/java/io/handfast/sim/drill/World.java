package io.handfast.sim.drill;

import io.handfast.buffer.Packet;
import io.handfast.ip.Prefix;
import io.handfast.secret.KeyedHash;
import io.handfast.stack.Driver;
import io.handfast.stack.Link;
import io.handfast.stack.NetworkStack;
import io.handfast.stack.OutPacket;
import io.handfast.wire.IpAddress;
import java.util.ArrayDeque;
import java.util.Map;

/** A stack on a wire to a scripted peer, and the virtual clock of both. */
final class World {
  private static final long ORIGIN = 1_000_000_000_000L;
  private static final int BUSY_LIMIT = 10_000;

  /** Who is who on the wire. */
  record Addresses(IpAddress local, IpAddress remote) {
    static Addresses of(Mode mode, Map<String, String> options) {
      boolean v4 = mode.ipv4();
      return new Addresses(
          choose(options.get("local_ip"), v4, v4 ? "192.168.0.1" : "fd3d:fa7b:d17d::1"),
          choose(options.get("remote_ip"), v4, v4 ? "192.0.2.1" : "2001:db8::1"));
    }

    private static IpAddress choose(String wanted, boolean v4, String standard) {
      IpAddress address = IpAddress.parse(wanted == null ? standard : wanted);
      return address.isV4() == v4 ? address : IpAddress.parse(standard);
    }
  }

  final Addresses addresses;
  final ArrayDeque<LivePacket> sent = new ArrayDeque<>();
  private final NetworkStack stack;
  private final Settings settings;
  private final int mtu;
  private final Prefix toPeer;
  private Runnable watcher = () -> {};
  private Runnable opener = () -> {};
  private long now = ORIGIN;

  World(Mode mode, Addresses addresses, Settings settings) {
    this.addresses = addresses;
    this.settings = settings;
    this.mtu = mode.ipv4() ? 1_500 : 1_520;
    stack = new NetworkStack("drill", new KeyedHash(1, 2), settings.config(), now);
    int index = stack.addInterface("tun0", new Wire());
    stack.addAddress(index, new Prefix(addresses.local, mode.ipv4() ? 16 : 64));
    toPeer = new Prefix(addresses.remote, mode.ipv4() ? 32 : 128);
    stack.addRoute(Prefix.parse(mode.ipv4() ? "0.0.0.0/0" : "::/0"), index);
    configure();
  }

  NetworkStack stack() {
    return stack;
  }

  /** Brings what the settings say to the stack. */
  void configure() {
    stack.tcp().config(settings.config());
    stack.replaceRoute(toPeer, 1, settings.route());
  }

  /** Is told after everything the stack does. */
  void watcher(Runnable told) {
    watcher = told;
  }

  /** Is told in the middle of what the stack does, when a socket may have opened. */
  void opener(Runnable told) {
    opener = told;
  }

  void opened() {
    opener.run();
  }

  // ---- time ----

  /** Time since the start of the script, in µs. */
  long micros() {
    return (now - ORIGIN) / 1_000;
  }

  /** Time for calls to the stack, in ns. */
  long nanos() {
    return now;
  }

  /** Lets the stack finish what is due now. */
  void settle() {
    for (int i = 0; i < BUSY_LIMIT && stack.nextDeadline() <= now; i++) {
      stack.poll(now);
    }
    watcher.run();
    for (int i = 0; i < BUSY_LIMIT && stack.nextDeadline() <= now; i++) {
      stack.poll(now);
    }
    RuntimeException defect = stack.lastDefect();
    if (defect != null) {
      throw DrillStop.mismatch("a defect inside the stack: " + defect);
    }
  }

  /** When the stack has something to do next, in µs since the start, rounded up. */
  long nextMicros() {
    long next = stack.nextDeadline();
    return next == Driver.NEVER ? Long.MAX_VALUE : (next - ORIGIN + 999) / 1_000;
  }

  /** The clock goes to the stack's next deadline. */
  void step() {
    now = Math.max(now, stack.nextDeadline());
    settle();
  }

  /** Time passes until {@code micros} since the start. */
  void runUntil(long micros) {
    long until = ORIGIN + micros * 1_000;
    while (stack.nextDeadline() <= until) {
      step();
    }
    now = Math.max(now, until);
    settle();
  }

  // ---- packets ----

  /**
   * A packet of the peer.
   *
   * @param segmentSize payload of each segment when several came as one; 0 for a single one
   */
  void inject(byte[] bytes, int segmentSize) {
    Packet packet = stack.pool().acquirePacket(bytes);
    packet.segmentSize = segmentSize;
    stack.receive(1, packet, now);
    packet.release();
    settle();
  }

  /** The stack's way out: what it sends is kept with its time. */
  private final class Wire implements Link {
    @Override
    public int mtu() {
      return mtu;
    }

    @Override
    public Offload offload() {
      return Offload.FULL; // what the device does not cut, Linux cuts just before it
    }

    @Override
    public boolean send(OutPacket packet) {
      if (settings.isDropping()) {
        return false;
      }
      sent.addAll(
          settings.segmentation()
              ? LivePacket.whole(packet, micros())
              : LivePacket.cut(packet, micros()));
      return true;
    }

    @Override
    public boolean receive(Packet into) {
      return false;
    }

    @Override
    public void close() {}
  }
}
