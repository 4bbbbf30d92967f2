package io.handfast.sim.tcp;

import io.handfast.sim.Impairment;
import io.handfast.sim.SimHost;
import io.handfast.sim.SimLink;
import io.handfast.sim.SimNode;
import io.handfast.sim.Simulation;
import io.handfast.tcp.TcpConfig;
import io.handfast.tcp.TcpSocket;
import io.handfast.wire.IpAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Bulk flows that share one drop-tail queue of 20 Mbit/s: 20 ms there and back, and a queue of as
 * much as the path holds. Each flow starts 7 ms after the one before.
 */
final class Bottleneck {
  private static final long RATE = 20_000_000;
  private static final long ROUND_TRIP = 20_000_000;
  private static final int PACKET = 1_500;
  private static final int QUEUE = (int) (RATE / 8 * ROUND_TRIP / 1_000_000_000L / PACKET);
  private static final long STAGGER = 7_000_000;
  private static final int PORT = 80;

  final Simulation simulation;
  private final TcpConfig config;
  private final ByteBuffer zeros = ByteBuffer.allocate(65_536);
  private final List<Reader> readers = new ArrayList<>();
  final List<TcpSocket> writers = new ArrayList<>();
  private double loss;
  private SimLink narrow;
  private SimNode entrance;
  private SimNode exit;

  private static final class Reader {
    TcpSocket socket;
    long received;
    long before;
  }

  private Bottleneck(long seed, TcpConfig config) {
    this.simulation = new Simulation(seed);
    this.config = config;
  }

  /** Each flow from a host of its own; a router's queue drops. */
  static Bottleneck behindRouter(long seed, TcpConfig config, int flows) {
    return lossy(seed, config, flows, 0);
  }

  /** The same, and the path behind the queue loses data at random. */
  static Bottleneck lossy(long seed, TcpConfig config, int flows, double loss) {
    Bottleneck made = new Bottleneck(seed, config);
    made.loss = loss;
    SimHost receiver = made.receiver();
    SimNode router = made.simulation.router("router", "10.0.0.254/24", "10.0.1.254/24");
    made.narrow(router, receiver);
    for (int i = 0; i < flows; i++) {
      SimHost host = made.simulation.host("sender" + i, config, "10.0.0." + (i + 1) + "/24");
      made.simulation.link(host, router);
      made.start(host, receiver, i);
    }
    return made;
  }

  /** All flows from one host, whose own link is the bottleneck. */
  static Bottleneck ofOneHost(long seed, TcpConfig config, int flows) {
    Bottleneck made = new Bottleneck(seed, config);
    SimHost receiver = made.receiver();
    SimHost host = made.simulation.host("sender", config, "10.0.1.2/24");
    made.narrow(host, receiver);
    for (int i = 0; i < flows; i++) {
      made.start(host, receiver, i);
    }
    return made;
  }

  private SimHost receiver() {
    SimHost receiver = simulation.host("receiver", config, "10.0.1.1/24");
    TcpSocket listener = receiver.stack().tcpSocket();
    listener.bind(IpAddress.ANY, PORT, simulation.now());
    listener.listen(100, simulation.now());
    listener.observer(ready -> accept(listener));
    return receiver;
  }

  private void narrow(SimNode from, SimHost receiver) {
    narrow = simulation.link(from, receiver);
    entrance = from;
    exit = receiver;
    roundTrip(ROUND_TRIP);
  }

  /** From now on the way there and back takes so long, in ns, without the queue. */
  void roundTrip(long nanos) {
    Impairment back = Impairment.NONE.withDelay(nanos / 2);
    narrow.impairFrom(entrance, back.withRate(RATE, QUEUE).withLoss(loss)).impairFrom(exit, back);
  }

  private void start(SimHost from, SimHost receiver, int index) {
    simulation.at(
        Duration.ofNanos(index * STAGGER),
        () -> {
          TcpSocket socket = from.stack().tcpSocket();
          writers.add(socket);
          socket.observer(ready -> write(socket));
          socket.connect(receiver.address(), PORT, simulation.now());
        });
  }

  private void write(TcpSocket socket) {
    do {
      zeros.clear();
    } while (socket.write(zeros, simulation.now()) > 0);
  }

  private void accept(TcpSocket listener) {
    TcpSocket next = listener.accept(simulation.now());
    while (next != null) {
      Reader reader = new Reader();
      reader.socket = next;
      readers.add(reader);
      next.observer(ready -> read(reader));
      read(reader);
      next = listener.accept(simulation.now());
    }
  }

  private void read(Reader reader) {
    ByteBuffer into = ByteBuffer.allocate(65_536);
    int count = reader.socket.read(into, simulation.now());
    while (count > 0) {
      reader.received += count;
      into.clear();
      count = reader.socket.read(into, simulation.now());
    }
  }

  /** Bytes of each flow that were read from second {@code from} to second {@code to}. */
  List<Long> goodput(int from, int to) {
    simulation.runFor(Duration.ofSeconds(from));
    readers.forEach(each -> each.before = each.received);
    simulation.runFor(Duration.ofSeconds(to - from));
    return readers.stream().map(each -> each.received - each.before).toList();
  }

  /** Jain's index of fairness: 1 when all have the same, 1/n when one has everything. */
  static double jain(List<Long> shares) {
    double sum = shares.stream().mapToDouble(each -> each).sum();
    double squares = shares.stream().mapToDouble(each -> (double) each * each).sum();
    return sum * sum / (shares.size() * squares);
  }
}
