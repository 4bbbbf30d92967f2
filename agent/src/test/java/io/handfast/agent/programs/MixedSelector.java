package io.handfast.agent.programs;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/** An HTTP server at each of the addresses, and one client for all of them. */
public final class MixedSelector {
  private MixedSelector() {}

  /** The addresses; prints where the client was. */
  public static void main(String[] arguments) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      for (String each : arguments) {
        HttpServer server =
            HttpServer.create(new InetSocketAddress(InetAddress.getByName(each), 0), 0);
        server.createContext(
            "/",
            exchange -> {
              byte[] seen = exchange.getRemoteAddress().getAddress().getHostAddress().getBytes();
              exchange.sendResponseHeaders(200, seen.length);
              exchange.getResponseBody().write(seen);
              exchange.close();
            });
        server.start();
        URI uri = URI.create("http://" + each + ":" + server.getAddress().getPort() + "/");
        HttpRequest request = HttpRequest.newBuilder(uri).build();
        for (int i = 0; i < 20; i++) {
          String body = client.send(request, HttpResponse.BodyHandlers.ofString()).body();
          if (i == 0) {
            System.out.println(each + " saw " + body);
          }
        }
        System.out.println(
            "kernel knows the port: " + Everything.kernelHas(server.getAddress().getPort()));
        server.stop(0);
      }
    }
  }
}
