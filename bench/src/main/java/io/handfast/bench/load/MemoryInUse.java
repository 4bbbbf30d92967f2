package io.handfast.bench.load;

import io.handfast.nio.NetworkHost;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.util.Optional;

/**
 * Answers the line {@code memory} on standard input with the bytes in use: the live heap, and the
 * buffers and records of the stack, which lie outside of it.
 */
public final class MemoryInUse {
  private MemoryInUse() {}

  /** Answers until standard input ends. */
  public static void answer(PrintWriter out, Optional<NetworkHost> host) throws IOException {
    BufferedReader questions = new BufferedReader(new InputStreamReader(System.in));
    String question = questions.readLine();
    while (question != null) {
      if (question.equals("memory")) {
        out.println("memory " + (heap() + host.map(MemoryInUse::offHeap).orElse(0L)));
        out.flush();
      }
      question = questions.readLine();
    }
  }

  /** Twice, because what the first collection finds unreachable may hold more. */
  private static long heap() {
    System.gc();
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  private static long offHeap(NetworkHost host) {
    host.driver().lock();
    try {
      return host.stack().pool().bytesInUse() + host.stack().tcp().recordBytes();
    } finally {
      host.driver().unlock();
    }
  }
}
