package io.handfast.sim.tcp;

import static io.handfast.sim.dialogue.Segment.ACK;
import static io.handfast.sim.dialogue.Segment.FIN_ACK;
import static io.handfast.sim.dialogue.Segment.PSH_ACK;
import static io.handfast.sim.dialogue.Segment.SYN;
import static io.handfast.sim.dialogue.Segment.SYN_ACK;
import static org.assertj.core.api.Assertions.assertThat;

import io.handfast.event.Errno;
import io.handfast.event.Reason;
import io.handfast.requirements.Requirement;
import io.handfast.sim.dialogue.Dialogue;
import io.handfast.sim.dialogue.Segment;
import io.handfast.tcp.State;
import io.handfast.tcp.TcpConfig;
import io.handfast.tcp.Tunable;
import org.junit.jupiter.api.Test;

/**
 * How long a silent peer is waited for (RFC 9293 3.8.3). Linux turns tcp_retries2 into a time,
 * counted from the first retransmission with timeouts of 200 ms and up: 15 retries are 924.6 s; the
 * end comes at the first timeout behind it. TCP_USER_TIMEOUT: RFC 5482.
 */
class GivingUpTest {
  /** A round trip of 100 ms: the first timeout is 300 ms. */
  private static Dialogue opened(TcpConfig config) {
    Dialogue d = Dialogue.listening(config, 80);
    d.peer(SYN.mss(1460));
    d.stack(SYN_ACK.ack(1));
    d.after(0.1);
    d.peer(ACK.seq(1).ack(1));
    d.accept();
    return d.mark();
  }

  private static void goesAgainAt(Dialogue d, Segment segment, double... times) {
    for (double at : times) {
      d.stackAt(at, segment);
    }
  }

  private static void failed(Dialogue d, Reason reason) {
    assertThat(d.state()).isEqualTo(State.CLOSED);
    assertThat(d.socket().errorDetail()).isEqualTo(reason.english());
    assertThat(d.socket().pendingError()).isEqualTo(Errno.ETIMEDOUT);
    assertThat(d.netStack().pool().bytesInUse()).isZero();
    d.silenceFor(500);
  }

  @Test
  @Requirement({"RFC 9293 MUST-20 R2", "RFC 9293 SHLD-11"})
  void fifteenRetransmissionsThenTheEnd() {
    Dialogue d = opened(TcpConfig.LINUX);
    d.write(10);
    d.stack(PSH_ACK.seq(1));
    goesAgainAt(d, PSH_ACK.seq(1).len(10), 0.3, 0.9, 2.1, 4.5, 9.3, 18.9, 38.1, 76.5, 153.3);
    goesAgainAt(d, PSH_ACK.seq(1).len(10), 273.3, 393.3, 513.3, 633.3, 753.3, 873.3);
    d.after(119.99);
    assertThat(d.state()).isEqualTo(State.ESTABLISHED);
    d.after(0.02);
    failed(d, Reason.RETRIES_EXHAUSTED);
  }

  /** Three retries are (2^4 − 1) · 200 ms = 3 s. */
  @Test
  @Requirement("RFC 9293 MUST-20 R2")
  void fewerRetriesEndEarlier() {
    Dialogue d = opened(TcpConfig.LINUX.with(Tunable.TCP_RETRIES2, 3));
    d.write(10);
    d.stack(PSH_ACK.seq(1));
    goesAgainAt(d, PSH_ACK.seq(1), 0.3, 0.9, 2.1);
    d.after(2.39);
    assertThat(d.state()).isEqualTo(State.ESTABLISHED);
    d.after(0.02);
    failed(d, Reason.RETRIES_EXHAUSTED);
  }

  /** An orphan gets 8 retries when tcp_orphan_retries is 0: (2^9 − 1) · 200 ms = 102.2 s. */
  @Test
  void anOrphanIsGivenUpEarlier() {
    Dialogue d = opened(TcpConfig.LINUX);
    d.close();
    d.stack(FIN_ACK.seq(1));
    goesAgainAt(d, FIN_ACK.seq(1), 0.3, 0.9, 2.1, 4.5, 9.3, 18.9, 38.1, 76.5);
    d.after(76.79);
    assertThat(d.netStack().tcp().connectionCount()).isEqualTo(1);
    d.after(0.02);
    assertThat(d.netStack().tcp().connectionCount()).isZero();
    assertThat(d.netStack().tcp().orphans()).isZero();
    d.silenceFor(500);
  }

  @Test
  void lastAckIsGivenUpAfterOrphanRetries() {
    Dialogue d = opened(TcpConfig.LINUX.with(Tunable.TCP_ORPHAN_RETRIES, 2));
    d.peer(FIN_ACK.seq(1).ack(1));
    d.stack(ACK.ack(2));
    d.close();
    d.stack(FIN_ACK.seq(1));
    goesAgainAt(d, FIN_ACK.seq(1).ack(2), 0.3, 0.9); // (2^3 − 1) · 200 ms = 1.4 s
    d.after(1.21);
    assertThat(d.states()).last().isEqualTo(State.CLOSED);
    d.silenceFor(500);
  }

  @Test
  void anyProgressStartsTheCountAnew() {
    Dialogue d = opened(TcpConfig.LINUX.with(Tunable.TCP_RETRIES2, 3));
    d.write(10);
    d.after(4).ignore();
    d.peer(ACK.seq(1).ack(6));
    d.after(4);
    assertThat(d.state()).isEqualTo(State.ESTABLISHED);
    assertThat(d.pending()).isGreaterThan(0);
  }

  // ---- TCP_USER_TIMEOUT ----

  @Test
  @Requirement("RFC 9293 MUST-21")
  void theUserTimeoutEndsItToTheMillisecond() {
    Dialogue d = opened(TcpConfig.LINUX);
    d.socket().userTimeout(3_000);
    d.write(10);
    d.stack(PSH_ACK.seq(1));
    goesAgainAt(d, PSH_ACK.seq(1), 0.3, 0.9, 2.1);
    d.after(1.19);
    assertThat(d.state()).isEqualTo(State.ESTABLISHED);
    d.after(0.02); // 3 s after the first retransmission, as on Linux
    failed(d, Reason.USER_TIMEOUT);
  }

  @Test
  @Requirement("RFC 9293 MUST-21")
  void aLongUserTimeoutOutlastsTheRetries() {
    Dialogue d = opened(TcpConfig.LINUX.with(Tunable.TCP_RETRIES2, 3));
    d.socket().userTimeout(60_000);
    d.write(10);
    d.after(59);
    assertThat(d.state()).isEqualTo(State.ESTABLISHED);
    d.after(2).ignore();
    failed(d, Reason.USER_TIMEOUT);
  }

  @Test
  void theUserTimeoutDoesNotTouchAnIdleConnection() {
    Dialogue d = opened(TcpConfig.LINUX);
    d.socket().userTimeout(1_000);
    d.silenceFor(3_600);
    assertThat(d.state()).isEqualTo(State.ESTABLISHED);
  }

  @Test
  void withKeepaliveTheUserTimeoutReplacesTheNumberOfProbes() {
    Dialogue d = opened(TcpConfig.LINUX);
    d.socket().userTimeout(12_000);
    d.socket().keepIdle(10);
    d.socket().keepInterval(1);
    d.socket().keepAlive(true);
    d.settle();
    goesAgainAt(d, ACK.seq(0).len(0), 10, 11);
    d.stackAt(12, Segment.RST_ACK.seq(1));
    failed(d, Reason.KEEPALIVE_TIMEOUT);
  }
}
