package io.handfast.bench.recovery;

import io.handfast.event.Counter;
import io.handfast.sim.Fate;
import io.handfast.sim.Impairment;
import io.handfast.sim.SimHost;
import io.handfast.sim.SimObserver;
import io.handfast.sim.SimPacket;
import io.handfast.sim.Simulation;
import io.handfast.tcp.SenderInfo;
import io.handfast.tcp.TcpConfig;
import io.handfast.tcp.TcpSocket;
import io.handfast.tcp.Tunable;
import io.handfast.wire.IpAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Flows that send as fast as they may through one link in virtual time, and what arrives. The same
 * seed gives the same figures.
 */
public final class BulkRun {
  private static final long SECOND = 1_000_000_000L;
  private static final int PORT = 80;

  private final Simulation simulation;
  private final SimHost sender;
  private final SimHost receiver;
  private final List<Flow> flows = new ArrayList<>();
  private String congestion = "cubic";
  private final ByteBuffer zeros = ByteBuffer.allocate(65_536);

  private static final class Flow {
    TcpSocket writer;
    TcpSocket reader;
    long received;
    long receivedAtMark;
  }

  /**
   * @param buffer bytes of send and receive buffer, or 0 for auto-tuning
   * @param forth what the link does to data
   * @param back what it does to acknowledgements
   */
  public BulkRun(long seed, int buffer, Impairment forth, Impairment back) {
    simulation = new Simulation(seed);
    TcpConfig config = settings(buffer);
    sender = simulation.host("sender", config, "10.0.0.1/24");
    receiver = simulation.host("receiver", config, "10.0.0.2/24");
    simulation.link(sender, receiver).impairFrom(sender, forth).impairFrom(receiver, back);
    TcpSocket listener = receiver.stack().tcpSocket();
    listener.bind(IpAddress.ANY, PORT, simulation.now());
    listener.listen(100, simulation.now());
    listener.observer(ready -> accept(listener));
    simulation.observe(new Refill());
  }

  /**
   * Keeps the send buffers full: a writer that waits to be told of room hears of it only when a
   * third of the buffer is free, as on Linux, and would then measure itself.
   */
  private final class Refill implements SimObserver {
    @Override
    public void packet(SimPacket packet, Fate fate, long arrivesAt) {}

    @Override
    public void processed(SimPacket packet) {
      if (packet.to() == sender) {
        flows.forEach(each -> write(each.writer));
      }
    }
  }

  private static TcpConfig settings(int buffer) {
    if (buffer == 0) {
      return TcpConfig.LINUX;
    }
    // A send buffer of four times tcp_wmem[1] and a window of half of tcp_rmem[1] are offered.
    return TcpConfig.LINUX
        .with(Tunable.TCP_WMEM_DEFAULT, Math.max(4_096, buffer / 4))
        .with(Tunable.TCP_WMEM_MAX, buffer)
        .with(Tunable.TCP_RMEM_DEFAULT, 2L * buffer)
        .with(Tunable.TCP_RMEM_MAX, buffer)
        .with(Tunable.TCP_MODERATE_RCVBUF, 0);
  }

  private void accept(TcpSocket listener) {
    for (TcpSocket next = listener.accept(simulation.now());
        next != null;
        next = listener.accept(simulation.now())) {
      Flow flow = flows.get((int) flows.stream().filter(each -> each.reader != null).count());
      flow.reader = next;
      next.observer(ready -> read(flow));
      read(flow);
    }
  }

  private void read(Flow flow) {
    ByteBuffer into = ByteBuffer.allocate(65_536);
    int count = flow.reader.read(into, simulation.now());
    while (count > 0) {
      flow.received += count;
      into.clear();
      count = flow.reader.read(into, simulation.now());
    }
  }

  /** Flows to come use this congestion control, by its name. */
  public BulkRun congestion(String name) {
    congestion = name;
    return this;
  }

  /** Adds a flow that begins now. */
  public BulkRun flow() {
    Flow flow = new Flow();
    flows.add(flow);
    TcpSocket socket = sender.stack().tcpSocket();
    flow.writer = socket;
    if (socket.congestion(congestion) != 0) {
      throw new IllegalArgumentException("no congestion control " + congestion);
    }
    socket.observer(ready -> write(socket));
    socket.connect(receiver.address(true), PORT, simulation.now());
    return this;
  }

  private void write(TcpSocket socket) {
    int taken = 1;
    while (taken > 0) {
      zeros.clear();
      taken = socket.write(zeros, simulation.now());
    }
  }

  /** Lets virtual time pass. */
  public BulkRun run(double seconds) {
    simulation.runFor((long) (seconds * SECOND));
    return this;
  }

  /** From here on goodput counts. */
  public BulkRun mark() {
    flows.forEach(each -> each.receivedAtMark = each.received);
    return this;
  }

  /** Bytes that the readers took since the mark, all flows together. */
  public long received() {
    return flows.stream().mapToLong(each -> each.received - each.receivedAtMark).sum();
  }

  /** What the first flow's sender knows about its segments now. */
  public SenderInfo sender() {
    return flows.getFirst().writer.senderInfo();
  }

  /** Its congestion window, in packets. */
  public int window() {
    return sender.stack().sockets(simulation.now()).getFirst().congestionWindow();
  }

  /** What the sending stack has counted. */
  public long count(Counter counter) {
    return sender.stack().counters().get(counter);
  }
}
