package io.handfast.cli;

import io.handfast.host.Host;
import io.handfast.http.FileServer;
import io.handfast.http.SelfSigned;
import io.handfast.wire.IpAddress;
import java.io.IOException;
import java.net.BindException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code handfast serve}: a directory over HTTP, by Jetty on our stack. */
@Command(
    name = "serve",
    description = {
      "Serves a directory over HTTP/1.0, HTTP/1.1 and HTTP/2.",
      "HTTP/2 without TLS (h2c) is for clients that know of it; --tls adds HTTPS."
    },
    footer = {
      "",
      "Examples:",
      "  handfast serve . --tun hf0 --address 10.7.0.2/24",
      "  handfast serve /srv/www --address 10.7.0.2/24 --address fd00::2/64 --port 8080",
      "  curl http://10.7.0.2/          (in another terminal)",
      "  curl --http2-prior-knowledge http://10.7.0.2/",
      "  handfast serve . --tls         (then: curl -k --http2 https://10.7.0.2/)",
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
      names = "--tls",
      description = "serve HTTPS too, with a certificate that vouches for itself")
  private boolean tls;

  @Option(
      names = "--tls-port",
      paramLabel = "PORT",
      defaultValue = "443",
      description = "port of HTTPS (default: ${DEFAULT-VALUE})")
  private int tlsPort;

  @Option(
      names = "--keystore",
      paramLabel = "FILE",
      description = "PKCS #12 file with key and certificate for HTTPS")
  private Path keyStore;

  @Option(
      names = "--keystore-password",
      paramLabel = "TEXT",
      arity = "0..1",
      interactive = true,
      description = "its password; without TEXT it is asked for")
  private String password;

  @Option(
      names = {"-v", "--verbose"},
      description = "print a line for each request")
  private boolean verbose;

  @Mixin private HostOptions options;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    if (!Files.isDirectory(directory)) {
      throw new Failures.Failure("not a directory: " + directory);
    }
    Signals signals = new Signals();
    Path own = null;
    try (Host host = options.open()) {
      if (tls && keyStore == null) {
        own = Files.createTempDirectory("handfast");
        makeKeyStore(own, host);
      }
      try (FileServer _ = start(host)) {
        announce(host);
        return signals.await();
      }
    } finally {
      forget(own);
    }
  }

  private void makeKeyStore(Path folder, Host host) throws IOException {
    keyStore = folder.resolve("own.p12");
    password = UUID.randomUUID().toString();
    SelfSigned.create(keyStore, password, host.addresses().stream().map(Object::toString).toList());
  }

  private static void forget(Path folder) throws IOException {
    if (folder != null) {
      Files.deleteIfExists(folder.resolve("own.p12"));
      Files.deleteIfExists(folder);
    }
  }

  private FileServer start(Host host) throws Exception {
    FileServer.Settings settings = FileServer.of(host, directory.toRealPath()).port(port);
    if (keyStore != null) {
      settings.secure(tlsPort, keyStore, password == null ? "" : password);
    }
    if (verbose) {
      settings.log(spec.commandLine().getOut());
    }
    try {
      return settings.start();
    } catch (BindException e) {
      throw new Failures.Failure("cannot listen: " + e.getMessage());
    }
  }

  private void announce(Host host) {
    var out = spec.commandLine().getOut();
    out.println("Serving " + directory + " on " + host.tunName() + ":");
    for (IpAddress address : host.addresses()) {
      String name = address.isV4() ? address.toString() : "[" + address + "]";
      out.println("  http://" + name + (port == 80 ? "" : ":" + port) + "/");
      if (keyStore != null) {
        out.println("  https://" + name + (tlsPort == 443 ? "" : ":" + tlsPort) + "/");
      }
    }
    out.println("Stop with Ctrl-C.");
    out.flush();
  }
}
