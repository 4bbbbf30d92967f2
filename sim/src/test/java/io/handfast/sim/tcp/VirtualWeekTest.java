package io.handfast.sim.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.handfast.event.Counter;
import io.handfast.sim.Impairment;
import io.handfast.sim.SimHost;
import io.handfast.sim.Simulation;
import io.handfast.tcp.TcpConfig;
import io.handfast.tcp.TcpInfo;
import io.handfast.tcp.TcpSocket;
import io.handfast.tcp.Tunable;
import io.handfast.tcp.congestion.CongestionControls;
import io.handfast.tcp.congestion.CongestionWindow;
import io.handfast.wire.IpAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** BAD-INPUTS 37: one connection for a week, in bulk and idle phases; everything stays in range. */
class VirtualWeekTest {
  private static final int PHASES = 7 * 24;
  private static final int BULK = 1 << 20;

  private final ByteBuffer zeros = ByteBuffer.allocate(65_536);
  private final ByteBuffer into = ByteBuffer.allocate(65_536);
  private Simulation simulation;
  private TcpSocket writer;
  private TcpSocket reader;
  private long left;
  private long received;

  private void open(TcpConfig config) {
    simulation = new Simulation(37);
    SimHost client = simulation.host("client", config, "10.0.0.1/24");
    SimHost server = simulation.host("server", config, "10.0.0.2/24");
    Impairment path = Impairment.NONE.withDelay(10_000_000).withRate(100_000_000, 200);
    simulation.link(client, server).impair(path.withLoss(0.0005));
    client.stack().tcp().fixInitialSequenceNumber(-BULK); // numbers wrap early
    TcpSocket listener = server.stack().tcpSocket();
    listener.bind(IpAddress.ANY, 80, simulation.now());
    listener.listen(1, simulation.now());
    listener.observer(ready -> accept(listener));
    writer = client.stack().tcpSocket();
    writer.observer(ready -> write());
    writer.connect(server.address(), 80, simulation.now());
    simulation.runFor(Duration.ofSeconds(1));
  }

  private void accept(TcpSocket listener) {
    reader = listener.accept(simulation.now());
    reader.observer(ready -> read());
    read();
  }

  private void read() {
    for (int count = 1; count > 0; ) {
      into.clear();
      count = reader.read(into, simulation.now());
      received += Math.max(0, count);
    }
  }

  private void write() {
    for (int count = 1; count > 0 && left > 0; left -= Math.max(0, count)) {
      zeros.clear().limit((int) Math.min(left, zeros.capacity()));
      count = writer.write(zeros, simulation.now());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"cubic", "reno", "bbr"})
  void aWeekOfBulkAndIdlePhases(String name) {
    int number = CongestionControls.STANDARD.indexOf(name);
    open(TcpConfig.LINUX.with(Tunable.TCP_CONGESTION_CONTROL, number));
    for (int hour = 0; hour < PHASES; hour++) {
      left = BULK;
      write();
      for (int second = 0; second < 5; second++) {
        simulation.runFor(Duration.ofSeconds(1));
        isInRange(writer.info(simulation.now()));
      }
      assertThat(received).as("hour %d", hour).isEqualTo((hour + 1L) * BULK);
      simulation.runFor(Duration.ofSeconds(3_595));
      isInRange(writer.info(simulation.now()));
    }
    long defects = simulation.hosts().stream().mapToLong(VirtualWeekTest::defects).sum();
    assertThat(defects).isZero();
  }

  private static long defects(SimHost host) {
    return host.stack().counters().get(Counter.EXT_ASSERTIONS);
  }

  private static void isInRange(TcpInfo info) {
    assertThat(info.congestionWindow()).isBetween(1, CongestionWindow.MAX);
    assertThat(info.slowStartThreshold()).isGreaterThanOrEqualTo(2);
    assertThat(info.rto()).isBetween(200_000_000L, 120_000_000_000L);
    assertThat(info.srtt()).isBetween(20_000_000L, 1_000_000_000L);
    assertThat(info.rates().pacingRate()).isPositive();
    assertThat(info.rates().deliveryRate()).isBetween(1L, 13_000_000L);
    assertThat(info.rates().minRtt()).isBetween(20_000_000L, 30_000_000L);
  }
}
