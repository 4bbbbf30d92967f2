package io.handfast.bench.micro;

import io.handfast.wire.Checksum;
import io.handfast.wire.IpAddress;
import io.handfast.wire.IpProtocol;
import io.handfast.wire.Ipv4Header;
import io.handfast.wire.Ipv4View;
import io.handfast.wire.TcpFlags;
import io.handfast.wire.TcpHeader;
import io.handfast.wire.TcpOptions;
import io.handfast.wire.TcpView;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Checksum and headers. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class WireBenchmark {
  @Param({"1460", "65535"})
  private int bytes;

  private final MemorySegment memory = Arena.ofAuto().allocate(65_600, 64);
  private final Ipv4View ip = new Ipv4View();
  private final TcpView tcp = new TcpView();
  private final TcpOptions options = new TcpOptions();

  /** One ACK with a payload. */
  @Setup
  public void packet() {
    int payload = 1_000;
    IpAddress from = IpAddress.parse("10.0.0.1");
    IpAddress to = IpAddress.parse("10.0.0.2");
    Ipv4Header.of(from, to, IpProtocol.TCP, 20 + payload).emit(memory, 0);
    TcpHeader.of(1_000, 80, 7, 9, TcpFlags.ACK, 1_000)
        .emit(memory, 20, memory.asSlice(4_096, payload), 0);
  }

  /** What a segment or a super-segment costs without offload. */
  @Benchmark
  public int checksum() {
    return Checksum.finish(Checksum.add(memory, 0, bytes, 0));
  }

  /** From the first byte to the parsed options of a segment. */
  @Benchmark
  public int parse() {
    ip.wrap(memory, 0, 1_040);
    tcp.wrap(memory, ip.payloadOffset(), ip.payloadLength());
    options.parse(tcp);
    return tcp.seq() + options.sackCount();
  }
}
