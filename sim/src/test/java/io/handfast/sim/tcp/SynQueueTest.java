package io.handfast.sim.tcp;

import static io.handfast.sim.dialogue.Segment.ACK;
import static io.handfast.sim.dialogue.Segment.PSH_ACK;
import static io.handfast.sim.dialogue.Segment.RST;
import static io.handfast.sim.dialogue.Segment.RST_ACK;
import static io.handfast.sim.dialogue.Segment.SYN;
import static io.handfast.sim.dialogue.Segment.SYN_ACK;
import static org.assertj.core.api.Assertions.assertThat;

import io.handfast.event.Counter;
import io.handfast.sim.dialogue.Dialogue;
import io.handfast.tcp.State;
import io.handfast.tcp.TcpConfig;
import io.handfast.tcp.Tunable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The two queues of a listener at their limits and one past them. Every number here is what Linux
 * 6.18 did with the same segments, sent to it by hand over a TUN in a network namespace; counters
 * as {@code nstat} showed them (mission row B6).
 */
class SynQueueTest {
  private static final TcpConfig NO_COOKIES = TcpConfig.LINUX.with(Tunable.TCP_SYNCOOKIES, 0);

  private static Dialogue listening(TcpConfig config, int backlog) {
    return new Dialogue(config, true, false).listen(80, backlog);
  }

  /** SYNs from ports 50,001 on; how many of them are answered. */
  private static int answered(Dialogue d, int syns) {
    int answers = 0;
    for (int i = 1; i <= syns; i++) {
      d.peerPort(50_000 + i).peer(SYN.mss(1460));
      answers += d.pending();
      d.ignore();
    }
    return answers;
  }

  private static long halfOpen(Dialogue d) {
    return d.netStack().sockets(d.now()).stream()
        .filter(each -> each.state() == State.SYN_RECEIVED)
        .count();
  }

  // ---- SYN queue ----

  /** Linux, tcp_syncookies 0, listen(4): five of eight SYNs answered, the others counted twice. */
  @Test
  void withoutCookiesOneMoreThanTheBacklogIsHalfOpen() {
    Dialogue d = listening(NO_COOKIES, 4);
    assertThat(answered(d, 8)).isEqualTo(5);
    assertThat(halfOpen(d)).isEqualTo(5);
    assertThat(d.count(Counter.EXT_REQ_Q_FULL_DROP)).isEqualTo(3);
    assertThat(d.count(Counter.EXT_LISTEN_DROPS)).isEqualTo(3);
    assertThat(d.count(Counter.EXT_LISTEN_OVERFLOWS)).isZero();
  }

  /**
   * Linux, tcp_syncookies 0, listen(100), tcp_max_syn_backlog 8, 7 and 1: seven, seven and two SYNs
   * answered (the last quarter is for known peers); the drops are in ListenDrops alone.
   */
  @ParameterizedTest
  @CsvSource({"8, 7", "7, 7", "1, 2", "100, 76"})
  void withoutCookiesTheLastQuarterIsNotForStrangers(int max, int taken) {
    Dialogue d = listening(NO_COOKIES.with(Tunable.TCP_MAX_SYN_BACKLOG, max), 1_000);
    assertThat(answered(d, taken + 5)).isEqualTo(taken);
    assertThat(d.count(Counter.EXT_LISTEN_DROPS)).isEqualTo(5);
    assertThat(d.count(Counter.EXT_REQ_Q_FULL_DROP)).isZero();
  }

  /** Linux, tcp_syncookies 1, listen(4): all eight answered, three of them with cookies. */
  @Test
  void withCookiesTheRestIsAnsweredWithoutARecord() {
    Dialogue d = listening(TcpConfig.LINUX, 4);
    assertThat(answered(d, 8)).isEqualTo(8);
    assertThat(halfOpen(d)).isEqualTo(5);
    assertThat(d.count(Counter.EXT_SYNCOOKIES_SENT)).isEqualTo(3);
    assertThat(d.count(Counter.EXT_REQ_Q_FULL_DO_COOKIES)).isEqualTo(3);
    assertThat(d.count(Counter.EXT_REQ_Q_FULL_DROP)).isZero();
    assertThat(d.count(Counter.EXT_LISTEN_DROPS)).isZero();
  }

  /** Linux, tcp_syncookies 1, tcp_max_syn_backlog 2, listen(6): the backlog decides, seven fit. */
  @Test
  void withCookiesTheBacklogAloneIsTheLimit() {
    Dialogue d = listening(TcpConfig.LINUX.with(Tunable.TCP_MAX_SYN_BACKLOG, 2), 6);
    assertThat(answered(d, 9)).isEqualTo(9);
    assertThat(halfOpen(d)).isEqualTo(7);
    assertThat(d.count(Counter.EXT_SYNCOOKIES_SENT)).isEqualTo(2);
  }

  /** Linux, tcp_syncookies 2: a cookie for every SYN, no record, although nothing is full. */
  @Test
  void cookiesAlwaysMeansNoRecords() {
    Dialogue d = listening(TcpConfig.LINUX.with(Tunable.TCP_SYNCOOKIES, 2), 6);
    assertThat(answered(d, 4)).isEqualTo(4);
    assertThat(halfOpen(d)).isZero();
    assertThat(d.count(Counter.EXT_SYNCOOKIES_SENT)).isEqualTo(4);
    assertThat(d.count(Counter.EXT_REQ_Q_FULL_DO_COOKIES)).isEqualTo(4);
  }

  // ---- young and old ----

  /**
   * Linux, listen(20), twelve half-open: at 7 s, when more than half of the backlog is taken and
   * all are old, two go after their third SYN-ACK; the other ten stay to their fifth and beyond.
   */
  @Test
  void oldRecordsGoEarlierWhenMoreThanHalfIsTaken() {
    Dialogue d = listening(NO_COOKIES, 20);
    answered(d, 12);
    d.after(6.9);
    assertThat(halfOpen(d)).isEqualTo(12);
    d.after(0.2);
    assertThat(halfOpen(d)).isEqualTo(10);
    d.after(12.9);
    assertThat(halfOpen(d)).isEqualTo(10);
    d.ignore().after(43.1);
    assertThat(halfOpen(d)).isZero();
  }

  /** While most are young, nobody is hurried: 12 of 20 with 8 young keeps all five tries. */
  @Test
  void youngRecordsProtectNobodyFromTheirOwnTimeouts() {
    Dialogue d = listening(NO_COOKIES, 20);
    answered(d, 4);
    d.after(6.5);
    for (int i = 1; i <= 8; i++) {
      d.peerPort(51_000 + i).peer(SYN.mss(1460));
    }
    d.ignore().after(0.6); // 7.1 s: the four old ones are due, eight young stand beside them
    assertThat(halfOpen(d)).isEqualTo(12);
  }

  /** TCP_SYNCNT of a listener stands before tcp_synack_retries, as on Linux. */
  @Test
  void synCountOfAListenerLimitsItsSynAcks() {
    Dialogue d = listening(TcpConfig.LINUX, 20);
    d.socket().synCount(1);
    answered(d, 1);
    d.stackAt(1, SYN_ACK);
    d.after(2.1).silence();
    assertThat(halfOpen(d)).isZero();
  }

  // ---- accept queue, both policies ----

  private static Dialogue fourHalfOpenAndRoomForTwo(TcpConfig config) {
    Dialogue d = listening(config, 5);
    for (int port = 50_001; port <= 50_004; port++) {
      d.peerPort(port).peer(SYN.mss(1460));
    }
    d.socket().listen(1, d.now());
    return d;
  }

  private static Dialogue finalAck(Dialogue d, int port) {
    d.peerPort(port).stack(SYN_ACK.ack(1));
    return d.peer(ACK.seq(1).ack(1));
  }

  /**
   * Linux, four half-open, then listen(1): two final ACKs open, the third and fourth are dropped
   * and counted, and so is data that carries the ACK; each waits for its next SYN-ACK at 1 s; after
   * an accept, data opens the connection and is acknowledged.
   */
  @Test
  void aFinalAckPastTheLimitIsDropped() {
    Dialogue d = fourHalfOpenAndRoomForTwo(NO_COOKIES);
    for (int port = 50_001; port <= 50_004; port++) {
      finalAck(d, port);
    }
    assertThat(halfOpen(d)).isEqualTo(2);
    assertThat(d.count(Counter.EXT_LISTEN_OVERFLOWS)).isEqualTo(2);
    d.peer(PSH_ACK.seq(1).ack(1).len(5));
    d.silence();
    assertThat(d.count(Counter.EXT_LISTEN_OVERFLOWS)).isEqualTo(3);
    assertThat(d.count(Counter.EXT_LISTEN_DROPS)).isEqualTo(3);
    assertThat(d.count(Counter.EXT_EMBRYONIC_RSTS)).isZero();
    d.after(1.1);
    assertThat(d.pending()).isEqualTo(2);
    assertThat(d.count(Counter.EXT_TIMEOUTS)).isEqualTo(2);
    assertThat(d.count(Counter.EXT_SYN_RETRANS)).isEqualTo(2);
    assertThat(d.count(Counter.TCP_RETRANS_SEGS)).isEqualTo(2);
    d.ignore();
    assertThat(d.socket().accept(d.now())).isNotNull();
    d.peer(PSH_ACK.seq(1).ack(1).len(5));
    d.stack(ACK.seq(1).ack(6));
  }

  /** Linux, the same with tcp_abort_on_overflow 1: a reset each, and the record is gone. */
  @Test
  void aFinalAckPastTheLimitIsAnsweredWithAResetWhenAsked() {
    Dialogue d = fourHalfOpenAndRoomForTwo(NO_COOKIES.with(Tunable.TCP_ABORT_ON_OVERFLOW, 1));
    finalAck(d, 50_001);
    finalAck(d, 50_002);
    d.peerPort(50_003).stack(SYN_ACK.ack(1));
    d.peerPort(50_004).stack(SYN_ACK.ack(1));
    d.peer(ACK.seq(1).ack(1));
    d.stack(RST.seq(1));
    assertThat(halfOpen(d)).isEqualTo(1);
    assertThat(d.count(Counter.EXT_LISTEN_OVERFLOWS)).isEqualTo(1);
    assertThat(d.count(Counter.EXT_LISTEN_DROPS)).isEqualTo(1);
    assertThat(d.count(Counter.EXT_EMBRYONIC_RSTS)).isEqualTo(1);
    assertThat(d.count(Counter.TCP_OUT_RSTS)).isEqualTo(1);
    d.peer(PSH_ACK.seq(1).ack(1).len(5));
    d.stack(RST.seq(1));
  }

  /** Linux: the SYN queue is asked first; with an empty one a full accept queue drops the SYN. */
  @Test
  void aSynAtAFullAcceptQueueIsDropped() {
    Dialogue d = listening(TcpConfig.LINUX.with(Tunable.TCP_SYNCOOKIES, 2), 1);
    for (int port = 50_001; port <= 50_002; port++) {
      d.peerPort(port).peer(SYN.mss(1460));
      finalAck(d, port);
    }
    long asked = d.count(Counter.EXT_REQ_Q_FULL_DO_COOKIES);
    d.peerPort(50_003).peer(SYN.mss(1460));
    d.silence();
    assertThat(d.count(Counter.EXT_LISTEN_OVERFLOWS)).isEqualTo(1);
    assertThat(d.count(Counter.EXT_LISTEN_DROPS)).isEqualTo(1);
    assertThat(d.count(Counter.EXT_REQ_Q_FULL_DO_COOKIES)).isEqualTo(asked + 1);
  }

  // ---- deferred accept ----

  /**
   * Linux, TCP_DEFER_ACCEPT 1 (getsockopt 1), tcp_synack_retries 3: the bare ACK is dropped
   * (TCPDeferAcceptDrop), SYN-ACKs again at 1, 3 and 7 s, gone at 15 s after four timeouts.
   */
  @Test
  void aBareAckDoesNotOpenADeferredListener() {
    Dialogue d = listening(TcpConfig.LINUX.with(Tunable.TCP_SYNACK_RETRIES, 3), 5);
    d.socket().deferAccept(1);
    d.peer(SYN.mss(1460));
    d.stack(SYN_ACK.ack(1));
    d.peer(ACK.seq(1).ack(1));
    assertThat(d.count(Counter.EXT_DEFER_ACCEPT_DROP)).isEqualTo(1);
    assertThat(d.socket().accept(d.now())).isNull();
    d.stackAt(1, SYN_ACK);
    d.stackAt(3, SYN_ACK);
    d.stackAt(7, SYN_ACK);
    d.after(8.1).silence();
    assertThat(halfOpen(d)).isZero();
    assertThat(d.count(Counter.EXT_TIMEOUTS)).isEqualTo(4);
    assertThat(d.count(Counter.EXT_SYN_RETRANS)).isEqualTo(3);
  }

  /** Linux: the first data opens it and is acknowledged at once. */
  @Test
  void dataOpensADeferredListener() {
    Dialogue d = listening(TcpConfig.LINUX, 5);
    d.socket().deferAccept(3);
    d.peer(SYN.mss(1460));
    d.stack(SYN_ACK.ack(1));
    d.peer(ACK.seq(1).ack(1));
    d.silence();
    d.peer(PSH_ACK.seq(1).ack(1).len(2));
    d.stack(ACK.ack(3));
    assertThat(d.accept().state()).isEqualTo(State.ESTABLISHED);
    assertThat(d.readAll()).hasSize(2);
  }

  /**
   * tcp(7) and Linux's rule: after the ACK nothing is sent before the end of the time for data (3 s
   * are two timeouts); then a last SYN-ACK, and the ACK that answers it opens without data.
   */
  @Test
  void theLastSynAckOfTheDeferredTimeTakesABareAck() {
    Dialogue d = listening(TcpConfig.LINUX, 5);
    d.socket().deferAccept(3);
    d.peer(SYN.mss(1460));
    d.stack(SYN_ACK.ack(1));
    d.peer(ACK.seq(1).ack(1));
    d.stackAt(3, SYN_ACK);
    d.peer(ACK.seq(1).ack(1));
    assertThat(d.accept().state()).isEqualTo(State.ESTABLISHED);
  }

  /** Linux keeps a number of timeouts and says back what they last: 1, 3, 7, 15 … seconds. */
  @ParameterizedTest
  @CsvSource({"0, 0", "-1, 0", "1, 1", "2, 3", "3, 3", "4, 7", "5, 7", "8, 15", "64, 127"})
  void theDeferredTimeIsRoundedUp(int asked, int kept) {
    Dialogue d = listening(TcpConfig.LINUX, 5);
    d.socket().deferAccept(asked);
    assertThat(d.socket().deferAccept()).isEqualTo(kept);
  }

  // ---- half-open connections that end ----

  /** Linux: EmbryonicRsts and AttemptFails, no answer. */
  @Test
  void anExactResetEndsAHalfOpenConnection() {
    Dialogue d = listening(TcpConfig.LINUX, 5);
    answered(d, 1);
    d.peer(RST.seq(1));
    d.silence();
    assertThat(halfOpen(d)).isZero();
    assertThat(d.count(Counter.EXT_EMBRYONIC_RSTS)).isEqualTo(1);
    assertThat(d.count(Counter.TCP_ATTEMPT_FAILS)).isEqualTo(1);
  }

  /** Linux: a reset inside the window but not at its edge is challenged (TCPChallengeACK). */
  @Test
  void aResetInsideTheWindowIsChallenged() {
    Dialogue d = listening(TcpConfig.LINUX, 5);
    d.peer(SYN.mss(1460));
    d.stack(SYN_ACK.ack(1));
    d.peer(RST.seq(20));
    d.stack(ACK.seq(1).ack(1).len(0));
    assertThat(halfOpen(d)).isEqualTo(1);
    assertThat(d.count(Counter.EXT_CHALLENGE_ACK)).isEqualTo(1);
    d.peer(RST.seq(100_000));
    d.silence();
  }

  /** Linux: RST,ACK with sequence number 0, EmbryonicRsts, AttemptFails and OutRsts. */
  @Test
  void aSynInsideTheWindowEndsIt() {
    Dialogue d = listening(TcpConfig.LINUX, 5);
    d.peer(SYN.mss(1460));
    d.stack(SYN_ACK.ack(1));
    d.peer(SYN.seq(50).mss(1460));
    assertThat(d.peek().seq()).isZero();
    d.stack(RST_ACK.ack(51));
    assertThat(halfOpen(d)).isZero();
    assertThat(d.count(Counter.EXT_EMBRYONIC_RSTS)).isEqualTo(1);
    assertThat(d.count(Counter.TCP_ATTEMPT_FAILS)).isEqualTo(1);
    assertThat(d.count(Counter.TCP_OUT_RSTS)).isEqualTo(1);
  }
}
