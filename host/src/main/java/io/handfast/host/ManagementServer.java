package io.handfast.host;

import io.handfast.link.LinkException;
import io.handfast.link.LocalConnection;
import io.handfast.link.LocalServer;
import io.handfast.stack.Driver;
import io.handfast.tcp.TcpConfig;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Answers {@link Management} for one host, one caller after the other, in a thread of its own. */
final class ManagementServer implements AutoCloseable {
  private static final int REQUEST_MAX = 8 * 1024;

  private final Host host;
  private final LocalServer server;

  private ManagementServer(Host host, LocalServer server) {
    this.host = host;
    this.server = server;
  }

  static ManagementServer start(Host host) {
    LocalServer socket = LocalServer.bind(Management.socketOf(host.tunName()));
    ManagementServer server = new ManagementServer(host, socket);
    Thread.ofPlatform()
        .daemon()
        .name("handfast-" + host.name() + "-management")
        .start(server::serve);
    return server;
  }

  private void serve() {
    try {
      Optional<LocalConnection> caller = server.accept();
      while (caller.isPresent()) {
        serve(caller.get());
        caller = server.accept();
      }
    } finally {
      server.free();
    }
  }

  private void serve(LocalConnection caller) {
    try (caller) {
      int user = caller.peerUser();
      if (user == 0 || user == LocalConnection.effectiveUser()) {
        caller.writeLine(answer(caller.readLine(REQUEST_MAX)));
      }
    } catch (LinkException gone) {
      // A caller that leaves early costs nothing but its own answer.
    }
  }

  private String answer(String request) {
    int blank = request.indexOf(' ');
    String verb = blank < 0 ? request : request.substring(0, blank);
    return Json.write(
        switch (verb) {
          case Management.STATUS -> HostStatus.of(host);
          case Management.SUMMARY -> HostStatus.summary(host);
          case Management.SYSCTL -> sysctl(blank < 0 ? "{}" : request.substring(blank + 1));
          default -> Map.of("error", "no request '" + request + "'");
        });
  }

  /** All changes or none. */
  private Map<String, Object> sysctl(String arguments) {
    Driver driver = host.driver();
    driver.lock();
    try {
      TcpConfig config = host.stack().tcp().config();
      for (Object change : changes(arguments)) {
        config = Sysctl.set(config, change.toString());
      }
      host.stack().tcp().config(config);
      return Map.of("sysctl", Sysctl.list(config));
    } catch (IllegalArgumentException e) {
      return Map.of("error", e.getMessage());
    } finally {
      driver.unlock();
    }
  }

  private static List<?> changes(String arguments) {
    boolean any =
        Json.read(arguments) instanceof Map<?, ?> map && map.get("set") instanceof List<?>;
    return any ? (List<?>) ((Map<?, ?>) Json.read(arguments)).get("set") : List.of();
  }

  @Override
  public void close() {
    server.close();
  }
}
