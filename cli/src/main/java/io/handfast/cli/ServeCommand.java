package io.handfast.cli;

import com.sun.net.httpserver.HttpServer;
import io.handfast.host.Host;
import io.handfast.wire.IpAddress;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code handfast serve}: a directory over HTTP, by the JDK's server on our stack. */
@Command(
    name = "serve",
    description = "Serves a directory over HTTP.",
    footer = {
      "",
      "Examples:",
      "  handfast serve . --tun hf0 --address 10.7.0.2/24",
      "  handfast serve /srv/www --address 10.7.0.2/24 --address fd00::2/64 --port 8080",
      "  curl http://10.7.0.2/          (in another terminal)",
    })
final class ServeCommand implements Callable<Integer> {
  @Parameters(paramLabel = "DIR", description = "directory to serve")
  private Path directory;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "80",
      description = "TCP port (default: ${DEFAULT-VALUE})")
  private int port;

  @Option(
      names = {"-v", "--verbose"},
      description = "print a line for each request")
  private boolean verbose;

  @Mixin private HostOptions options;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    if (!Files.isDirectory(directory)) {
      throw new Failures.Failure("not a directory: " + directory);
    }
    Signals signals = new Signals();
    // The server sends header and body apart: without this, Nagle makes each wait for an ACK.
    System.setProperty("sun.net.httpserver.nodelay", "true");
    try (Host host = options.open();
        ExecutorService workers = Executors.newCachedThreadPool(ServeCommand::worker)) {
      HttpServer server = start(workers);
      announce(host);
      int code = signals.await();
      server.stop(0);
      workers.shutdownNow();
      return code;
    }
  }

  /** A platform thread drives the stack itself while it waits for room or for data. */
  private static Thread worker(Runnable task) {
    return Thread.ofPlatform().daemon().name("http-", 0).unstarted(task);
  }

  private HttpServer start(ExecutorService workers) throws IOException {
    try {
      HttpServer server = HttpServer.create(new InetSocketAddress(port), 0);
      server.createContext("/", new FileHandler(directory, verbose, spec.commandLine().getOut()));
      server.setExecutor(workers);
      server.start();
      return server;
    } catch (BindException e) {
      throw new Failures.Failure("cannot listen on port " + port + ": " + e.getMessage());
    }
  }

  private void announce(Host host) {
    var out = spec.commandLine().getOut();
    out.println("Serving " + directory + " on " + host.tunName() + ":");
    for (IpAddress address : host.addresses()) {
      String name = address.isV4() ? address.toString() : "[" + address + "]";
      out.println("  http://" + name + (port == 80 ? "" : ":" + port) + "/");
    }
    out.println("Stop with Ctrl-C.");
    out.flush();
  }
}
