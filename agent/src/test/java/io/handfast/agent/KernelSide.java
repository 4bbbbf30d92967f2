package io.handfast.agent;

import io.handfast.link.LinkException;
import io.handfast.link.NetNamespace;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;

/** A network namespace with servers of the kernel's sockets, which tell each client who it is. */
final class KernelSide implements AutoCloseable {
  private static final int DNS_PORT = 53;

  private interface Server {
    void serveOne() throws IOException;
  }

  private final NetNamespace namespace = NetNamespace.create();
  private final List<AutoCloseable> open = new ArrayList<>();

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

  <T> T inside(Callable<T> task) {
    return namespace.call(task);
  }

  /** Starts a program in the namespace; it ends with this object at the latest. */
  Process start(List<String> command) {
    Process process = inside(() -> new ProcessBuilder(command).redirectErrorStream(true).start());
    open.add(process::destroyForcibly);
    return process;
  }

  /** Runs a shell's commands, which have to succeed. */
  void sh(String commands) throws Exception {
    Process process = start(List.of("sh", "-ec", commands));
    String said = new String(process.getInputStream().readAllBytes());
    if (process.waitFor() != 0) {
      throw new AssertionError(commands + ": " + said);
    }
  }

  /** A server that tells a client its address and closes; its port. */
  int tcpServer() {
    ServerSocket listener = inside(() -> new ServerSocket(0));
    serve(
        listener,
        () -> {
          try (Socket client = listener.accept()) {
            client.getOutputStream().write(addressOf(client).getBytes());
          }
        });
    return listener.getLocalPort();
  }

  private static String addressOf(Socket client) {
    return client.getInetAddress().getHostAddress();
  }

  /** The same for datagrams. */
  int udpServer() {
    DatagramSocket socket = inside(() -> new DatagramSocket(0));
    serve(
        socket,
        () -> {
          DatagramPacket asked = new DatagramPacket(new byte[100], 100);
          socket.receive(asked);
          byte[] answer = asked.getAddress().getHostAddress().getBytes();
          socket.send(new DatagramPacket(answer, answer.length, asked.getSocketAddress()));
        });
    return socket.getLocalPort();
  }

  /** A name server that answers every question for an IPv4 address with this one. */
  void nameServer(byte[] address) {
    DatagramSocket socket = inside(() -> new DatagramSocket(DNS_PORT));
    serve(
        socket,
        () -> {
          DatagramPacket asked = new DatagramPacket(new byte[512], 512);
          socket.receive(asked);
          byte[] answer = answer(Arrays.copyOf(asked.getData(), asked.getLength()), address);
          socket.send(new DatagramPacket(answer, answer.length, asked.getSocketAddress()));
        });
  }

  /** Header of RFC 1035 section 4.1.1, the question again, and for type A one record of 60 s. */
  private static byte[] answer(byte[] query, byte[] address) {
    int end = 12;
    while (query[end] != 0) {
      end += query[end] + 1;
    }
    boolean wantsA = query[end + 2] == 1;
    ByteBuffer answer = ByteBuffer.allocate(end + 5 + 16);
    answer.put(query, 0, 2).putShort((short) 0x8180).putShort((short) 1);
    answer.putShort((short) (wantsA ? 1 : 0)).putInt(0).put(query, 12, end + 5 - 12);
    if (wantsA) {
      answer.putShort((short) 0xc00c).putShort((short) 1).putShort((short) 1);
      answer.putInt(60).putShort((short) 4).put(address);
    }
    return Arrays.copyOf(answer.array(), answer.position());
  }

  private void serve(AutoCloseable socket, Server server) {
    open.add(socket);
    Thread.ofPlatform()
        .daemon()
        .start(() -> {
          try {
            while (true) {
              server.serveOne();
            }
          } catch (IOException e) {
            // closed: the test is over
          }
        });
  }

  @Override
  public void close() throws Exception {
    for (AutoCloseable each : open.reversed()) {
      each.close();
    }
    namespace.close();
  }
}
