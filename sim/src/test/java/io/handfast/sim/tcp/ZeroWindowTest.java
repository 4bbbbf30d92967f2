package io.handfast.sim.tcp;

import static io.handfast.sim.dialogue.Segment.ACK;
import static io.handfast.sim.dialogue.Segment.FIN_ACK;
import static io.handfast.sim.dialogue.Segment.FIN_PSH_ACK;
import static io.handfast.sim.dialogue.Segment.PSH_ACK;
import static io.handfast.sim.dialogue.Segment.SYN;
import static io.handfast.sim.dialogue.Segment.SYN_ACK;
import static org.assertj.core.api.Assertions.assertThat;

import io.handfast.event.Errno;
import io.handfast.event.Reason;
import io.handfast.requirements.Requirement;
import io.handfast.sim.dialogue.Dialogue;
import io.handfast.tcp.State;
import org.junit.jupiter.api.Test;

/** The sender before a closed or small window (RFC 9293 3.8.6.1 and 3.8.6.2.1, RFC 6429). */
class ZeroWindowTest {
  /** Accepted, and the peer's window is zero from the first ACK on. */
  private static Dialogue shut() {
    Dialogue d = Dialogue.listening(80);
    d.peer(SYN.mss(1460));
    d.stack(SYN_ACK.ack(1));
    d.peer(ACK.seq(1).ack(1).win(0));
    d.accept();
    return d.mark();
  }

  private static double elapsed(Dialogue d, long start) {
    return (d.now() - start) / 1e9;
  }

  /** Answers every probe with a zero window for this time; the interval before the last one. */
  private static double probesFor(Dialogue d, double seconds) {
    long start = d.now();
    long last = start;
    double expected = 0.2;
    double interval = 0;
    while (elapsed(d, start) < seconds) {
      d.after(0.1);
      if (d.pending() > 0) {
        interval = (d.now() - last) / 1e9;
        last = d.now();
        assertThat(interval).isBetween(expected - 0.11, expected + 0.11);
        d.stack(ACK.seq(0).ack(1).len(0));
        d.silence();
        d.peer(ACK.seq(1).ack(1).win(0));
        d.silence();
        expected = Math.min(2 * expected, 120);
      }
    }
    return interval;
  }

  @Test
  @Requirement({"RFC 9293 MUST-36", "RFC 9293 SHLD-29", "RFC 9293 SHLD-30"})
  void nothingIsSentIntoAClosedWindowButProbes() {
    Dialogue d = shut();
    d.write(5_000);
    d.silence();
    for (double at : new double[] {0.2, 0.6, 1.4, 3.0, 6.2, 12.6, 25.4, 51.0, 102.2}) {
      d.stackAt(at, ACK.seq(0).ack(1).len(0));
      d.peer(ACK.seq(1).ack(1).win(0));
    }
  }

  @Test
  @Requirement("RFC 9293 MUST-37")
  void probesGoOnForAnHourNeverFurtherApartThanTwoMinutes() {
    Dialogue d = shut();
    d.write(5_000);
    d.shutdownWrite();
    assertThat(probesFor(d, 3_600)).isBetween(119.8, 120.2);
    assertThat(d.state()).isEqualTo(State.FIN_WAIT_1);
    d.peer(ACK.seq(1).ack(1).win(65_535));
    d.stack(ACK.seq(1).len(1460)).stack(ACK.seq(1461).len(1460)).stack(ACK.seq(2921).len(1460));
    d.stack(FIN_PSH_ACK.seq(4381).len(620));
    d.peer(ACK.seq(1).ack(5_002));
    assertThat(d.state()).isEqualTo(State.FIN_WAIT_2);
  }

  @Test
  void aLostWindowUpdateIsMadeGoodByTheNextProbe() {
    Dialogue d = shut();
    d.write(100);
    d.stackAt(0.2, ACK.seq(0).len(0));
    // The update is lost; the peer answers the next probe with its open window.
    d.stackAt(0.6, ACK.seq(0).len(0));
    d.peer(ACK.seq(1).ack(1).win(65_535));
    d.stack(PSH_ACK.seq(1).len(100));
    d.peer(ACK.seq(1).ack(101));
    d.silenceFor(100);
  }

  /** SWS avoidance: a byte of window is not used at once, but the timer does use it. */
  @Test
  void aWindowOfOneByteIsUsedByTheTimerOnly() {
    Dialogue d = shut();
    d.write(5_000);
    d.stackAt(0.2, ACK.seq(0).len(0));
    d.peer(ACK.seq(1).ack(1).win(1));
    d.silence();
    d.stackAt(0.6, PSH_ACK.seq(1).len(1)); // a push, as Linux's probe timer sends it
    d.peer(ACK.seq(1).ack(2).win(0));
    d.silence();
  }

  @Test
  @Requirement("RFC 9293 MUST-38")
  void aSmallWindowIsLeftAloneUntilAWholeSegmentFits() {
    Dialogue d = Dialogue.listening(80).established();
    d.write(3_000);
    d.ignore();
    d.peer(ACK.seq(1).ack(3_001).win(0));
    d.write(3_000);
    d.silence();
    d.peer(ACK.seq(1).ack(3_001).win(500));
    d.silence();
    d.peer(ACK.seq(1).ack(3_001).win(1_460));
    d.stack(ACK.seq(3_001).len(1_460));
    d.silence();
  }

  @Test
  void aWindowThatHoldsTheWholeRestIsEnough() {
    Dialogue d = shut();
    d.write(500);
    d.peer(ACK.seq(1).ack(1).win(500));
    d.stack(PSH_ACK.seq(1).len(500));
    d.silence();
  }

  /** The FIN takes a number of its own, and of the window too (RFC 9293 3.4). */
  @Test
  void theFinWaitsForANumberOfItsOwnInTheWindow() {
    Dialogue d = Dialogue.listening(80).established();
    d.peer(ACK.seq(1).ack(1).win(0));
    d.write(1_000);
    d.shutdownWrite();
    d.peer(ACK.seq(1).ack(1).win(1_000));
    d.stack(PSH_ACK.seq(1).len(1_000));
    d.silence();
    d.peer(ACK.seq(1).ack(1_001).win(0));
    d.silence();
    d.peer(ACK.seq(1).ack(1_001).win(1));
    d.stack(FIN_ACK.seq(1_001).len(0));
    d.peer(ACK.seq(1).ack(1_002).win(1));
    assertThat(d.state()).isEqualTo(State.FIN_WAIT_2);
  }

  @Test
  void aFinAloneWaitsForTheWindowToo() {
    Dialogue d = shut();
    d.shutdownWrite();
    d.silence();
    d.stackAt(0.2, ACK.seq(0).len(0));
    d.peer(ACK.seq(1).ack(1).win(1));
    d.stack(FIN_ACK.seq(1).len(0));
  }

  /** Linux: probes count like retransmissions, tcp_retries2 of them. */
  @Test
  void unansweredProbesEndTheConnection() {
    Dialogue d = shut();
    d.write(100);
    int probes = 0;
    while (d.state() != State.CLOSED) {
      d.after(1);
      for (; d.pending() > 0; probes++) {
        d.stack(ACK.seq(0).len(0));
      }
      assertThat(d.now()).isLessThan(4_000_000_000_000L);
    }
    assertThat(probes).isEqualTo(15);
    assertThat(d.socket().pendingError()).isEqualTo(Errno.ETIMEDOUT);
  }

  /** A peer that keeps its window shut cannot keep what a program has given up (Linux). */
  @Test
  void anOrphanDoesNotWaitForAWindowForEver() {
    Dialogue d = shut();
    d.write(100);
    d.close();
    for (int i = 0; i < 3_600 && d.netStack().tcp().connectionCount() > 0; i++) {
      d.after(1);
      if (d.pending() > 0) {
        d.ignore();
        d.peer(ACK.seq(1).ack(1).win(0));
      }
    }
    assertThat(d.netStack().tcp().connectionCount()).isZero();
    assertThat(d.netStack().tcp().orphans()).isZero();
  }

  /** A receiver must not shrink its window, a sender must survive it (RFC 9293 3.8.6, MUST-34). */
  @Test
  @Requirement({
    "RFC 9293 MUST-34",
    "RFC 9293 MUST-35",
    "RFC 9293 SHLD-15",
    "RFC 9293 SHLD-17",
    "RFC 9293 MAY-7",
    "RFC 7323 2.4-1"
  })
  void aWindowThatShrinksOverDataInFlightIsProbedByTheFirstSegment() {
    Dialogue d = Dialogue.listening(80).established().mark();
    d.write(4_380);
    d.ignore();
    d.peer(ACK.seq(1).ack(1).win(0));
    d.silence();
    int sent = 0;
    for (int i = 0; i < 7_200; i++) {
      d.after(1);
      for (; d.pending() > 0; sent++) {
        d.stack(ACK.seq(1).len(1_460));
        d.peer(ACK.seq(1).ack(1).win(0));
      }
    }
    assertThat(d.state()).isEqualTo(State.ESTABLISHED);
    assertThat(sent).isGreaterThan(30);
    d.peer(ACK.seq(1).ack(1_461).win(65_535));
    d.stack(ACK.seq(1_461).len(1_460));
  }

  /** Linux 6.6: a zero window is believed even when nothing else is new. */
  @Test
  void anAckThatOnlyClosesTheWindowIsBelieved() {
    Dialogue d = Dialogue.listening(80).established();
    d.peer(ACK.seq(1).ack(1).win(0));
    d.write(100);
    d.silence();
  }

  @Test
  void theUserTimeoutAppliesEvenWhileProbesAreAnswered() {
    Dialogue d = shut();
    d.socket().userTimeout(10_000);
    d.write(100);
    while (d.now() < 40_000_000_000L && d.state() != State.CLOSED) {
      d.after(0.1);
      if (d.pending() > 0) {
        d.ignore();
        d.peer(ACK.seq(1).ack(1).win(0));
      }
    }
    assertThat(d.socket().pendingError()).isEqualTo(Errno.ETIMEDOUT);
    assertThat(d.socket().errorDetail()).isEqualTo(Reason.USER_TIMEOUT.english());
    assertThat(d.now() / 1e9).isBetween(11.0, 12.0);
  }
}
