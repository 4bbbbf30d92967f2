package io.handfast.sim.tcp;

import static io.handfast.sim.dialogue.Segment.ACK;
import static io.handfast.sim.dialogue.Segment.FIN_ACK;
import static io.handfast.sim.dialogue.Segment.PSH_ACK;
import static io.handfast.sim.dialogue.Segment.RST;
import static io.handfast.sim.dialogue.Segment.SYN;
import static io.handfast.sim.dialogue.Segment.SYN_ACK;
import static org.assertj.core.api.Assertions.assertThat;

import io.handfast.event.Counter;
import io.handfast.event.Errno;
import io.handfast.requirements.Requirement;
import io.handfast.sim.dialogue.Dialogue;
import io.handfast.sim.dialogue.Segment;
import io.handfast.tcp.State;
import io.handfast.tcp.TcpConfig;
import io.handfast.tcp.TcpSocket;
import io.handfast.tcp.Tunable;
import io.handfast.wire.IpAddress;
import io.handfast.wire.TcpFlags;
import org.junit.jupiter.api.Test;

/** TIME-WAIT (RFC 9293 3.6.1 and 3.10.7.4, RFC 6191, RFC 1337; mission row D4). */
class TimeWaitTest {
  private static Dialogue timeWait(TcpConfig config) {
    return closeActively(Dialogue.listening(config, 80).established(), 1);
  }

  private static Dialogue timeWait() {
    return timeWait(TcpConfig.LINUX);
  }

  private static Dialogue closeActively(Dialogue d, int ts) {
    d.close();
    d.stack(FIN_ACK.seq(1).ack(1));
    d.peer(ts > 1 ? FIN_ACK.seq(1).ack(2).ts(ts, 0) : FIN_ACK.seq(1).ack(2));
    d.stack(ACK.seq(2).ack(2));
    return d.mark();
  }

  private static Dialogue withTimestamps() {
    return closeActively(Talks.withTimestamps(1_000), 2_000);
  }

  private static int waiting(Dialogue d) {
    return d.netStack().tcp().timeWaitCount();
  }

  @Test
  @Requirement("RFC 9293 MUST-13")
  void itLastsForTwiceTheMsl() {
    Dialogue d = timeWait();
    d.after(59.99);
    assertThat(waiting(d)).isEqualTo(1);
    d.after(0.02);
    assertThat(waiting(d)).isZero();
  }

  @Test
  void aSocketStillHeldIsClosedAfterTheWait() {
    Dialogue d = Dialogue.listening(80).established();
    d.shutdownWrite();
    d.ignore().peer(FIN_ACK.seq(1).ack(2)).ignore();
    assertThat(d.state()).isEqualTo(State.TIME_WAIT);
    d.after(60.1);
    assertThat(d.state()).isEqualTo(State.CLOSED);
  }

  @Test
  void theFinAgainGetsTheLastAckAgainAndTheWaitRestarts() {
    Dialogue d = timeWait();
    d.after(50);
    d.peer(FIN_ACK.seq(1).ack(2));
    d.stack(ACK.seq(2).ack(2).len(0));
    d.after(59.9);
    assertThat(waiting(d)).isEqualTo(1);
    d.after(0.2);
    assertThat(waiting(d)).isZero();
  }

  @Test
  void anOldDuplicateIsAnsweredAndNotDelivered() {
    Dialogue d = timeWait();
    d.peer(PSH_ACK.seq(-500).ack(1).len(100));
    d.stack(ACK.seq(2).ack(2));
    assertThat(waiting(d)).isEqualTo(1);
  }

  @Test
  void aBareAckIsTakenInSilence() {
    Dialogue d = timeWait();
    d.peer(ACK.seq(2).ack(2));
    d.silence();
    assertThat(waiting(d)).isEqualTo(1);
  }

  // ---- a new SYN ----

  /**
   * The new number lies beyond everything the old connection can have sent (as Linux: + 65,537).
   */
  @Test
  @Requirement("RFC 9293 MAY-2")
  void aSynWithAHigherNumberOpensANewConnection() {
    Dialogue d = timeWait();
    d.peer(SYN.seq(3).mss(1460));
    assertThat(d.relative(d.peek().seq())).isEqualTo(2 + 65_535 + 2);
    d.stack(SYN_ACK.ack(4));
    assertThat(waiting(d)).isZero();
    assertThat(d.count(Counter.EXT_TW_RECYCLED)).isEqualTo(1);
    d.peer(ACK.seq(4));
    assertThat(d.listener().accept(d.now())).isNotNull();
  }

  /** Two ends that both answer stray ACKs must not do so for ever (Linux, 500 ms). */
  @Test
  void strayAcksAreAnsweredTwiceASecondAtMost() {
    Dialogue d = timeWait();
    for (int i = 0; i < 100; i++) {
      d.peer(ACK.seq(-500).ack(1));
    }
    d.stack(ACK.seq(2).ack(2));
    d.silence();
    d.after(0.6);
    d.peer(ACK.seq(-500).ack(1));
    d.stack(ACK.seq(2).ack(2));
  }

  @Test
  void aSynWithAnOldNumberGetsAnAck() {
    Dialogue d = timeWait();
    d.peer(SYN.seq(2).mss(1460));
    d.stack(ACK.seq(2).ack(2).len(0));
    d.after(0.6);
    d.peer(SYN.seq(-100_000).mss(1460));
    d.stack(ACK.seq(2).ack(2).len(0));
    assertThat(waiting(d)).isEqualTo(1);
  }

  /** An old duplicate SYN must not keep the pair busy for ever (Linux). */
  @Test
  void aSynWithAnOldNumberDoesNotRestartTheWait() {
    Dialogue d = timeWait();
    d.after(50);
    d.peer(SYN.seq(0).mss(1460));
    d.after(10.1);
    assertThat(waiting(d)).isZero();
  }

  /** The client's answer to that ACK (RFC 9293 3.10.7.3) frees the pair; its next SYN gets in. */
  @Test
  void theResetThatTheAckProvokesFreesThePair() {
    Dialogue d = timeWait();
    d.peer(SYN.seq(-100_000).mss(1460));
    d.stack(ACK.seq(2).ack(2));
    d.peer(RST.seq(2));
    assertThat(waiting(d)).isZero();
    d.peer(SYN.seq(-100_000).mss(1460));
    d.stack(SYN_ACK.ack(-99_999));
  }

  @Test
  @Requirement("RFC 9293 SHLD-4")
  void aSynWithANewerTimestampOpensANewConnectionWhateverItsNumber() {
    Dialogue d = withTimestamps();
    d.peer(SYN.seq(-100_000).mss(1460).ts(2_001, 0));
    d.stack(SYN_ACK.ack(-99_999));
    assertThat(waiting(d)).isZero();
  }

  @Test
  @Requirement("RFC 9293 SHLD-4")
  void aSynWithAnOlderTimestampGetsAnAckWhateverItsNumber() {
    Dialogue d = withTimestamps();
    d.peer(SYN.seq(100_000).mss(1460).ts(1_999, 0));
    d.stack(ACK.seq(2).ack(2));
    assertThat(waiting(d)).isEqualTo(1);
  }

  @Test
  void aSynWithTheSameTimestampAndAnOldNumberGetsAnAck() {
    Dialogue d = withTimestamps();
    d.peer(SYN.seq(-100_000).mss(1460).ts(2_000, 0));
    d.stack(ACK.seq(2).ack(2));
  }

  /** As on Linux: where nobody listens the pair stays protected. */
  @Test
  void aNewerSynWithoutAListenerGetsAnAckAndTheWaitGoesOn() {
    Dialogue d = timeWait();
    d.listener().close(d.now());
    d.settle();
    d.peer(SYN.seq(3).mss(1460));
    d.stack(ACK.seq(2).ack(2).len(0));
    assertThat(waiting(d)).isEqualTo(1);
  }

  @Test
  void aSynWithFinOpensNothing() {
    Dialogue d = timeWait();
    d.peer(Segment.flags(TcpFlags.SYN | TcpFlags.FIN).seq(3));
    d.ignore();
    assertThat(waiting(d)).isEqualTo(1);
  }

  // ---- RST ----

  @Test
  void aResetAtTheEdgeEndsTheWait() {
    Dialogue d = timeWait();
    d.peer(RST.seq(3));
    assertThat(waiting(d)).isEqualTo(1);
    d.peer(RST.seq(2));
    d.silence();
    assertThat(waiting(d)).isZero();
  }

  @Test
  void withRfc1337AResetChangesNothing() {
    Dialogue d = timeWait(TcpConfig.LINUX.with(Tunable.TCP_RFC1337, 1));
    d.peer(RST.seq(2));
    d.silence();
    assertThat(waiting(d)).isEqualTo(1);
  }

  // ---- settings ----

  @Test
  void withAnMslOfZeroThereIsNoWait() {
    Dialogue d = timeWait(TcpConfig.LINUX.with(Tunable.TCP_MSL_MS, 0));
    assertThat(waiting(d)).isZero();
    d.peer(FIN_ACK.seq(1).ack(2)); // the last ACK was lost: nobody remembers
    d.stack(RST.seq(2));
  }

  @Test
  void tooManyAreNotRemembered() {
    Dialogue d = timeWait(TcpConfig.LINUX.with(Tunable.TCP_MAX_TW_BUCKETS, 1));
    d.socket(d.listener()).peerPort(50_001).established();
    closeActively(d, 1);
    assertThat(waiting(d)).isEqualTo(1);
    assertThat(d.count(Counter.EXT_TIME_WAIT_OVERFLOW)).isEqualTo(1);
    assertThat(d.netStack().tcp().connectionCount()).isZero();
  }

  // ---- bind ----

  private static int bind(Dialogue d, boolean reuse) {
    TcpSocket another = d.netStack().tcpSocket();
    another.reuseAddress(reuse);
    return another.bind(IpAddress.ANY, 80, d.now());
  }

  private static void bindsOnlyWithReuse(Dialogue d) {
    d.listener().close(d.now());
    d.settle();
    assertThat(bind(d, false)).isEqualTo(Errno.EADDRINUSE.result());
    assertThat(bind(d, true)).isZero();
  }

  private static Dialogue reusing() {
    return Talks.listener(socket -> socket.reuseAddress(true)).established();
  }

  @Test
  void bindOverTimeWaitNeedsReuseOnBothSockets() {
    bindsOnlyWithReuse(closeActively(reusing(), 1));
    Dialogue d = timeWait();
    d.listener().close(d.now());
    assertThat(bind(d, true)).isEqualTo(Errno.EADDRINUSE.result());
  }

  @Test
  void bindOverAnOpenConnectionNeedsReuseOnBothSockets() {
    bindsOnlyWithReuse(reusing());
    Dialogue d = Dialogue.listening(80).established();
    d.listener().close(d.now());
    assertThat(bind(d, true)).isEqualTo(Errno.EADDRINUSE.result());
  }

  @Test
  void bindOverFinWait2NeedsReuseOnBothSockets() {
    Dialogue d = reusing();
    d.close();
    d.ignore().peer(ACK.seq(1).ack(2));
    bindsOnlyWithReuse(d);
  }

  @Test
  void nobodyBindsOverAListener() {
    Dialogue d = reusing();
    assertThat(bind(d, false)).isEqualTo(Errno.EADDRINUSE.result());
    assertThat(bind(d, true)).isEqualTo(Errno.EADDRINUSE.result());
  }

  @Test
  void afterTheWaitThePortIsFree() {
    Dialogue d = timeWait();
    d.listener().close(d.now());
    d.after(60.1);
    assertThat(bind(d, false)).isZero();
  }

  // ---- connecting again from the same port ----

  private static int connectAgain(TcpConfig config, double later) {
    Dialogue d = new Dialogue(config, true, false);
    TcpSocket first = d.netStack().tcpSocket();
    first.reuseAddress(true);
    first.bind(IpAddress.ANY, 5_000, d.now());
    d.socket(first).connect();
    d.stack(SYN);
    d.peer(SYN_ACK.ack(1).mss(1460).ts(1_000, 0)).stack(ACK);
    closeActively(d, 2_000);
    d.after(later);
    TcpSocket second = d.netStack().tcpSocket();
    second.reuseAddress(true);
    assertThat(second.bind(IpAddress.ANY, 5_000, d.now())).isZero();
    return second.connect(d.remoteAddress(), 80, d.now());
  }

  @Test
  void connectingAgainFromTheSamePortIsRefused() {
    assertThat(connectAgain(TcpConfig.LINUX, 2)).isEqualTo(Errno.EADDRNOTAVAIL.result());
  }

  /** Linux since 4.19: tcp_tw_reuse 2, the default, is for the loopback only. */
  @Test
  void byDefaultOnlyTheLoopbackIsReused() {
    TcpConfig never = TcpConfig.LINUX.with(Tunable.TCP_TW_REUSE, 0);
    assertThat(overLoopback(TcpConfig.LINUX, 1.5)).isEqualTo(Errno.EINPROGRESS.result());
    assertThat(overLoopback(TcpConfig.LINUX, 0.5)).isEqualTo(Errno.EADDRNOTAVAIL.result());
    assertThat(overLoopback(never, 1.5)).isEqualTo(Errno.EADDRNOTAVAIL.result());
  }

  private static int overLoopback(TcpConfig config, double later) {
    Dialogue d = new Dialogue(config, true, false).listen(80, 5);
    TcpSocket first = fromPort5000(d);
    assertThat(first.connect(IpAddress.LOOPBACK_V4, 80, d.now()))
        .isEqualTo(Errno.EINPROGRESS.result());
    d.settle();
    TcpSocket accepted = d.socket().accept(d.now());
    first.close(d.now());
    d.settle();
    accepted.close(d.now());
    d.settle().after(later);
    return fromPort5000(d).connect(IpAddress.LOOPBACK_V4, 80, d.now());
  }

  private static TcpSocket fromPort5000(Dialogue d) {
    TcpSocket socket = d.netStack().tcpSocket();
    socket.reuseAddress(true);
    assertThat(socket.bind(IpAddress.ANY, 5_000, d.now())).isZero();
    return socket;
  }

  @Test
  @Requirement("RFC 9293 SHLD-4")
  void withTwReuseConnectingAgainWorksAfterASecond() {
    TcpConfig config = TcpConfig.LINUX.with(Tunable.TCP_TW_REUSE, 1);
    assertThat(connectAgain(config, 0.5)).isEqualTo(Errno.EADDRNOTAVAIL.result());
    assertThat(connectAgain(config, 1.5)).isEqualTo(Errno.EINPROGRESS.result());
  }
}
