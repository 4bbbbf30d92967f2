package io.handfast.bench.scale;

import io.handfast.ip.Prefix;
import io.handfast.secret.KeyedHash;
import io.handfast.stack.NetworkStack;
import io.handfast.tcp.TcpConfig;
import io.handfast.tcp.TcpSocket;
import io.handfast.tcp.Tunable;
import io.handfast.wire.IpAddress;
import io.handfast.wire.TcpFlags;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.Locale;

/** Many connections into one stack, on a link in memory, with scripted peers. */
public final class ScaleBench {
  private static final IpAddress SERVER = IpAddress.parse("10.0.0.2");
  private static final long SECOND = 1_000_000_000L;
  private static final int BACKLOG = 4_096;
  private static final double MIB = 1 << 20;

  private final PrintWriter out;
  private final int count;
  private final ScriptedPeers peers = new ScriptedPeers(SERVER, 80);
  private final NetworkStack stack;
  private final TcpSocket listener;
  private final TcpSocket[] sockets;
  private long now = SECOND;

  private ScaleBench(PrintWriter out, int count) {
    this.out = out;
    this.count = count;
    TcpConfig config = TcpConfig.LINUX.with(Tunable.TCP_MAX_TW_BUCKETS, 1L << 24);
    stack = new NetworkStack("server", new KeyedHash(1, 2), config, now);
    int index = stack.addInterface("memory", peers);
    stack.addAddress(index, new Prefix(SERVER, 24));
    stack.addRoute(Prefix.parse("0.0.0.0/0"), index);
    peers.attach(stack);
    listener = stack.tcpSocket();
    listener.keepAlive(true);
    listener.bind(IpAddress.ANY, 80, now);
    listener.listen(BACKLOG, now);
    sockets = new TcpSocket[count];
  }

  /** Runs with {@code count} connections and prints the table. */
  public static void run(PrintWriter out, int count) {
    new ScaleBench(out, count).run();
    out.flush();
  }

  private void run() {
    out.printf(Locale.ROOT, "%,d connections into one stack, in memory:%n", count);
    out.printf("%-34s %12s %12s %12s%n", "", "heap MiB", "off-heap MiB", "bytes each");
    long before = heap();
    open();
    row("established, idle", before);
    carry();
    row("while they carry a byte each way", before);
    rest();
    row("idle again for two seconds", before);
    timers();
    closeAll();
    row("TIME-WAIT", before);
    now += 61 * SECOND;
    while (stack.tcp().timeWaitCount() > 0) {
      stack.poll(now);
    }
    row("after TIME-WAIT", before);
  }

  private void row(String what, long before) {
    long heap = heap() - before;
    long offHeap = stack.pool().bytesInUse() + stack.tcp().recordBytes();
    out.printf(
        Locale.ROOT,
        "%-34s %12.1f %12.1f %12.1f%n",
        what,
        heap / MIB,
        offHeap / MIB,
        (heap + offHeap) / (double) count);
    out.flush();
  }

  private void open() {
    for (int i = 0; i < count; i++) {
      peers.open(i, now);
      stack.flush(now);
      sockets[i] = listener.accept(now);
    }
    if (stack.tcp().connectionCount() != count) {
      throw new IllegalStateException("only " + stack.tcp().connectionCount() + " are open");
    }
  }

  /** Every connection carries a byte in and a byte out, one every two microseconds. */
  private void carry() {
    ByteBuffer one = ByteBuffer.allocateDirect(1);
    int carried = 0;
    for (int i = 0; i < count; i++) {
      now += 2_000;
      peers.say(i, TcpFlags.ACK | TcpFlags.PSH, i + 1, issOf(i), 1, now);
      boolean came = sockets[i].read(one.clear(), now) == 1 && one.get(0) == (byte) i;
      sockets[i].write(one.flip(), now);
      stack.poll(now);
      boolean answered = peers.lastPayload() == 1 && peers.lastAck() == i + 2;
      peers.say(i, TcpFlags.ACK, i + 2, peers.lastSeq() + 1, 0, now);
      stack.poll(now);
      carried += came && answered ? 1 : 0;
    }
    out.printf(Locale.ROOT, "%,d of %,d carried a byte each way%n", carried, count);
  }

  /** Nothing happens for two seconds; then what only sending needs is let go. */
  private void rest() {
    now += 2 * SECOND;
    while (stack.tcp().holdings().senders() > 0) {
      now = Math.max(now, stack.poll(now));
    }
  }

  /** Where the server's numbers are: a stray number makes it say. */
  private int issOf(int i) {
    peers.say(i, TcpFlags.ACK, i - 1_000_000_000, 0, 0, now);
    return peers.lastSeq();
  }

  /** All keep-alive timers come due at one instant, while one more connection is served. */
  private void timers() {
    int honest = count;
    now += 7_200L * SECOND;
    long worst = 0;
    long begin = cpuNanos();
    int rounds = 0;
    peers.open(honest, now);
    stack.flush(now);
    TcpSocket served = listener.accept(now);
    int ack = peers.lastSeq() + 1;
    ByteBuffer one = ByteBuffer.allocateDirect(1);
    int seq = honest + 1;
    do {
      long start = cpuNanos();
      peers.say(honest, TcpFlags.ACK | TcpFlags.PSH, seq++, ack, 1, now);
      stack.poll(now);
      if (served.read(one.clear(), now) != 1) {
        throw new IllegalStateException("the honest connection got nothing");
      }
      worst = Math.max(worst, cpuNanos() - start);
      rounds++;
    } while (stack.nextDeadline() <= now);
    double all = (cpuNanos() - begin) / 1e6;
    out.printf(
        Locale.ROOT,
        "%,d timers due at once: handled in %.0f ms of CPU and %,d rounds; an honest connection"
            + " waited %.1f ms at most%n",
        count,
        all,
        rounds,
        worst / 1e6);
    served.abort(now);
  }

  /** The server closes first, every peer answers: all go to TIME-WAIT. */
  private void closeAll() {
    for (int i = 0; i < count; i++) {
      sockets[i].close(now);
      stack.flush(now);
      int fin = peers.lastSeq();
      peers.say(i, TcpFlags.ACK | TcpFlags.FIN, i + 2, fin + 1, 0, now);
      stack.flush(now);
      sockets[i] = null;
    }
    out.printf(Locale.ROOT, "%,d in TIME-WAIT%n", stack.tcp().timeWaitCount());
  }

  /** Time of this thread on a core, so that a busy machine does not count. */
  private static long cpuNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private static long heap() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
