package io.handfast.compat;

import static org.assertj.core.api.Assertions.assertThat;

import io.handfast.event.Counter;
import io.handfast.nio.Hosts;
import io.handfast.nio.NetworkHost;
import io.handfast.sim.Impairment;
import io.handfast.sim.LiveSimulation;
import io.handfast.sim.SimHost;
import io.handfast.sim.Simulation;
import java.util.concurrent.Callable;

/**
 * A client and a server machine, 5 ms apart, that a library runs on without knowing. The kernel of
 * this machine has neither address: what arrives went over the stack, and the counters say how
 * much.
 */
final class TwoMachines implements AutoCloseable {
  static final String SERVER = "10.0.0.2";
  static final int PORT = 8080;

  /** What servers answer with; a few dozen segments. */
  static final String PAGE = "carried by the stack, byte for byte\n".repeat(2_000);

  static {
    OwnSockets.install();
  }

  private final LiveSimulation live;
  private final NetworkHost client;
  private final NetworkHost server;

  TwoMachines() {
    Simulation simulation = new Simulation(11);
    SimHost left = simulation.host("client", "10.0.0.1/24");
    SimHost right = simulation.host("server", SERVER + "/24");
    simulation.link(left, right).impair(Impairment.NONE.withDelay(5_000_000));
    live = new LiveSimulation(simulation);
    client = live.host(left);
    server = live.host(right);
  }

  static String url() {
    return "http://" + SERVER + ":" + PORT + "/page";
  }

  <T> T onServer(Callable<T> task) throws Exception {
    return Hosts.call(server, task);
  }

  <T> T onClient(Callable<T> task) throws Exception {
    return Hosts.call(client, task);
  }

  private long count(NetworkHost host, Counter counter) {
    host.driver().lock();
    try {
      return host.stack().counters().get(counter);
    } finally {
      host.driver().unlock();
    }
  }

  /** Connections were opened by our client stack to our server stack, and carried that much. */
  void assertCarried(int bytes) {
    assertThat(count(client, Counter.TCP_ACTIVE_OPENS)).as("connections opened").isPositive();
    assertThat(count(server, Counter.TCP_PASSIVE_OPENS)).as("connections accepted").isPositive();
    long segments = bytes / 1_448;
    assertThat(count(client, Counter.TCP_IN_SEGS)).as("segments").isGreaterThanOrEqualTo(segments);
  }

  @Override
  public void close() {
    live.close();
  }
}
