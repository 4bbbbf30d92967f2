package io.handfast.bench.speed;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Builds our server on gVisor's netstack where it can be built: with {@code go} and Debian's {@code
 * golang-gvisor-gvisor-dev}, whose sources lie below {@value #SOURCES}.
 */
final class GvisorBuild {
  private static final String SOURCES = "/usr/share/gocode";

  private GvisorBuild() {}

  /** Builds it into {@code target}; says why it cannot be. */
  static Optional<String> build(Path source, Path target) throws IOException {
    if (!Files.isDirectory(Path.of(SOURCES, "src", "gvisor.dev"))) {
      return Optional.of("not installed");
    }
    Path log = target.resolveSibling("gvisor-build.log");
    ProcessBuilder go =
        new ProcessBuilder("go", "build", "-o", target.toString(), ".")
            .directory(source.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    go.environment().put("GO111MODULE", "off");
    go.environment().put("GOPATH", SOURCES);
    go.environment().put("GOCACHE", target.resolveSibling("go-cache").toString());
    return end(go, log);
  }

  private static Optional<String> end(ProcessBuilder go, Path log) throws IOException {
    try {
      boolean built = go.start().waitFor() == 0;
      return built ? Optional.empty() : Optional.of("not built: " + firstLine(log));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.of("interrupted");
    } catch (IOException e) {
      return Optional.of("not installed"); // there is no go
    }
  }

  private static String firstLine(Path log) throws IOException {
    return Files.readAllLines(log).stream().skip(1).findFirst().orElse("go failed");
  }
}
