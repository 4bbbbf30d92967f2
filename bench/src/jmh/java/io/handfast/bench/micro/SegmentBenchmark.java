package io.handfast.bench.micro;

import io.handfast.buffer.BufferPool;
import io.handfast.buffer.Packet;
import io.handfast.ip.Prefix;
import io.handfast.link.MemoryWire;
import io.handfast.secret.KeyedHash;
import io.handfast.stack.Link;
import io.handfast.stack.NetworkStack;
import io.handfast.tcp.TcpConfig;
import io.handfast.tcp.TcpSocket;
import io.handfast.wire.IpAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * From a write on one stack to the read on another over a wire in memory, the acknowledgement
 * included. With many connections in turn the difference is the demultiplexing and its cache misses.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class SegmentBenchmark {
  private static final int PORT = 80;

  @Param({"1", "1000"})
  private int connections;

  @Param({"1", "1448"})
  private int bytes;

  private final MemoryWire wire = new MemoryWire(1_500, Link.Offload.FULL, 4_096);
  private final NetworkStack client = stack("10.0.0.1/24", wire.left(), 1);
  private final NetworkStack server = stack("10.0.0.2/24", wire.right(), 2);
  private TcpSocket[] writers;
  private TcpSocket[] readers;
  private ByteBuffer data;
  private final ByteBuffer into = ByteBuffer.allocateDirect(65_536);
  private long now = 1;
  private int next;

  private static NetworkStack stack(String address, Link link, int seed) {
    NetworkStack stack = new NetworkStack("bench", new KeyedHash(seed, 7), TcpConfig.LINUX, 1);
    stack.addAddress(stack.addInterface("wire", link), Prefix.parse(address));
    return stack;
  }

  /** Opens the connections. */
  @Setup
  public void open() {
    data = ByteBuffer.allocateDirect(bytes);
    TcpSocket listener = server.tcpSocket();
    listener.bind(IpAddress.ANY, PORT, now);
    listener.listen(4_096, now);
    writers = new TcpSocket[connections];
    readers = new TcpSocket[connections];
    for (int i = 0; i < connections; i++) {
      writers[i] = client.tcpSocket();
      writers[i].connect(IpAddress.parse("10.0.0.2"), PORT, now);
      settle();
      readers[i] = listener.accept(now);
    }
  }

  private void settle() {
    boolean moved = true;
    while (moved) {
      client.poll(now);
      server.poll(now);
      moved = drain(wire.right(), server) | drain(wire.left(), client);
    }
  }

  private boolean drain(Link link, NetworkStack stack) {
    boolean any = false;
    Packet packet = stack.pool().acquirePacket(link.maxReceive());
    while (link.receive(packet)) {
      any = true;
      stack.receive(1, packet, now);
      if (packet.references() > 1) {
        packet.release();
        packet = stack.pool().acquirePacket(link.maxReceive());
      } else {
        packet.reset(BufferPool.HEADROOM);
      }
    }
    packet.release();
    return any;
  }

  /** One segment of payload. */
  @Benchmark
  public int segment() {
    now += 1_000_000;
    data.clear();
    writers[next].write(data, now);
    settle();
    into.clear();
    int read = readers[next].read(into, now);
    next = next + 1 == connections ? 0 : next + 1;
    if (read != bytes) {
      throw new IllegalStateException("read " + read);
    }
    return read;
  }
}
