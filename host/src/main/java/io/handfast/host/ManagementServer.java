package io.handfast.host;

import io.handfast.link.LinkException;
import io.handfast.link.LocalConnection;
import io.handfast.link.LocalServer;
import java.util.Map;
import java.util.Optional;

/** Answers {@link Management} for one host, one caller after the other, in a thread of its own. */
final class ManagementServer implements AutoCloseable {
  private static final int REQUEST_MAX = 1024;

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
    return Json.write(
        switch (request) {
          case Management.STATUS -> HostStatus.of(host);
          case Management.SUMMARY -> HostStatus.summary(host);
          default -> Map.of("error", "no request '" + request + "'");
        });
  }

  @Override
  public void close() {
    server.close();
  }
}
