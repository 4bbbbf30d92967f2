package io.handfast.bench.flood;

import io.handfast.buffer.Packet;
import io.handfast.event.Counter;
import io.handfast.ip.Prefix;
import io.handfast.secret.KeyedHash;
import io.handfast.stack.NetworkStack;
import io.handfast.tcp.TcpConfig;
import io.handfast.tcp.TcpSocket;
import io.handfast.tcp.Tunable;
import io.handfast.wire.IpAddress;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;

/**
 * What one core answers of a SYN flood: spoofed SYNs, each from another address, with MSS, SACK,
 * timestamps and window scale, checksums computed and verified in software, straight from memory
 * into the stack and from the stack into memory, on one thread.
 */
public final class SynFloodBench {
  private static final int BATCH = 64;

  private final NetworkStack stack;
  private final SinkLink link = new SinkLink();
  private final SpoofedSyn syn;
  private final Packet packet;
  private long now = 1_000_000_000L;

  /** A stack with a listener on port 80 whose SYN queue is full; IPv4 or IPv6. */
  public SynFloodBench(boolean ipv4, int syncookies) {
    TcpConfig config = TcpConfig.LINUX.with(Tunable.TCP_SYNCOOKIES, syncookies);
    IpAddress server = IpAddress.parse(ipv4 ? "10.0.0.2" : "fd00::2");
    stack = new NetworkStack("server", new KeyedHash(1, 2), config, now);
    int index = stack.addInterface("memory", link);
    stack.addAddress(index, new Prefix(server, ipv4 ? 24 : 64));
    stack.addRoute(Prefix.parse(ipv4 ? "0.0.0.0/0" : "::/0"), index);
    TcpSocket listener = stack.tcpSocket();
    listener.bind(IpAddress.ANY, 80, now);
    listener.listen(128, now);
    packet = stack.pool().acquirePacket(SpoofedSyn.LENGTH_MAX);
    syn = new SpoofedSyn(packet, server, ipv4);
  }

  /** Sends that many SYNs, 1 µs of virtual time apart. */
  public void flood(int syns) {
    for (int sent = 0; sent < syns; sent++) {
      syn.next();
      now += 1_000;
      stack.receive(1, packet, now);
      if (sent % BATCH == BATCH - 1) {
        stack.poll(now);
      }
    }
  }

  /** SYN-ACKs that the stack has sent. */
  public long answers() {
    return link.packets();
  }

  /** SYN cookies among them. */
  public long cookies() {
    return stack.counters().get(Counter.EXT_SYNCOOKIES_SENT);
  }

  /** One row of the table. */
  private record Row(String what, double nanos, double perSecond, double bytes, double answered) {}

  /** Prints the table; {@code seconds} for each row, after as much warming up. */
  public static void run(PrintWriter out, double seconds) {
    out.println("SYNs of a spoofed flood, one thread, CPU time, checksums in software:");
    out.printf(
        "%-28s %10s %14s %16s %10s%n",
        "listener", "ns/SYN", "SYN/s/core", "bytes allocated", "answered");
    print(out, measure("IPv4, SYN cookies", true, 1, seconds));
    print(out, measure("IPv6, SYN cookies", false, 1, seconds));
    print(out, measure("IPv4, queue full, no cookies", true, 0, seconds));
    out.flush();
  }

  private static void print(PrintWriter out, Row row) {
    out.printf(
        "%-28s %10.1f %,14.0f %16.3f %9.0f%%%n",
        row.what, row.nanos, row.perSecond, row.bytes, 100 * row.answered);
  }

  private static Row measure(String what, boolean ipv4, int cookies, double seconds) {
    SynFloodBench bench = new SynFloodBench(ipv4, cookies);
    bench.timed(seconds);
    long answered = bench.answers();
    long allocated = allocatedBytes();
    long begin = cpuNanos();
    long syns = bench.timed(seconds);
    double nanos = cpuNanos() - begin;
    return new Row(
        what,
        nanos / syns,
        syns / nanos * 1e9,
        (allocatedBytes() - allocated) / (double) syns,
        (bench.answers() - answered) / (double) syns);
  }

  private long timed(double seconds) {
    long end = System.nanoTime() + Math.round(seconds * 1e9);
    long syns = 0;
    while (System.nanoTime() < end) {
      flood(10_000);
      syns += 10_000;
    }
    return syns;
  }

  /** Time of this thread on a core, so that a busy machine does not count. */
  private static long cpuNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private static long allocatedBytes() {
    return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean())
        .getCurrentThreadAllocatedBytes();
  }
}
