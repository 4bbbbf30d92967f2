package io.handfast.bench.speed;

import io.handfast.link.NetNamespace;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A server in a process of its own, which says {@code ready} and answers {@code memory}. */
public final class ServerProcess implements AutoCloseable {
  private static final long END_SECONDS = 5;

  private final Process process;
  private final BufferedReader answers;
  private final Path log;

  private ServerProcess(Process process, Path log) {
    this.process = process;
    this.answers = process.inputReader();
    this.log = log;
  }

  /**
   * Starts one in a namespace and waits until it is ready.
   *
   * @param log where its errors go
   * @throws IOException when it ends instead, with the last line of its errors
   */
  public static ServerProcess start(NetNamespace namespace, List<String> command, Path log)
      throws IOException {
    Process process =
        namespace.call(() -> new ProcessBuilder(command).redirectError(log.toFile()).start());
    ServerProcess server = new ServerProcess(process, log);
    try {
      server.expect("ready");
    } catch (IOException e) {
      server.close();
      throw e;
    }
    return server;
  }

  private String expect(String beginning) throws IOException {
    String line = answers.readLine();
    while (line != null && !line.startsWith(beginning)) {
      line = answers.readLine();
    }
    if (line == null) {
      List<String> errors = Files.readAllLines(log);
      throw new IOException(errors.isEmpty() ? "it ended" : errors.getLast());
    }
    return line;
  }

  /** Its number. */
  public long pid() {
    return process.pid();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Bytes in use, as the server sees it. */
  long memory() throws IOException {
    process.outputWriter().write("memory\n");
    process.outputWriter().flush();
    return Long.parseLong(expect("memory ").split(" ")[1]);
  }

  /** Ends it. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
      answers.close();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
