package io.handfast.sim.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.handfast.tcp.State;
import io.handfast.wire.TcpFlags;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * State x event x window: in every state arrives every combination of flags, at every place of the
 * window, with every kind of acknowledgement, with and without text, over IPv4 and IPv6, without
 * timestamps and with new, old and missing ones. What the stack does is what the model of RFC 9293
 * does ({@link SegmentArrives}), but for the reviewed list ({@link Deviations}). Where data may
 * come the missing part follows, so that what was held out of order shows.
 */
class StateEventWindowTest {
  private static final int SIX_FLAGS = 64;
  private static final int ALL_FLAGS = 256;
  private static final int IDLE_FLAGS = TcpFlags.PSH | TcpFlags.URG;
  private static final int SHOWN = 20;

  private static final Map<Situation, Integer> CASES = new TreeMap<>();
  private static final Map<String, Integer> OCCURRED = new TreeMap<>();

  private final List<String> differences = new ArrayList<>();
  private int cases;

  @ParameterizedTest
  @EnumSource
  void theStackDoesWhatTheModelDoes(Situation situation) {
    forEachCase(situation, this::compare);
    CASES.put(situation, cases);
    assertThat(differences.stream().limit(SHOWN)).as("of %d cases", cases).isEmpty();
  }

  @AfterAll
  static void everyDeviationOccurs() {
    int total = CASES.values().stream().mapToInt(Integer::intValue).sum();
    System.out.printf("state x event x window: %,d cases, %s%n", total, CASES);
    Deviations.ALL.forEach(each -> System.out.printf("%,8d  %s%n", occurrences(each), each.name()));
    if (CASES.size() == Situation.values().length) {
      assertThat(Deviations.ALL.stream().filter(d -> occurrences(d) == 0).map(Deviation::name))
          .as("listed, but no longer so")
          .isEmpty();
    }
  }

  private static int occurrences(Deviation deviation) {
    return OCCURRED.getOrDefault(deviation.name(), 0);
  }

  // ---- the cases ----

  private static void forEachCase(Situation situation, Consumer<Case> visitor) {
    for (boolean ipv4 : new boolean[] {true, false}) {
      for (Stamps stamps : Stamps.values()) {
        if (stamps != Stamps.NONE && !ipv4) {
          continue; // nothing of it depends on the family
        }
        situation.reachInAgreement(ipv4, stamps);
        for (int ctl = 0; ctl < ALL_FLAGS; ctl++) {
          forEachNumber(situation, ipv4, stamps, ctl, visitor);
        }
      }
    }
  }

  private static void forEachNumber(
      Situation situation, boolean ipv4, Stamps stamps, int ctl, Consumer<Case> visitor) {
    if (stamps != Stamps.NONE && ctl >= SIX_FLAGS || (ctl & IDLE_FLAGS) != 0 && isSpared(stamps)) {
      return;
    }
    for (Acking acking : ackings(ctl)) {
      for (Place place : places(ctl)) {
        visitor.accept(new Case(situation, ipv4, ctl, place, acking, 0, stamps));
        visitor.accept(new Case(situation, ipv4, ctl, place, acking, 10, stamps));
      }
    }
  }

  /** With timestamps PSH and URG are left out. */
  private static boolean isSpared(Stamps stamps) {
    return stamps != Stamps.NONE;
  }

  private static Set<Acking> ackings(int ctl) {
    if ((ctl & TcpFlags.ACK) == 0) {
      return EnumSet.of(Acking.NONE);
    }
    return ctl < SIX_FLAGS
        ? EnumSet.range(Acking.ANCIENT, Acking.FUTURE)
        : EnumSet.of(Acking.EXACT);
  }

  /** ECE and CWR are tried where a segment is taken. */
  private static Set<Place> places(int ctl) {
    return ctl < SIX_FLAGS ? EnumSet.allOf(Place.class) : EnumSet.of(Place.LEFT_EDGE, Place.INSIDE);
  }

  // ---- comparing ----

  private void compare(Case each) {
    cases++;
    Duet duet = each.situation().reach(each.ipv4(), each.stamps());
    boolean same = step(each, duet, each.segment(duet), "");
    if (same && (duet.model.state.mayReceive() || duet.model.state == State.SYN_RECEIVED)) {
      same = step(each, duet, followUp(duet.model, each.stamps()), ", then the missing part");
    }
    if (same && !duet.contentIsRight()) {
      differences.add(each + ": other bytes than were sent");
    }
  }

  private boolean step(Case each, Duet duet, Seg seg, String when) {
    Tcb before = duet.model.copy();
    Tcb expected = answered(Deviations.ALL, before, seg, duet.iss);
    noteDeviations(before, seg, duet.iss, expected);
    Outcome actual = duet.tellStack(seg, expected);
    boolean same = actual.equals(Outcome.of(expected));
    if (!same) {
      differences.add(each + when + ":\n  model " + Outcome.of(expected) + "\n  stack " + actual);
    }
    return same;
  }

  /** The bytes up to what is held; a half-open connection gets its ACK first. */
  private static Seg followUp(Tcb tcb, Stamps stamps) {
    boolean opens = tcb.state == State.SYN_RECEIVED;
    long gap = tcb.heldFin < 0 ? 32 : Mod32.distance(tcb.rcvNxt, tcb.heldFin);
    long tsVal = stamps.inCase < 0 ? stamps.before : 1_020;
    return new Seg(tcb.rcvNxt, tcb.sndNxt, TcpFlags.ACK, opens ? 0 : (int) gap, 65_535, tsVal);
  }

  private static Tcb answered(List<Deviation> deviations, Tcb before, Seg seg, long iss) {
    Deviation.Step step = (tcb, each) -> SegmentArrives.process(tcb, each, iss);
    for (Deviation each : deviations.reversed()) {
      step = each.before(step);
    }
    Tcb tcb = before.copy();
    step.process(tcb, seg);
    return tcb;
  }

  /** A deviation occurs when the answer would be another without it. */
  private static void noteDeviations(Tcb before, Seg seg, long iss, Tcb expected) {
    for (Deviation each : Deviations.ALL) {
      if (each.applies().test(before, seg)) {
        List<Deviation> others = Deviations.ALL.stream().filter(other -> other != each).toList();
        if (!sees(answered(others, before, seg, iss), expected)) {
          OCCURRED.merge(each.name(), 1, Integer::sum);
        }
      }
    }
  }

  private static boolean sees(Tcb one, Tcb other) {
    return Outcome.of(one).equals(Outcome.of(other)) && one.heldText.equals(other.heldText);
  }
}
