package io.handfast.sim.proof.kernel;

import io.handfast.tcp.State;
import io.handfast.wire.TcpFlags;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * One seed's sequence for both. It ends at the first difference, because from there on the two are
 * no longer told the same.
 */
final class Duel {
  private static final int[] SEQ_OFFSETS = {-1_000, -11, -5, -1, 0, 0, 0, 1, 5, 100, 200_000};
  private static final int[] ACK_OFFSETS = {-70_000, -1, 0, 0, 0, 0, 1, 100};

  final int seed;
  final HandfastSubject ours = new HandfastSubject();
  final KernelSubject kernel;
  private final SplittableRandom random;
  private final List<String> story = new ArrayList<>();
  private final List<Past> past = new ArrayList<>();
  private int peerNext;
  private boolean finished;
  private int steps;
  private State before = State.LISTEN;
  private Act act;
  private int expected;
  private int sent;

  /** A step, and our state before it. */
  record Past(State state, Act act) {}

  Duel(int seed, KernelLab lab) {
    this.seed = seed;
    this.random = new SplittableRandom(seed);
    this.kernel = lab.subject(10_000 + seed % 40_000);
  }

  boolean goesOn() {
    return !finished;
  }

  void end() {
    finished = true;
  }

  int steps() {
    return steps;
  }

  void step() {
    steps++;
    before = ours.state();
    expected = ours.rcvNxt();
    sent = ours.next();
    act = choose();
    past.add(new Past(before, act));
    kernel.act(act);
    ours.act(act);
  }

  private Act choose() {
    int dice = random.nextInt(100);
    if (steps == 1) {
      return dice < 85 ? honest(TcpFlags.SYN, 0) : odd();
    }
    if (steps == 2 && dice < 75) {
      return honest(TcpFlags.ACK, 0);
    }
    boolean held = ours.isHeld() && kernel.isHeld();
    if (held && dice < 26) {
      return Act.call(
          dice < 12
              ? Act.Kind.WRITE
              : dice < 19 ? Act.Kind.SHUTDOWN : dice < 24 ? Act.Kind.CLOSE : Act.Kind.RESET);
    }
    if (dice < 50) {
      return honest(TcpFlags.ACK | TcpFlags.PSH, 10);
    }
    if (dice < 60) {
      return honest(TcpFlags.ACK | TcpFlags.FIN, 0);
    }
    return dice < 70 ? honest(TcpFlags.ACK, 0) : odd();
  }

  private static Act.Kind call(int dice) {
    if (dice < 12) {
      return Act.Kind.WRITE;
    }
    if (dice < 19) {
      return Act.Kind.SHUTDOWN;
    }
    return dice < 24 ? Act.Kind.CLOSE : Act.Kind.RESET;
  }

  private Act honest(int flags, int text) {
    Act honest = Act.segment(flags, peerNext, ours.next(), text);
    peerNext += text + ((flags & (TcpFlags.SYN | TcpFlags.FIN)) != 0 ? 1 : 0);
    return honest;
  }

  private Act odd() {
    int flags = random.nextInt(64);
    int seq = peerNext + SEQ_OFFSETS[random.nextInt(SEQ_OFFSETS.length)];
    int ack = ours.next() + ACK_OFFSETS[random.nextInt(ACK_OFFSETS.length)];
    return Act.segment(flags, seq, ack, random.nextInt(3) == 0 ? 10 : 0);
  }

  boolean agrees() {
    return ours.answers().equals(kernel.answers());
  }

  /** Notes the step; the difference when there is one. */
  Difference compare() {
    List<String> us = ours.takeAnswers();
    List<String> them = kernel.takeAnswers();
    story.add(before.rfc() + ": " + act + "\n      ours " + us + ", kernel " + them);
    return us.equals(them) ? null : difference(before, us.toString(), them.toString());
  }

  Difference differs(String what, String us, String them) {
    story.add(what + ": ours " + us + ", kernel " + them);
    return us.equals(them) ? null : difference(ours.state(), what + " " + us, what + " " + them);
  }

  private Difference difference(State state, String us, String them) {
    return new Difference(this, act, state, us, them, expected, sent, List.copyOf(past));
  }

  String story() {
    return "seed " + seed + ":\n    " + String.join("\n    ", story);
  }

  /**
   * Where the two parted.
   *
   * @param before our state before the step
   * @param rcvNxt what ours expected next
   * @param sndNxt what ours would have sent next
   * @param past all steps, with this one
   */
  record Difference(
      Duel duel,
      Act act,
      State before,
      String ours,
      String kernel,
      int rcvNxt,
      int sndNxt,
      List<Past> past) {
    @Override
    public String toString() {
      return before.rfc() + ", " + act + ": ours " + ours + ", kernel " + kernel;
    }
  }
}
