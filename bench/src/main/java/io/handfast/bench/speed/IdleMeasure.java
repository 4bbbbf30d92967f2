package io.handfast.bench.speed;

import io.handfast.bench.kernel.IdleConnections;
import io.handfast.bench.speed.Measure.Mode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Memory of idle connections: what a server's use grows by between some connections and many. The
 * kernel's is the growth of its slabs, halved, since the clients' ends are its own as well.
 */
final class IdleMeasure {
  private static final int FEW = 2_000;
  private static final int MORE = 12_000;
  private static final long SETTLE_MILLIS = 500;

  private final Lab lab;
  private final Results results;
  private final PrintWriter progress;

  IdleMeasure(Lab lab, Results results, PrintWriter progress) {
    this.lab = lab;
    this.results = results;
    this.progress = progress;
  }

  void runAll(List<Contender> contenders) throws IOException {
    for (Contender each : contenders) {
      try {
        double bytes = run(each);
        results.of(Measure.BYTES_IDLE, each).add(bytes);
        progress.printf("idle      %-18s %.0f bytes each%n", each, bytes);
      } catch (IllegalStateException e) {
        progress.printf("idle      %-18s failed: %s%n", each, e.getMessage());
      }
      progress.flush();
    }
  }

  private double run(Contender contender) throws IOException {
    Lab.Station station = lab.station(contender, Mode.IDLE);
    try (IdleConnections idle = lab.idle(station)) {
      lab.open(idle, FEW);
      double before = memory(contender, station);
      lab.open(idle, MORE);
      double after = memory(contender, station);
      return (after - before) / (contender == Contender.KERNEL ? 2.0 * MORE : MORE);
    } finally {
      lab.end(contender, Mode.IDLE);
    }
  }

  private static double memory(Contender contender, Lab.Station station) throws IOException {
    settle();
    return contender == Contender.KERNEL ? slabs() : station.process().memory();
  }

  private static double slabs() throws IOException {
    return Files.readAllLines(Path.of("/proc/meminfo")).stream()
        .filter(line -> line.startsWith("Slab:"))
        .mapToDouble(line -> Double.parseDouble(line.replaceAll("[^0-9]", "")) * 1024)
        .findFirst()
        .orElseThrow();
  }

  private static void settle() {
    try {
      Thread.sleep(SETTLE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
