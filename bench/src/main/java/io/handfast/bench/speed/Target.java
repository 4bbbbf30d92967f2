package io.handfast.bench.speed;

import static io.handfast.bench.speed.Contender.GVISOR;
import static io.handfast.bench.speed.Contender.INLINE;
import static io.handfast.bench.speed.Contender.KERNEL;
import static io.handfast.bench.speed.Contender.SPIKE;

import java.util.ArrayList;
import java.util.List;

/**
 * What Handfast has to reach, as a ratio to another one in the same run; absolute figures move from
 * machine to machine and from hour to hour.
 *
 * @param measure of both
 * @param subject Handfast in one way
 * @param reference the other one
 * @param ratio at least, or at most for memory
 */
record Target(Measure measure, Contender subject, Contender reference, double ratio) {
  /** In the order of the measures. */
  static List<Target> all() {
    List<Target> all = new ArrayList<>();
    add(all, Measure.RX_VNET, of(0.70, 1.4, 1.10), of(0.52, 1.07, 0.82));
    add(all, Measure.TX_VNET, of(0.70, 3.0, 1.03), of(0.52, 2.3, 0.77));
    add(all, Measure.RX_RAW, of(0.75, 3.1, 1.24), of(0.64, 2.65, 1.06));
    add(all, Measure.TX_RAW, of(0.90, 7.1, 0.47), of(0.84, 6.6, 0.44));
    add(all, Measure.CONN1, of(0.80, 2.6, 1.38), of(0.55, 1.67, 0.87));
    add(all, Measure.CONN64, of(0.80, 3.0, 2.24), of(0.48, 2.0, 1.31));
    add(all, Measure.RR1, of(0.80, 1.26, 1.00), of(0.80, 1.06, 0.84));
    add(all, Measure.RR64, of(0.80, 2.4, 1.07), of(0.46, 1.36, 0.61));
    all.add(new Target(Measure.RR1_POLL, INLINE, SPIKE, 0.88));
    all.add(new Target(Measure.BYTES_IDLE, INLINE, GVISOR, 0.2));
    all.add(new Target(Measure.BYTES_IDLE, Contender.NIO, GVISOR, 0.3));
    all.add(new Target(Measure.BYTES_IDLE, Contender.BLOCKING, GVISOR, 0.3));
    return all;
  }

  /** Ratios to the spike, to gVisor and to the kernel. */
  private static double[] of(double spike, double gvisor, double kernel) {
    return new double[] {spike, gvisor, kernel};
  }

  /** The blocking channels have to reach what the selector has to. */
  private static void add(List<Target> all, Measure measure, double[] inline, double[] channels) {
    Contender[] references = {SPIKE, GVISOR, KERNEL};
    for (Contender subject : List.of(INLINE, Contender.NIO, Contender.BLOCKING)) {
      double[] ratios = subject == INLINE ? inline : channels;
      for (int i = 0; i < references.length; i++) {
        all.add(new Target(measure, subject, references[i], ratios[i]));
      }
    }
  }

  boolean isMet(double reached) {
    return measure == Measure.BYTES_IDLE ? reached <= ratio : reached >= ratio;
  }

  /** The bound in words. */
  String bound() {
    return (measure == Measure.BYTES_IDLE ? "≤ " : "≥ ")
        + String.format(java.util.Locale.ROOT, "%.2f", ratio);
  }
}
