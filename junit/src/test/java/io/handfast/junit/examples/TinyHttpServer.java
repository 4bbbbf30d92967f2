package io.handfast.junit.examples;

import io.handfast.junit.TestHost;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Answers every GET with a text, on one connection at a time, which it keeps or closes. */
final class TinyHttpServer {
  private TinyHttpServer() {}

  static void keepingConnections(TestHost host, String text) {
    serve(host, text, true);
  }

  static void closingConnections(TestHost host, String text) {
    serve(host, text, false);
  }

  private static void serve(TestHost host, String text, boolean keep) {
    try {
      ServerSocket listener = host.serverSocketFactory().createServerSocket(80);
      host.start(() -> {
        while (true) {
          try (Socket socket = listener.accept()) {
            answer(socket, text, keep);
          }
        }
      });
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static void answer(Socket socket, String text, boolean keep) throws IOException {
    BufferedReader in =
        new BufferedReader(
            new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
    String connection = keep ? "" : "Connection: close\r\n";
    String answer =
        "HTTP/1.1 200 OK\r\n%sContent-Length: %d\r\n\r\n%s"
            .formatted(connection, text.length(), text);
    do {
      for (String line = in.readLine(); !"".equals(line); line = in.readLine()) {
        if (line == null) {
          return;
        }
      }
      socket.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
    } while (keep);
  }
}
