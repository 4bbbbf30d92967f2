package io.handfast.sim.flood;

import io.handfast.buffer.Packet;
import io.handfast.event.Counter;
import io.handfast.ip.Prefix;
import io.handfast.secret.KeyedHash;
import io.handfast.stack.Link;
import io.handfast.stack.NetworkStack;
import io.handfast.stack.OutPacket;
import io.handfast.tcp.State;
import io.handfast.tcp.TcpConfig;
import io.handfast.tcp.TcpSocket;
import io.handfast.wire.IpAddress;
import io.handfast.wire.IpPackets;
import io.handfast.wire.TcpFlags;
import io.handfast.wire.TcpHeader;
import io.handfast.wire.TcpOption;
import io.handfast.wire.TcpOptionList;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * A server with one listener, honest clients that connect ten times a second, and somebody who
 * sends SYNs from addresses that answer nothing; all in virtual time, 10 ms from end to end.
 */
final class FloodBed {
  static final long SECOND = 1_000_000_000L;
  private static final long MILLI = 1_000_000L;
  private static final long DELAY = 10 * MILLI;
  private static final IpAddress SERVER = IpAddress.parse("10.0.0.2");
  private static final IpAddress CLIENT = IpAddress.parse("10.0.0.1");

  /** One honest connect: when it began, and when it was open; -1 when it was given up. */
  record Connect(long began, long took) {}

  private record InFlight(long at, long number, NetworkStack to, byte[] bytes)
      implements Comparable<InFlight> {
    @Override
    public int compareTo(InFlight other) {
      return at != other.at ? Long.compare(at, other.at) : Long.compare(number, other.number);
    }
  }

  private record Attempt(TcpSocket socket, long began) {}

  final NetworkStack server;
  final NetworkStack client;
  final List<Connect> connects = new ArrayList<>();
  private final PriorityQueue<InFlight> wire = new PriorityQueue<>();
  private final List<Attempt> open = new ArrayList<>();
  private final SplittableRandom random = new SplittableRandom(4987);
  private final TcpSocket listener;
  private final long patience;
  private long now = SECOND;
  private long packets;
  private Consumer<FloodBed> everyMilli = bed -> {};

  /**
   * A bed.
   *
   * @param backlog of the listener, which accepts and closes at once
   * @param patience of an honest client, in ns
   */
  FloodBed(TcpConfig config, int backlog, long patience) {
    this.patience = patience;
    server = stack("server", SERVER, 1, config);
    client = stack("client", CLIENT, 2, TcpConfig.LINUX);
    listener = server.tcpSocket();
    listener.bind(IpAddress.ANY, 80, now);
    listener.listen(backlog, now);
  }

  private NetworkStack stack(String name, IpAddress address, long seed, TcpConfig config) {
    NetworkStack stack = new NetworkStack(name, new KeyedHash(seed, 99), config, now);
    int index = stack.addInterface("wire", new Wire());
    stack.addAddress(index, new Prefix(address, 24));
    stack.addRoute(Prefix.parse("0.0.0.0/0"), index);
    return stack;
  }

  /** Called after every virtual millisecond. */
  void everyMilli(Consumer<FloodBed> observer) {
    everyMilli = observer;
  }

  long now() {
    return now;
  }

  double seconds() {
    return (now - SECOND) / 1e9;
  }

  long count(Counter counter) {
    return server.counters().get(counter);
  }

  long halfOpen() {
    return server.sockets(now).stream().filter(s -> s.state() == State.SYN_RECEIVED).count();
  }

  /** Lets time pass with this many spoofed SYNs a second, a multiple of 1,000, or none. */
  void run(double seconds, int spoofedPerSecond) {
    long end = now + Math.round(seconds * SECOND);
    while (now < end) {
      if (now % (100 * MILLI) == 0) {
        connect();
      }
      for (int i = 0; i < spoofedPerSecond / 1_000; i++) {
        feed(server, spoofed());
      }
      advance(now + MILLI);
      application();
      everyMilli.accept(this);
    }
  }

  private byte[] spoofed() {
    IpAddress source = IpAddress.ofV4(198 << 24 | 18 << 16 | random.nextInt(1 << 17));
    TcpOptionList options = TcpOptionList.of(new TcpOption.Mss(1460));
    TcpHeader syn =
        new TcpHeader(
            random.nextInt(1_024, 65_536),
            80,
            random.nextInt(),
            0,
            TcpFlags.SYN,
            65_535,
            0,
            options);
    return IpPackets.tcp(source, SERVER, syn);
  }

  private void connect() {
    TcpSocket socket = client.tcpSocket();
    socket.linger(0);
    socket.connect(SERVER, 80, now);
    open.add(new Attempt(socket, now));
  }

  private void advance(long until) {
    server.flush(now);
    client.flush(now);
    for (long next = next(); next <= until; next = next()) {
      now = Math.max(now, next);
      while (!wire.isEmpty() && wire.peek().at <= now) {
        InFlight packet = wire.poll();
        feed(packet.to, packet.bytes);
      }
      server.poll(now);
      client.poll(now);
    }
    now = until;
  }

  private long next() {
    long packet = wire.isEmpty() ? Long.MAX_VALUE : wire.peek().at;
    return Math.min(packet, Math.min(server.nextDeadline(), client.nextDeadline()));
  }

  private void feed(NetworkStack to, byte[] bytes) {
    Packet packet = to.pool().acquirePacket(bytes);
    to.receive(1, packet, now);
    packet.release();
  }

  private void application() {
    for (TcpSocket s = listener.accept(now); s != null; s = listener.accept(now)) {
      s.linger(0);
      s.close(now);
    }
    for (Iterator<Attempt> each = open.iterator(); each.hasNext(); ) {
      Attempt attempt = each.next();
      boolean done = attempt.socket.finishConnect() == 0;
      boolean over = done || now - attempt.began >= patience;
      if (over) {
        connects.add(new Connect(attempt.began, done ? now - attempt.began : -1));
        attempt.socket.close(now);
        each.remove();
      }
    }
  }

  /** Carries packets between the two stacks; what is for anybody else goes nowhere. */
  private final class Wire implements Link {
    @Override
    public int mtu() {
      return 1_500;
    }

    @Override
    public Offload offload() {
      return Offload.NONE;
    }

    @Override
    public boolean send(OutPacket packet) {
      byte[] bytes = packet.toBytes();
      boolean fromServer = bytes[15] == 2;
      boolean toSomebody = bytes[16] == 10;
      if (toSomebody) {
        wire.add(new InFlight(now + DELAY, ++packets, fromServer ? client : server, bytes));
      }
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
