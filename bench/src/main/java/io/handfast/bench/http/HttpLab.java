package io.handfast.bench.http;

import io.handfast.bench.speed.ServerProcess;
import io.handfast.link.InterfaceAddress;
import io.handfast.link.NetInterface;
import io.handfast.link.NetNamespace;
import io.handfast.wire.IpAddress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Two network namespaces: the load and Handfast's TUN devices in one, the servers on the kernel in
 * the other, with a pair of virtual Ethernet devices between them.
 */
final class HttpLab implements AutoCloseable {
  private static final String PORT = "8080";
  private static final String FAR = "10.77.200.2";

  private final NetNamespace client = NetNamespace.create();
  private final NetNamespace remote = NetNamespace.create();
  private final Deque<ServerProcess> processes = new ArrayDeque<>();
  private final List<String> java;
  private final Path agent;
  private final Path work;
  private int subnets;
  private boolean joined;

  /** Where a load tool finds a server. */
  record Station(String url) {}

  /**
   * Nothing runs yet.
   *
   * @param java with the class path of the programs
   * @param agent the agent's jar
   */
  HttpLab(List<String> java, Path agent, Path work) {
    this.java = java;
    this.agent = agent;
    this.work = work;
  }

  Station onKernel(HttpServerKind kind) throws IOException {
    String port = "80" + (81 + kind.ordinal());
    ServerProcess server = start(remote, List.of(), kind, "kernel", FAR, port);
    join(server.pid());
    return new Station("http://" + FAR + ":" + port + "/");
  }

  Station onHandfast(HttpServerKind kind) throws IOException {
    String address = "10.77." + ++subnets + ".2";
    String settings = "=tun=hfh" + subnets + ",address=" + address + "/24";
    start(client, List.of("-javaagent:" + agent + settings), kind, "handfast", address, PORT);
    return new Station("http://" + address + ":" + PORT + "/");
  }

  private ServerProcess start(
      NetNamespace in,
      List<String> flags,
      HttpServerKind kind,
      String stack,
      String address,
      String port)
      throws IOException {
    List<String> command = new ArrayList<>(java);
    command.addAll(1, flags);
    command.addAll(List.of(kind.program().getName(), "0.0.0.0", port));
    try {
      ServerProcess server =
          ServerProcess.start(in, command, work.resolve(kind + "-" + stack + ".log"));
      processes.push(server);
      return server;
    } catch (IOException e) {
      throw new IOException(kind + " on " + stack + " at " + address + ": " + e.getMessage(), e);
    }
  }

  /** Once there is a process in the other namespace, by which it can be named. */
  private void join(long pid) throws IOException {
    if (joined) {
      return;
    }
    Outcome outcome =
        run(
            List.of(
                "ip",
                "link",
                "add",
                "hfhv0",
                "type",
                "veth",
                "peer",
                "name",
                "hfhv1",
                "netns",
                Long.toString(pid)));
    if (outcome.code() != 0) {
      throw new IOException("no pair of virtual Ethernet devices: " + outcome.output().strip());
    }
    client.call(() -> NetInterface.named("hfhv0").address(kernels("10.77.200.1")).up());
    remote.call(() -> NetInterface.named("hfhv1").address(kernels(FAR)).up());
    joined = true;
  }

  private static InterfaceAddress kernels(String address) {
    return InterfaceAddress.of(IpAddress.parse(address), 24);
  }

  /** What a program said, and how it ended. */
  record Outcome(int code, String output, long millis) {}

  /** Runs a program on the client's side. */
  Outcome run(List<String> command) {
    return client.call(() -> outcome(command));
  }

  private static Outcome outcome(List<String> command) throws IOException, InterruptedException {
    long start = System.nanoTime();
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes());
    int code = process.waitFor();
    return new Outcome(code, output, (System.nanoTime() - start) / 1_000_000);
  }

  /** A burst of requests of the JDK's HttpClient, in a JVM of its own. */
  Outcome burst(boolean handfast, int requests, int bursts) {
    List<String> command = new ArrayList<>(java);
    if (handfast) {
      command.add(1, "-javaagent:" + agent + "=tun=none");
    }
    command.add(RequestBurst.class.getName());
    command.addAll(List.of(Integer.toString(requests), Integer.toString(bursts)));
    return run(command);
  }

  /** Ends all servers; the namespaces go with them. */
  @Override
  public void close() {
    while (!processes.isEmpty()) {
      processes.pop().close();
    }
    client.close();
    remote.close();
  }
}
