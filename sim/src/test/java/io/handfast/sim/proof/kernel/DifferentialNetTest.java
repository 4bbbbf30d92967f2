package io.handfast.sim.proof.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.handfast.sim.proof.kernel.Duel.Difference;
import io.handfast.tcp.State;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/**
 * Random but seeded sequences of segments and calls, for our stack and for a socket of the Linux
 * kernel: they answer alike, but for the reviewed list ({@link KernelDifferences}). The kernel runs
 * in real time and ours in as much virtual time. As root, with {@code -Pnet}.
 *
 * <p>{@code -Dhandfast.seed=N} runs one sequence and prints it, {@code -Dhandfast.seeds=N} so many.
 */
@Tag("net")
@EnabledIf(
    value = "io.handfast.sim.proof.kernel.KernelLab#isPossible",
    disabledReason = "needs root and /dev/net/tun")
class DifferentialNetTest {
  private static final int SEEDS = 2_400;
  private static final int TOGETHER = 300;
  private static final int STEPS = 8;
  private static final long BRIEF = 60;
  private static final long DELAYED_ACK = 180;
  private static final long TIME_LIMIT = 30_000_000_000L;

  private final Map<String, Integer> counts = new TreeMap<>();
  private final List<Difference> unlisted = new ArrayList<>();
  private int sequences;
  private int steps;

  @Test
  void weAnswerAsLinuxDoes() throws Exception {
    Integer one = Integer.getInteger("handfast.seed");
    int first = one != null ? one : 0;
    int end = one != null ? one + 1 : Integer.getInteger("handfast.seeds", SEEDS);
    long until = System.nanoTime() + TIME_LIMIT;
    try (KernelLab lab = new KernelLab()) {
      for (int seed = first; seed < end && System.nanoTime() < until; seed += TOGETHER) {
        run(lab, seed, Math.min(seed + TOGETHER, end), one != null);
      }
    }
    System.out.printf("differential run: %,d sequences, %,d steps%n", sequences, steps);
    counts.forEach((name, count) -> System.out.printf("%,8d  %s%n", count, name));
    assertThat(unlisted.stream().limit(10).map(each -> each + "\n" + each.duel().story()))
        .isEmpty();
  }

  private void run(KernelLab lab, int first, int end, boolean tell) throws Exception {
    List<Duel> duels = new ArrayList<>();
    for (int seed = first; seed < end; seed++) {
      duels.add(new Duel(seed, lab));
    }
    for (int i = 0; i < STEPS; i++) {
      step(lab, duels.stream().filter(Duel::goesOn).toList());
    }
    finish(lab, duels.stream().filter(Duel::goesOn).toList());
    sequences += duels.size();
    steps += duels.stream().mapToInt(Duel::steps).sum();
    if (tell) {
      duels.forEach(each -> System.out.println(each.story()));
    }
    lab.forget();
  }

  private void step(KernelLab lab, List<Duel> duels) throws Exception {
    long begun = System.nanoTime();
    duels.forEach(Duel::step);
    long passed = pass(lab, duels, begun, BRIEF);
    if (duels.stream().anyMatch(each -> !each.agrees())) {
      pass(lab, duels, passed, DELAYED_ACK);
    }
    for (Duel each : duels) {
      note(each.compare());
    }
  }

  /** As much time passes for ours as has passed for the kernel. */
  private static long pass(KernelLab lab, List<Duel> duels, long since, long millis)
      throws InterruptedException, IOException {
    Thread.sleep(millis);
    lab.collect();
    long now = System.nanoTime();
    duels.forEach(each -> each.ours.later(now - since));
    return now;
  }

  private void finish(KernelLab lab, List<Duel> duels) {
    Map<Integer, State> states = lab.states();
    for (Duel each : duels) {
      State kernel = states.getOrDefault(each.kernel.port(), State.CLOSED);
      note(each.differs("state", each.ours.state().rfc(), kernel.rfc()));
      if (each.goesOn() && each.ours.isHeld() && each.kernel.isHeld()) {
        note(each.differs("reads", each.ours.application(), each.kernel.application()));
      }
    }
  }

  private void note(Difference difference) {
    if (difference == null) {
      return;
    }
    difference.duel().end();
    String name = KernelDifferences.nameOf(difference);
    counts.merge(name, 1, Integer::sum);
    if (name.equals(KernelDifferences.UNLISTED)) {
      unlisted.add(difference);
    }
  }
}
