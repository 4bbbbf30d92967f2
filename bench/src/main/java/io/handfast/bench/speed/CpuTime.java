package io.handfast.bench.speed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * CPU time spent so far, in seconds (proc(5), in ticks of 10 ms).
 *
 * @param machine on all cores, interrupts included
 * @param server by the server's process, system calls included
 */
record CpuTime(double machine, double server) {
  private static final double TICK = 0.01;
  private static final int IDLE = 3;
  private static final int IOWAIT = 4;
  private static final int STEAL = 7;

  static CpuTime now(long serverPid) {
    return new CpuTime(machineNow(), processNow(serverPid));
  }

  CpuTime minus(CpuTime earlier) {
    return new CpuTime(machine - earlier.machine, server - earlier.server);
  }

  private static double machineNow() {
    String[] fields = read("/proc/stat").lines().findFirst().orElseThrow().split(" +");
    double busy = 0;
    for (int i = 0; i <= STEAL; i++) {
      busy += i == IDLE || i == IOWAIT || i == STEAL ? 0 : Long.parseLong(fields[i + 1]);
    }
    return busy * TICK;
  }

  /** The name in parentheses may hold blanks, so fields count from behind it. */
  private static double processNow(long pid) {
    String stat = read("/proc/" + pid + "/stat");
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * TICK;
  }

  private static String read(String file) {
    try {
      return Files.readString(Path.of(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
