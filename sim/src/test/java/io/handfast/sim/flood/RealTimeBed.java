package io.handfast.sim.flood;

import io.handfast.buffer.Packet;
import io.handfast.event.Counter;
import io.handfast.event.EventType;
import io.handfast.event.Reason;
import io.handfast.ip.Prefix;
import io.handfast.secret.KeyedHash;
import io.handfast.stack.Link;
import io.handfast.stack.NetworkStack;
import io.handfast.stack.OutPacket;
import io.handfast.tcp.TcpConfig;
import io.handfast.tcp.TcpSocket;
import io.handfast.wire.Bytes;
import io.handfast.wire.Checksum;
import io.handfast.wire.IpAddress;
import io.handfast.wire.IpPackets;
import io.handfast.wire.TcpFlags;
import io.handfast.wire.TcpHeader;
import io.handfast.wire.TcpOption;
import io.handfast.wire.TcpOptionList;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A server with one listener, honest clients that connect fifty times a second, 2 ms away, and
 * spoofed SYNs as fast as one thread makes and answers them; on the machine's own clock.
 */
final class RealTimeBed {
  private static final long MILLI = 1_000_000;
  private static final long DELAY = 2 * MILLI;
  private static final long EVERY = 20 * MILLI;
  private static final long PATIENCE = 2_000 * MILLI;
  private static final int BURST = 64;
  private static final IpAddress SERVER = IpAddress.parse("10.0.0.2");
  private static final IpAddress CLIENT = IpAddress.parse("10.0.0.1");

  record Alarm(double at, Reason reason) {}

  private record Connect(double began, double tookMillis) {}

  private record Attempt(TcpSocket socket, long began) {}

  private record InFlight(long at, byte[] bytes) {}

  final List<Alarm> alarms = new ArrayList<>();
  long spoofed;
  private final long start = System.nanoTime();
  private final NetworkStack server;
  private final NetworkStack client;
  private final TcpSocket listener;
  private final ArrayDeque<InFlight> toServer = new ArrayDeque<>();
  private final ArrayDeque<InFlight> toClient = new ArrayDeque<>();
  private final List<Connect> connects = new ArrayList<>();
  private final List<Attempt> open = new ArrayList<>();
  private final SplittableRandom dice = new SplittableRandom(4987);
  private final Packet syn;
  private long nextConnect = start;

  RealTimeBed(TcpConfig config, int backlog) {
    server = stack("server", SERVER, 1, config);
    client = stack("client", CLIENT, 2, TcpConfig.LINUX);
    listener = server.tcpSocket();
    listener.bind(IpAddress.ANY, 80, start);
    listener.listen(backlog, start);
    TcpOptionList options = TcpOptionList.of(new TcpOption.Mss(1_460));
    TcpHeader header = new TcpHeader(1, 80, 0, 0, TcpFlags.SYN, 65_535, 0, options);
    syn = server.pool().acquirePacket(IpPackets.tcp(IpAddress.parse("198.18.0.1"), SERVER, header));
    server
        .events()
        .subscribe(
            EventType.FLOOD.bit(),
            (at, type, reason, connection, rate, unanswered) ->
                alarms.add(new Alarm((at - start) / 1e9, reason)));
  }

  private NetworkStack stack(String name, IpAddress address, long seed, TcpConfig config) {
    NetworkStack stack = new NetworkStack(name, new KeyedHash(seed, 99), config, start);
    int index = stack.addInterface("wire", new Wire());
    stack.addAddress(index, new Prefix(address, 24));
    stack.addRoute(Prefix.parse("0.0.0.0/0"), index);
    return stack;
  }

  double seconds() {
    return (System.nanoTime() - start) / 1e9;
  }

  void run(double seconds, boolean flood) {
    long end = System.nanoTime() + (long) (seconds * 1e9);
    for (long now = System.nanoTime(); now < end; now = System.nanoTime()) {
      for (int i = 0; flood && i < BURST; i++) {
        sendSpoofed(now);
      }
      deliver(toServer, server, now);
      server.poll(now);
      accept(now);
      deliver(toClient, client, now);
      if (now >= nextConnect) {
        nextConnect = now + EVERY;
        connect(now);
      }
      client.poll(now);
      look(now);
    }
  }

  /** One packet over and over, with another source, port and number each time. */
  private void sendSpoofed(long now) {
    MemorySegment memory = syn.memory();
    int at = syn.offset;
    Bytes.put32(memory, at + 12, 198 << 24 | 18 << 16 | dice.nextInt(1 << 17));
    Bytes.put16(memory, at + 20, 1_024 + dice.nextInt(60_000));
    Bytes.put32(memory, at + 24, dice.nextInt());
    Bytes.put16(memory, at + 10, 0);
    Bytes.put16(memory, at + 10, Checksum.finish(Checksum.add(memory, at, 20, 0)));
    syn.checksum = Packet.ChecksumState.TRUSTED;
    server.receive(1, syn, now);
    spoofed++;
  }

  private static void deliver(ArrayDeque<InFlight> wire, NetworkStack to, long now) {
    while (!wire.isEmpty() && wire.peek().at <= now) {
      Packet packet = to.pool().acquirePacket(wire.poll().bytes);
      to.receive(1, packet, now);
      packet.release();
    }
  }

  private void accept(long now) {
    for (TcpSocket s = listener.accept(now); s != null; s = listener.accept(now)) {
      s.linger(0);
      s.close(now);
    }
  }

  private void connect(long now) {
    TcpSocket socket = client.tcpSocket();
    socket.linger(0);
    socket.connect(SERVER, 80, now);
    open.add(new Attempt(socket, now));
  }

  private void look(long now) {
    for (Iterator<Attempt> each = open.iterator(); each.hasNext(); ) {
      Attempt attempt = each.next();
      boolean done = attempt.socket.finishConnect() == 0;
      if (done || now - attempt.began > PATIENCE) {
        double took = done ? (now - attempt.began) / 1e6 : -1;
        connects.add(new Connect((attempt.began - start) / 1e9, took));
        attempt.socket.close(now);
        each.remove();
      }
    }
  }

  private List<Connect> between(double from, double to) {
    return connects.stream().filter(each -> each.began >= from && each.began < to).toList();
  }

  int connects(double from, double to) {
    return between(from, to).size();
  }

  int failures(double from, double to) {
    return (int) between(from, to).stream().filter(each -> each.tookMillis < 0).count();
  }

  double medianMillis(double from, double to) {
    double[] took = between(from, to).stream().mapToDouble(Connect::tookMillis).sorted().toArray();
    return took[took.length / 2];
  }

  long count(Counter counter) {
    return server.counters().get(counter);
  }

  /** What the stacks hold: records, buffers, and the heap after a collection, in bytes. */
  long memory() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return server.tcp().recordBytes()
        + server.pool().bytesInUse()
        + runtime.totalMemory()
        - runtime.freeMemory();
  }

  /** Takes 2 ms; what is for an address that nobody has goes nowhere. */
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
      int destination = Bytes.i32(packet.header, packet.headerOffset + 16L);
      if (destination == CLIENT.v4()) {
        toClient.add(new InFlight(System.nanoTime() + DELAY, packet.toBytes()));
      } else if (destination == SERVER.v4()) {
        toServer.add(new InFlight(System.nanoTime() + DELAY, packet.toBytes()));
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
