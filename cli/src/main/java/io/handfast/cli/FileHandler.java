package io.handfast.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.SimpleFileServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;

/** Files by the JDK's own handler, with a line for each request when wanted. */
final class FileHandler implements HttpHandler {
  private final boolean verbose;
  private final PrintWriter log;
  private final HttpHandler files;

  FileHandler(Path directory, boolean verbose, PrintWriter log) throws IOException {
    this.verbose = verbose;
    this.log = log;
    this.files = SimpleFileServer.createFileHandler(directory.toRealPath());
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    long start = System.nanoTime();
    files.handle(new BufferedExchange(exchange));
    if (verbose) {
      long micros = (System.nanoTime() - start) / 1_000;
      log.printf(
          "%s %s %s %d %d us%n",
          exchange.getRemoteAddress(),
          exchange.getRequestMethod(),
          exchange.getRequestURI(),
          exchange.getResponseCode(),
          micros);
      log.flush();
    }
  }
}
