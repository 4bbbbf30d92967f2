package io.handfast.sim.proof.kernel;

import io.handfast.wire.TcpFlags;
import io.handfast.wire.TcpHeader;
import java.util.ArrayList;
import java.util.List;

/** A TCP under comparison: one listener, one peer. */
abstract class Subject {
  /** The peer's initial sequence number. */
  static final int PEER_ISN = 100_000;

  private final List<String> answers = new ArrayList<>();
  private int iss;
  private int next;
  private int rcvNxt;

  /** Does it, at once. */
  abstract void act(Act act);

  /** What the application sees at the end: bytes, end of stream, error. */
  abstract String application();

  /** Its socket was accepted and is still held. */
  abstract boolean isHeld();

  /**
   * Its segment, written down unless it was sent before: when things are sent again is no matter.
   */
  void answered(TcpHeader header, int text) {
    boolean syn = (header.flags() & TcpFlags.SYN) != 0;
    boolean fin = (header.flags() & TcpFlags.FIN) != 0;
    if (syn && header.seq() != iss) {
      iss = header.seq(); // the first, or that of another incarnation
      next = 0;
      rcvNxt = 0;
    }
    int length = text + (syn ? 1 : 0) + (fin ? 1 : 0);
    if (length > 0 && header.seq() - iss + length <= next) {
      return;
    }
    if ((header.flags() & TcpFlags.RST) == 0) {
      rcvNxt = Math.max(rcvNxt, header.ack() - PEER_ISN);
      next = Math.max(next, header.seq() - iss + length);
    }
    String words = words(header, text);
    if (answers.isEmpty() || !answers.getLast().equals(words)) {
      answers.add(words);
    }
  }

  private String words(TcpHeader header, int text) {
    int flags = header.flags() & ~TcpFlags.PSH;
    boolean acks = (flags & TcpFlags.ACK) != 0;
    boolean reset = (flags & TcpFlags.RST) != 0;
    int seq = reset && header.seq() == 0 ? 0 : header.seq() - iss;
    return TcpFlags.toString(flags)
        + " seq "
        + seq
        + (acks ? " ack " + (header.ack() - PEER_ISN) : "")
        + (text > 0 ? " len " + text : "");
  }

  /** Sent since the last time. */
  List<String> takeAnswers() {
    List<String> taken = List.copyOf(answers);
    answers.clear();
    return taken;
  }

  List<String> answers() {
    return answers;
  }

  /** Its next sequence number, as far as one has seen. */
  int next() {
    return next;
  }

  /** What it expects next, as far as one has seen. */
  int rcvNxt() {
    return rcvNxt;
  }

  /** Its initial sequence number; 0 until it has sent a SYN. */
  int iss() {
    return iss;
  }
}
