package io.handfast.agent.programs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** Ten thousand virtual threads, each blocked in a read of a socket of its own. */
public final class TenThousand {
  private static final int CONNECTIONS = 10_000;

  private TenThousand() {}

  /** Prints how many readers are blocked, and on how many threads of the system. */
  public static void main(String[] arguments) throws Exception {
    List<Socket> clients = new ArrayList<>();
    CountDownLatch answered = new CountDownLatch(CONNECTIONS);
    List<Thread> readers = new ArrayList<>();
    try (ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      for (int i = 0; i < CONNECTIONS; i++) {
        clients.add(new Socket(InetAddress.getLoopbackAddress(), listener.getLocalPort()));
        Socket accepted = listener.accept();
        readers.add(Thread.ofVirtual().start(() -> read(accepted, answered)));
      }
    }
    long blocked = 0;
    while (blocked < CONNECTIONS) {
      Thread.sleep(50);
      blocked = readers.stream().filter(each -> each.getState() == Thread.State.WAITING).count();
    }
    int threads = Path.of("/proc/self/task").toFile().list().length;
    System.out.println("blocked " + blocked);
    System.out.println("few threads: " + (threads < 50 ? "yes" : threads));
    for (Socket client : clients) {
      client.getOutputStream().write(1);
    }
    answered.await();
    System.out.println("answered " + CONNECTIONS);
  }

  private static void read(Socket socket, CountDownLatch answered) {
    try {
      if (socket.getInputStream().read() == 1) {
        answered.countDown();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
