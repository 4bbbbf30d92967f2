package io.handfast.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.handfast.event.Counter;
import io.handfast.nio.Hosts;
import io.handfast.nio.NetworkHost;
import io.handfast.sim.LiveSimulation;
import io.handfast.sim.SimHost;
import io.handfast.sim.Simulation;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.management.JMX;
import javax.management.ObjectName;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ObservationTest {
  private static final InetSocketAddress SERVER = new InetSocketAddress("10.0.0.2", 80);
  private static final InetSocketAddress CLOSED = new InetSocketAddress("10.0.0.2", 81);

  private final Simulation simulation = new Simulation(1);
  private final SimHost client = simulation.host("observed", "10.0.0.1/24");
  private final SimHost server = simulation.host("peer", "10.0.0.2/24");
  @TempDir Path folder;

  ObservationTest() {
    simulation.link(client, server);
  }

  @Test
  void flightRecorderHasTheStatesAndTheFailuresWithTheirReasons() throws Exception {
    try (LiveSimulation live = new LiveSimulation(simulation);
        Recording recording = new Recording()) {
      for (String each : List.of("StateChange", "Failure", "Reset")) {
        recording.enable("io.handfast." + each);
      }
      NetworkHost host = live.host(client);
      try (Observation _ = Observation.of(host)) {
        recording.start();
        connectAndBeRefused(live);
        recording.stop();
      }
      recording.dump(folder.resolve("r.jfr"));
      List<RecordedEvent> events = RecordingFile.readAllEvents(folder.resolve("r.jfr"));
      assertThat(states(events)).contains("CLOSED SYN_SENT", "SYN_SENT ESTABLISHED");
      RecordedEvent failure = named(events, "Failure").findFirst().orElseThrow();
      assertThat(failure.getString("error")).isEqualTo("ECONNREFUSED");
      assertThat(failure.getString("host")).isEqualTo("observed");
      assertThat(failure.getString("source")).startsWith("RFC 9293");
      assertThat(failure.getString("reason")).contains("nobody listens");
      assertThat(named(events, "Reset")).allMatch(each -> !each.getBoolean("sent"));
    }
  }

  @Test
  void jmxShowsSocketsAndCountersAsLongAsTheObservationLasts() throws Exception {
    ObjectName name = new ObjectName("io.handfast:type=Stack,name=observed");
    var beans = ManagementFactory.getPlatformMBeanServer();
    try (LiveSimulation live = new LiveSimulation(simulation);
        ServerSocketChannel listener = listen(live)) {
      try (Observation _ = Observation.of(live.host(client));
          SocketChannel _ = connect(live, SERVER)) {
        StackMXBean bean = JMX.newMXBeanProxy(beans, name, StackMXBean.class);
        assertThat(bean.getSocketsByState()).containsEntry("ESTABLISHED", 1).hasSize(1);
        assertThat(bean.getCounters()).containsEntry("TcpActiveOpens", 1L);
        assertThat(bean.getAddresses()).containsExactly("10.0.0.1");
        assertThat(bean.isUnderSynFlood()).isFalse();
        assertThatThrownBy(() -> Observation.of(live.host(client)))
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("observed");
      }
      assertThat(beans.isRegistered(name)).isFalse();
      assertThat(listener.isOpen()).isTrue();
    }
  }

  @Test
  void micrometerHasACounterForEachOfNstatsAndTheSocketsByState() throws Exception {
    try (LiveSimulation live = new LiveSimulation(simulation);
        ServerSocketChannel _ = listen(live);
        SocketChannel _ = connect(live, SERVER)) {
      SimpleMeterRegistry registry = new SimpleMeterRegistry();
      new StackMetrics(live.host(client)).bindTo(registry);
      var opens = registry.get("handfast.tcp.active.opens").tag("host", "observed");
      assertThat(opens.functionCounter().count()).isEqualTo(1);
      var open = registry.get("handfast.sockets").tag("state", "ESTABLISHED");
      assertThat(open.gauge().value()).isEqualTo(1);
      assertThat(registry.get("handfast.orphans").gauge().value()).isZero();
    }
  }

  @Test
  void theLogNamesAFailureAtDebugLevel() throws Exception {
    Logger logger = Logger.getLogger("io.handfast");
    BlockingQueue<LogRecord> records = new LinkedBlockingQueue<>();
    Handler handler = new Collector(records);
    logger.setLevel(Level.FINE);
    logger.addHandler(handler);
    try (LiveSimulation live = new LiveSimulation(simulation);
        Observation _ = Observation.of(live.host(client))) {
      connectAndBeRefused(live);
      LogRecord record = records.poll(20, TimeUnit.SECONDS);
      assertThat(record.getLevel()).isEqualTo(Level.FINE);
      assertThat(record.getMessage()).startsWith("observed: connection").contains("ECONNREFUSED");
    } finally {
      logger.removeHandler(handler);
      logger.setLevel(null);
    }
  }

  private static final class Collector extends Handler {
    private final BlockingQueue<LogRecord> records;

    Collector(BlockingQueue<LogRecord> records) {
      this.records = records;
      setLevel(Level.ALL);
    }

    @Override
    public void publish(LogRecord record) {
      records.add(record);
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }

  @Test
  void everyCounterHasAMeterNameOfItsOwn() {
    Set<String> names =
        Stream.of(Counter.values()).map(StackMetrics::meterName).collect(Collectors.toSet());
    assertThat(names).hasSameSizeAs(Counter.values());
    assertThat(names)
        .allMatch(each -> each.matches("handfast(\\.[a-z0-9]+)+"))
        .contains("handfast.tcp.ext.listen.overflows", "handfast.tcp.retrans.segs");
  }

  private void connectAndBeRefused(LiveSimulation live) throws Exception {
    try (ServerSocketChannel _ = listen(live);
        SocketChannel _ = connect(live, SERVER)) {
      assertThatThrownBy(() -> connect(live, CLOSED)).isInstanceOf(ConnectException.class);
    }
  }

  private ServerSocketChannel listen(LiveSimulation live) throws Exception {
    return Hosts.call(live.host(server), () -> ServerSocketChannel.open().bind(SERVER));
  }

  private SocketChannel connect(LiveSimulation live, InetSocketAddress to) throws Exception {
    return Hosts.call(
        live.host(client),
        () -> {
          SocketChannel channel = SocketChannel.open();
          try {
            channel.connect(to);
            return channel;
          } catch (IOException e) {
            channel.close();
            throw e;
          }
        });
  }

  private static List<String> states(List<RecordedEvent> events) {
    return named(events, "StateChange")
        .map(each -> each.getString("from") + " " + each.getString("to"))
        .toList();
  }

  private static Stream<RecordedEvent> named(List<RecordedEvent> events, String name) {
    return events.stream()
        .filter(each -> each.getEventType().getName().equals("io.handfast." + name));
  }
}
