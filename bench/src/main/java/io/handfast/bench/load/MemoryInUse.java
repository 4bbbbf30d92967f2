package io.handfast.bench.load;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/** Answers the line {@code memory} on standard input with the bytes in use. */
public final class MemoryInUse {
  private static final int PAGE = 4096;

  private MemoryInUse() {}

  /** Answers until standard input ends. */
  public static void answer(PrintWriter out) throws IOException {
    BufferedReader questions = new BufferedReader(new InputStreamReader(System.in));
    String question = questions.readLine();
    while (question != null) {
      if (question.equals("memory")) {
        out.println("memory " + bytes());
        out.flush();
      }
      question = questions.readLine();
    }
  }

  /**
   * The live heap and what is resident of all else. Differences count growth once only when the
   * heap has a fixed size and is resident from the start.
   */
  private static long bytes() throws IOException {
    System.gc();
    System.gc();
    long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    String[] pages = Files.readString(Path.of("/proc/self/statm")).split(" ");
    return heap + Long.parseLong(pages[1]) * PAGE;
  }
}
