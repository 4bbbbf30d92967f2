package io.handfast.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.handfast.nio.Hosts;
import io.handfast.nio.NetworkHost;
import io.handfast.sim.DiagramRecorder;
import io.handfast.sim.Impairment;
import io.handfast.sim.LiveSimulation;
import io.handfast.sim.SimCapture;
import io.handfast.sim.SimHost;
import io.handfast.sim.Simulation;
import io.handfast.tcp.TcpInfo;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code handfast demo}: HTTP between two simulated hosts, seen from handshake to TIME-WAIT. */
@Command(
    name = "demo",
    description = {
      "Shows one HTTP request over Handfast, packet by packet, without root and without a network.",
      "",
      "The JDK's own HttpServer and HttpClient, unmodified, run on two hosts of a simulated link.",
    },
    footer = {
      "",
      "Examples:",
      "  handfast demo",
      "  handfast demo --loss 20 --seed 7      (what was lost, and how it was repaired)",
      "  handfast demo --delay 100 --bytes 1000000",
    })
final class DemoCommand implements Callable<Integer> {
  private static final long MILLI = 1_000_000;

  /** Real time; virtual time passes far faster. */
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @Option(
      names = "--loss",
      paramLabel = "PERCENT",
      defaultValue = "0",
      description = "packets lost, each way, 0 to 90 (default: ${DEFAULT-VALUE})")
  private double loss;

  @Option(
      names = "--delay",
      paramLabel = "MS",
      defaultValue = "20",
      description = "delay of the link, each way, 0 to 10000 (default: ${DEFAULT-VALUE})")
  private int delay;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "decides which packets are lost (default: ${DEFAULT-VALUE})")
  private long seed;

  @Option(
      names = "--bytes",
      paramLabel = "N",
      defaultValue = "20000",
      description = "size of the document, 0 to 100000000 (default: ${DEFAULT-VALUE})")
  private int bytes;

  @Option(
      names = "--capture",
      paramLabel = "FILE",
      defaultValue = "handfast-demo.pcapng",
      description = "capture at the client, for Wireshark (default: ${DEFAULT-VALUE})")
  private Path capture;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    require(loss >= 0 && loss <= 90, "--loss takes 0 to 90 percent");
    require(delay >= 0 && delay <= 10_000, "--delay takes 0 to 10000 ms");
    require(bytes >= 0 && bytes <= 100_000_000, "--bytes takes 0 to 100000000");
    Simulation simulation = new Simulation(seed);
    SimHost client = simulation.host("client", "10.0.0.1/24");
    SimHost server = simulation.host("server", "10.0.0.2/24");
    simulation
        .link(client, server)
        .impair(Impairment.NONE.withDelay(delay * MILLI).withLoss(loss / 100));
    DiagramRecorder recorder = new DiagramRecorder(simulation, client, server);
    try (SimCapture written = capture(simulation, client);
        LiveSimulation live = new LiveSimulation(simulation)) {
      boolean intact = run(live, live.host(client), live.host(server), recorder, simulation);
      out().println();
      out().println(written.packets() + " packets captured at the client in " + capture);
      out().println("This run had real threads in it: its packets may differ a little next time.");
      return intact ? 0 : 1;
    }
  }

  private void require(boolean holds, String message) {
    if (!holds) {
      throw new ParameterException(spec.commandLine(), message);
    }
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }

  private SimCapture capture(Simulation simulation, SimHost client) throws IOException {
    try {
      BufferedOutputStream file = new BufferedOutputStream(Files.newOutputStream(capture));
      return new SimCapture(simulation, client, file, "handfast demo, seed " + seed);
    } catch (IOException e) {
      throw new Failures.Failure(
          "cannot write " + capture + ": choose another file with --capture", e);
    }
  }

  private boolean run(
      LiveSimulation live,
      NetworkHost client,
      NetworkHost server,
      DiagramRecorder recorder,
      Simulation simulation)
      throws Exception {
    byte[] document = new byte[bytes];
    new SplittableRandom(seed).nextBytes(document);
    Optional<byte[]> received;
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      HttpServer http = serve(server, document, threads);
      received = Hosts.call(client, DemoCommand::fetch);
      live.leap(1_000 * MILLI); // the closing of the idle connection
      http.stop(0);
      threads.shutdownNow(); // one that still writes to a client that has given up
    }
    live.leap(2_000 * MILLI);
    out().println(recorder.diagram().render());
    tables(List.of(client, server), simulation);
    if (received.isEmpty()) {
      out().println();
      out().println("No whole answer came: too much was lost, and an end gave up.");
      return false;
    }
    return compare(document, received.get());
  }

  private static HttpServer serve(NetworkHost server, byte[] document, ExecutorService threads)
      throws Exception {
    HttpServer http =
        Hosts.call(server, () -> HttpServer.create(new InetSocketAddress("10.0.0.2", 80), 0));
    http.setExecutor(threads);
    http.createContext("/", exchange -> answer(exchange, document));
    Hosts.run(server, http::start);
    return http;
  }

  private static void answer(HttpExchange exchange, byte[] document) throws IOException {
    try (exchange) {
      exchange.sendResponseHeaders(200, document.length == 0 ? -1 : document.length);
      exchange.getResponseBody().write(document);
    }
  }

  /** Empty when the connection never opened, or an end has given up and its reset was lost. */
  private static Optional<byte[]> fetch() throws InterruptedException {
    // Its second attempt would run outside of this host.
    System.setProperty("jdk.httpclient.disableRetryConnect", "true");
    try (HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      Thread watch = Thread.ofVirtual().start(() -> endLater(http));
      HttpRequest request = HttpRequest.newBuilder(URI.create("http://10.0.0.2/")).build();
      byte[] body = http.send(request, BodyHandlers.ofByteArray()).body();
      watch.interrupt();
      return Optional.of(body);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** A timeout of the request would end with the headers of the answer. */
  private static void endLater(HttpClient http) {
    try {
      Thread.sleep(PATIENCE);
      http.shutdownNow();
    } catch (InterruptedException e) {
      // The answer is there.
    }
  }

  // ---- what is left ----

  private void tables(List<NetworkHost> hosts, Simulation simulation) {
    for (NetworkHost host : hosts) {
      out().println();
      out().println("Sockets of " + host.name() + ":");
      host.driver().lock();
      List<TcpInfo> sockets;
      try {
        sockets = host.stack().sockets(simulation.now());
      } finally {
        host.driver().unlock();
      }
      if (sockets.isEmpty()) {
        out().println("  none");
      }
      sockets.forEach(each -> out().println(line(each)));
    }
  }

  private static String line(TcpInfo socket) {
    String timer =
        socket.timer().isEmpty()
            ? ""
            : "  " + socket.timer() + ", " + SsTable.duration(socket.timerLeft() / MILLI) + " left";
    String local = socket.local() + ":" + socket.localPort();
    String remote = socket.remote() + ":" + socket.remotePort();
    return String.format("  %-11s %-16s %-16s%s", socket.state().rfc(), local, remote, timer);
  }

  private boolean compare(byte[] sent, byte[] received) {
    String there = sha256(sent);
    String here = sha256(received);
    boolean intact = there.equals(here);
    out().println();
    out().println("SHA-256 sent by the server:     " + there + "  (" + sent.length + " bytes)");
    out().println("SHA-256 received by the client: " + here + "  (" + received.length + " bytes)");
    out().println(intact ? "Every byte arrived, once and in order." : "THE TWO DIFFER.");
    return intact;
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
