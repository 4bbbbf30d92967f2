package io.handfast.cli;

import io.handfast.link.LinkException;
import io.handfast.link.NetNamespace;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A network namespace in which the command and other programs run as processes. */
final class Sandbox implements AutoCloseable {
  private static final int PATIENCE_SECONDS = 90;

  private final NetNamespace namespace = NetNamespace.create();
  private final List<Process> started = new ArrayList<>();

  static boolean isPossible() {
    if (!Files.isReadable(Path.of("/dev/net/tun"))) {
      return false;
    }
    try (NetNamespace namespace = NetNamespace.create()) {
      return namespace.call(() -> true);
    } catch (LinkException e) {
      return false;
    }
  }

  /** Output (both streams) and exit code of a program that has ended. */
  record Outcome(int code, String output) {}

  Outcome run(String... command) {
    return finish(start(List.of(command)));
  }

  /** Whether a program is installed. */
  boolean has(String program) {
    return run("sh", "-c", "command -v " + program).code() == 0;
  }

  /** Runs the command under test to its end. */
  Outcome handfast(String... arguments) {
    return finish(startHandfast(arguments));
  }

  private Outcome finish(Process process) {
    Thread watchdog = Thread.ofVirtual().start(() -> destroyLater(process));
    try {
      process.getOutputStream().close();
      String output = new String(process.getInputStream().readAllBytes());
      return new Outcome(process.waitFor(), output);
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    } finally {
      watchdog.interrupt();
    }
  }

  private static void destroyLater(Process process) {
    try {
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Starts the command under test and waits for a line that contains {@code ready}. */
  Process handfastUntil(String ready, String... arguments) {
    return until(ready, startHandfast(arguments));
  }

  Process until(String ready, Process process) {
    StringBuilder seen = new StringBuilder();
    BufferedReader reader = process.inputReader();
    try {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        seen.append(line).append('\n');
        if (line.contains(ready)) {
          return process;
        }
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    throw new AssertionError("ended before it was ready:\n" + seen);
  }

  private Process startHandfast(String... arguments) {
    String modules = System.getProperty("jdk.module.path");
    List<String> command =
        Stream.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "--enable-native-access=io.handfast.link",
                "--module-path",
                modules,
                "--module",
                "io.handfast.cli/io.handfast.cli.Main")
            .collect(Collectors.toCollection(ArrayList::new));
    command.addAll(List.of(arguments));
    return start(command);
  }

  Process start(List<String> command) {
    Process process =
        namespace.call(() -> new ProcessBuilder(command).redirectErrorStream(true).start());
    started.add(process);
    return process;
  }

  @Override
  public void close() {
    for (Process each : started) {
      each.destroy();
      try {
        if (!each.waitFor(5, TimeUnit.SECONDS)) {
          each.destroyForcibly();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    namespace.close();
  }
}
