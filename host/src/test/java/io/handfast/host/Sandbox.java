package io.handfast.host;

import io.handfast.link.LinkException;
import io.handfast.link.NetNamespace;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/** A network namespace with hosts of ours in it, and the kernel on the other side. */
final class Sandbox implements AutoCloseable {
  /** Our addresses in the usual host; the kernel has .1 of both. */
  static final String STACK_V4 = "10.7.0.2";

  static final String STACK_V6 = "fd00::2";
  static final String KERNEL_V4 = "10.7.0.1";

  private static final int PATIENCE_SECONDS = 40;

  private final NetNamespace namespace = NetNamespace.create();
  private final List<Host> hosts = new ArrayList<>();

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

  /** The usual host: one address of each family on {@code hf0}. */
  Host open(boolean offload) {
    return open(builder().offload(offload));
  }

  static HostBuilder builder() {
    return Host.builder().address(STACK_V4 + "/24").address(STACK_V6 + "/64");
  }

  Host open(HostBuilder builder) {
    Host host = namespace.call(builder::open);
    hosts.add(host);
    return host;
  }

  NetNamespace namespace() {
    return namespace;
  }

  <T> T inside(Callable<T> task) {
    return namespace.call(task);
  }

  /** A socket of the kernel's, connected to our stack. */
  Socket connect(String address, int port) {
    return inside(() -> {
      Socket socket = new Socket();
      socket.connect(new InetSocketAddress(address, port), 10_000);
      return socket;
    });
  }

  /** A listener of the kernel's. */
  ServerSocket listen() {
    return inside(() -> new ServerSocket(0));
  }

  /** What a program says, and its exit code; it has 40 seconds. */
  Outcome run(String... command) {
    return inside(() -> outcome(command));
  }

  /** The same in the namespace of the calling thread. */
  static Outcome outcome(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    Thread watchdog = Thread.ofVirtual().start(() -> destroyLater(process));
    String output = new String(process.getInputStream().readAllBytes());
    int code = process.waitFor();
    watchdog.interrupt();
    return new Outcome(code, output);
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

  record Outcome(int code, String output) {}

  @Override
  public void close() {
    hosts.forEach(Host::close);
    namespace.close();
  }
}
