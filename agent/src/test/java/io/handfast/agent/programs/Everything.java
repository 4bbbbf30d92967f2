package io.handfast.agent.programs;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Pattern;

/** An ordinary program: plain sockets, datagrams, the old and the new HTTP client. */
public final class Everything {
  private static final InetAddress HERE = InetAddress.getLoopbackAddress();

  private Everything() {}

  /** Prints a line for each thing it did. */
  public static void main(String[] arguments) throws Exception {
    sockets();
    datagrams();
    http();
  }

  static void sockets() throws Exception {
    try (ServerSocket listener = new ServerSocket(0, 5, HERE);
        Socket client = new Socket(HERE, listener.getLocalPort());
        Socket server = listener.accept()) {
      client.getOutputStream().write(42);
      System.out.println("socket " + server.getInputStream().read());
      System.out.println("kernel knows the port: " + kernelHas(listener.getLocalPort()));
    }
  }

  /** Whether a socket of the kernel's listens at the port. */
  static boolean kernelHas(int port) throws IOException {
    Pattern listener =
        Pattern.compile(String.format(Locale.ROOT, ":%04X [0-9A-F]+:0000 0A ", port));
    return listener.matcher(Files.readString(Path.of("/proc/net/tcp"))).find()
        || listener.matcher(Files.readString(Path.of("/proc/net/tcp6"))).find();
  }

  static void datagrams() throws Exception {
    try (DatagramSocket a = new DatagramSocket(0, HERE);
        DatagramSocket b = new DatagramSocket(0, HERE)) {
      a.send(new DatagramPacket(new byte[] {1, 2, 3}, 3, b.getLocalSocketAddress()));
      DatagramPacket received = new DatagramPacket(new byte[10], 10);
      b.setSoTimeout(10_000);
      b.receive(received);
      System.out.println("datagram " + received.getLength());
    }
  }

  private static void http() throws Exception {
    HttpServer server = HttpServer.create(new InetSocketAddress(HERE, 0), 0);
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, 5);
          exchange.getResponseBody().write("hello".getBytes());
          exchange.close();
        });
    server.start();
    URI uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
    HttpURLConnection old = (HttpURLConnection) uri.toURL().openConnection();
    System.out.println("old client " + new String(old.getInputStream().readAllBytes()));
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request = HttpRequest.newBuilder(uri).build();
      System.out.println(
          "new client " + client.send(request, HttpResponse.BodyHandlers.ofString()).body());
    }
    server.stop(0);
  }
}
