package io.handfast.junit;

import static io.handfast.sim.Packets.SYN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.handfast.sim.Impairment;
import io.handfast.sim.Rule;
import io.handfast.trace.PcapReader;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Events;

/** What the extension gives to tests, and what it says of those that failed. */
class NetworkExtensionTest {
  @TempDir private Path directory;

  private record Run(Events tests, String errors) {}

  private Run run(Class<?> type, String... parameters) {
    PrintStream before = System.err;
    ByteArrayOutputStream errors = new ByteArrayOutputStream();
    EngineTestKit.Builder kit =
        kit(type).configurationParameter("handfast.junit.directory", directory.toString());
    for (int i = 0; i < parameters.length; i += 2) {
      kit.configurationParameter(parameters[i], parameters[i + 1]);
    }
    System.setErr(new PrintStream(errors, true, StandardCharsets.UTF_8));
    try {
      return new Run(kit.execute().testEvents(), errors.toString(StandardCharsets.UTF_8));
    } finally {
      System.setErr(before);
    }
  }

  private static EngineTestKit.Builder kit(Class<?> type) {
    return EngineTestKit.engine("junit-jupiter").selectors(selectClass(type));
  }

  // ---- what a test gets ----

  @Network(
      hosts = {"a", "b", "c"},
      seed = 42)
  static class Parameters {
    private TestNetwork fromBefore;

    @BeforeEach
    void before(TestNetwork network) {
      fromBefore = network;
    }

    @Test
    void allOfOneNetwork(TestNetwork network, @Host("a") TestHost a, @Host("c") TestHost c)
        throws Exception {
      assertThat(network).isSameAs(fromBefore);
      assertThat(network.seed()).isEqualTo(42);
      try (ServerSocket listener = c.serverSocketFactory().createServerSocket(80);
          Socket socket = a.socketFactory().createSocket(c.address(), 80)) {
        assertThat(socket.getInetAddress().getHostAddress()).isEqualTo("10.0.0.3");
        assertThat(listener.accept().getInetAddress()).isEqualTo(a.address());
      }
      assertThatThrownBy(network::link).hasMessageContaining("say link(host)");
      assertThatThrownBy(() -> network.host("d")).hasMessageContaining("no host d among [a, b, c]");
    }

    @Test
    @Network(seed = 43)
    void aMethodsAnnotationReplacesThatOfItsClass(TestNetwork network) {
      assertThat(network.seed()).isEqualTo(43);
      assertThat(network.hosts()).hasSize(2);
    }

    @Nested
    class Inside {
      @Test
      void anEnclosingClassCounts(TestNetwork network) {
        assertThat(network.seed()).isEqualTo(42);
      }
    }
  }

  @Test
  void parametersAreInjected() {
    Run run = run(Parameters.class);
    run.tests.assertStatistics(each -> each.started(3).succeeded(3));
    assertThat(run.errors).isEmpty();
    assertThat(directory).isEmptyDirectory();
  }

  @Network
  static class WrongHost {
    @Test
    void missing(@Host("nobody") TestHost host) {}

    @Test
    void unnamed(TestHost host) {}
  }

  @Test
  void aParameterThatNobodyCanFillFailsTheTest() {
    run(WrongHost.class).tests.assertStatistics(each -> each.started(2).failed(2));
  }

  static class Built {
    @RegisterExtension
    static final NetworkExtension NETWORK =
        NetworkExtension.builder()
            .host("left", "10.9.0.1/24")
            .host("right", "10.9.0.2/24")
            .seed(7)
            .links(Impairment.NONE.withDelay(Duration.ofSeconds(1)))
            .setUp(network -> network.rule(Rule.drop().first(SYN)))
            .build();

    @Test
    void asItWasSaid(
        TestNetwork network, @Host("left") TestHost left, @Host("right") TestHost right)
        throws Exception {
      try (ServerSocket listener = right.serverSocketFactory().createServerSocket(1);
          Socket socket = left.socketFactory().createSocket("10.9.0.2", 1)) {
        List<Duration> syns = network.times(SYN);
        assertThat(syns.get(1).minus(syns.get(0))).isEqualTo(Duration.ofSeconds(1));
        assertThat(listener.getLocalPort()).isOne();
        assertThat(socket.getLocalAddress().getHostAddress()).isEqualTo("10.9.0.1");
      }
    }
  }

  @Test
  void aBuilderSaysMore() {
    run(Built.class).tests.assertStatistics(each -> each.started(1).succeeded(1));
  }

  // ---- several at once ----

  @Network
  static class Crowd {
    static final Set<TestNetwork> SEEN = ConcurrentHashMap.newKeySet();
    static final CyclicBarrier ALL = new CyclicBarrier(4);

    @Test
    void theSameAddressesAndPortsAtTheSameTime(
        TestNetwork network, @Host("client") TestHost client, @Host("server") TestHost server)
        throws Exception {
      SEEN.add(network);
      try (ServerSocket listener = server.serverSocketFactory().createServerSocket(80);
          Socket socket = client.socketFactory().createSocket(server.address(), 80);
          Socket accepted = listener.accept()) {
        ALL.await(30, TimeUnit.SECONDS); // all four are here
        accepted.getOutputStream().write(5);
        assertThat(socket.getInputStream().read()).isEqualTo(5);
        assertThat(server.sockets()).hasSize(2);
      }
    }
  }

  @Test
  void testsThatRunAtTheSameTimeDoNotMeet() throws Exception {
    Crowd.SEEN.clear();
    List<Future<Events>> runs = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      for (int i = 0; i < 4; i++) {
        runs.add(threads.submit(() -> kit(Crowd.class).execute().testEvents()));
      }
    }
    for (Future<Events> each : runs) {
      each.get().assertStatistics(statistics -> statistics.started(1).succeeded(1));
    }
    assertThat(Crowd.SEEN).hasSize(4);
  }

  // ---- failure ----

  @Network(seed = 99)
  static class Failing {
    @Test
    void waitsForNothing(@Host("client") TestHost client, @Host("server") TestHost server)
        throws Exception {
      server.start(() -> {
        throw new IllegalStateException("the server has a bad day");
      });
      try (ServerSocket listener = server.serverSocketFactory().createServerSocket(80);
          Socket socket = client.socketFactory().createSocket(server.address(), 80)) {
        socket.setSoTimeout(30_000);
        socket.getInputStream().read();
      }
    }
  }

  @Test
  void aFailureTellsEverything() throws Exception {
    Run run = run(Failing.class);
    run.tests.assertStatistics(each -> each.failed(1));
    assertThat(run.errors)
        .contains("the network of Failing.waitsForNothing")
        .contains("Seed 99, virtual time 30.")
        .contains("-Dhandfast.junit.seed=99")
        .contains("SYN-SENT", "LISTEN", "ESTABLISHED", "── SYN  seq 0 ──")
        .contains("Sockets of client:", "Sockets of server:")
        .contains("server-1: java.lang.IllegalStateException: the server has a bad day");
    Path capture = directory.resolve("Failing.waitsForNothing-client.pcapng");
    assertThat(run.errors).contains(capture.toString());
    assertThat(packets(capture)).isGreaterThanOrEqualTo(3);
    assertThat(packets(directory.resolve("Failing.waitsForNothing-server.pcapng")))
        .isGreaterThanOrEqualTo(3);
  }

  private static int packets(Path capture) throws Exception {
    return PcapReader.readAll(capture).size();
  }

  @Test
  void aReportCanBeForbiddenAndTheSeedReplaced() throws Exception {
    assertThat(run(Failing.class, "handfast.junit.report", "never").errors).isEmpty();
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files).isEmpty();
    }
    assertThat(run(Failing.class, "handfast.junit.seed", "123").errors).contains("Seed 123,");
  }

  @Test
  void aReportCanBeAskedForOnSuccess() {
    assertThat(run(Built.class, "handfast.junit.report", "always").errors)
        .contains("Seed 7,", "dropped by a rule");
  }

  // ---- the end ----

  @Network
  static class Leaving {
    static volatile TestHost host;
    static volatile Socket open;

    @Test
    void leavesAThreadThatWaits(
        TestNetwork network, @Host("client") TestHost client, @Host("server") TestHost server)
        throws Exception {
      host = client;
      ServerSocket listener = server.serverSocketFactory().createServerSocket(80);
      server.start(() -> listener.accept().getInputStream().read());
      server.serverSocketFactory().createServerSocket(81);
      open = client.socketFactory().createSocket(server.address(), 81);
      network.leap(Duration.ofHours(3));
    }
  }

  @Test
  void whatIsLeftOfATestFailsAndDoesNotHang() {
    run(Leaving.class).tests.assertStatistics(each -> each.succeeded(1));
    assertThatThrownBy(() -> Leaving.open.getInputStream().read())
        .isNotInstanceOf(SocketTimeoutException.class)
        .hasMessageContaining("abort");
    assertThatThrownBy(() -> Leaving.host.socketFactory().createSocket("10.0.0.2", 80))
        .hasMessageContaining("simulation of host client is over");
  }
}
