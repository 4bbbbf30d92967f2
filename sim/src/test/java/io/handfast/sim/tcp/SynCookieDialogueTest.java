package io.handfast.sim.tcp;

import static io.handfast.sim.dialogue.Segment.ACK;
import static io.handfast.sim.dialogue.Segment.FIN_ACK;
import static io.handfast.sim.dialogue.Segment.PSH_ACK;
import static io.handfast.sim.dialogue.Segment.RST;
import static io.handfast.sim.dialogue.Segment.SYN;
import static io.handfast.sim.dialogue.Segment.SYN_ACK;
import static org.assertj.core.api.Assertions.assertThat;

import io.handfast.event.Counter;
import io.handfast.sim.dialogue.Dialogue;
import io.handfast.sim.dialogue.Segment;
import io.handfast.tcp.State;
import io.handfast.tcp.TcpConfig;
import io.handfast.tcp.TcpInfo;
import io.handfast.tcp.TcpSocket;
import io.handfast.tcp.Tunable;
import io.handfast.wire.TcpHeader;
import io.handfast.wire.TcpOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** SYN cookies, packet by packet (RFC 4987 section 3.6; mission row B7). */
class SynCookieDialogueTest {
  private static final TcpConfig ALWAYS = TcpConfig.LINUX.with(Tunable.TCP_SYNCOOKIES, 2);
  private static final Segment FULL_SYN = SYN.mss(1460).sackOk().ts(1_000, 0).wscale(7);

  private static Dialogue listening(TcpConfig config) {
    return new Dialogue(config, true, false).listen(80, 5);
  }

  private static int echo(TcpHeader synAck) {
    return synAck.options().first(TcpOption.Timestamps.class).orElseThrow().tsVal();
  }

  @Test
  void theFinalAckOpensAConnectionThatNobodyRemembered() {
    Dialogue d = listening(ALWAYS);
    d.peer(SYN.mss(1460));
    d.stack(SYN_ACK.ack(1));
    assertThat(d.netStack().sockets(d.now())).hasSize(1);
    d.peer(ACK.seq(1).ack(1));
    d.silence();
    assertThat(d.accept().state()).isEqualTo(State.ESTABLISHED);
    assertThat(d.count(Counter.EXT_SYNCOOKIES_SENT)).isEqualTo(1);
    assertThat(d.count(Counter.EXT_SYNCOOKIES_RECV)).isEqualTo(1);
    assertThat(d.count(Counter.TCP_PASSIVE_OPENS)).isEqualTo(1);
    d.peer(PSH_ACK.seq(1).ack(1).len(10));
    d.stack(ACK.ack(11));
    d.write(5);
    d.stack(PSH_ACK.seq(1).ack(11).len(5));
  }

  /** A lost final ACK: the first data carries the same numbers and opens as well. */
  @Test
  void dataOpensToo() {
    Dialogue d = listening(ALWAYS);
    d.peer(SYN.mss(1460));
    d.stack(SYN_ACK.ack(1));
    d.peer(PSH_ACK.seq(1).ack(1).len(10));
    d.stack(ACK.ack(11));
    d.accept();
    assertThat(d.readAll()).hasSize(10);
  }

  @Test
  void scaleAndSackComeBackThroughTheTimestamp() {
    Dialogue d = listening(ALWAYS);
    d.peer(FULL_SYN);
    int tsVal = echo(d.peek());
    d.stack(SYN_ACK.ack(1).mss(1460).sackOk().wscale(7));
    d.peer(ACK.seq(1).ack(1).win(500).ts(1_001, tsVal));
    TcpInfo info = d.accept().info(d.now());
    assertThat(info.sendScale()).isEqualTo(7);
    assertThat(info.sendWindow()).isEqualTo(500 << 7);
    assertThat(info.sack()).isTrue();
    assertThat(info.timestamps()).isTrue();
    assertThat(info.receiveScale()).isPositive();
    assertThat(info.mss()).isEqualTo(1_448);
  }

  /** The round trip of a cookie is not known: no sample is made up, the first timeout is 1 s. */
  @Test
  void aCookieTellsNoRoundTripTime() {
    Dialogue d = listening(ALWAYS);
    d.peer(FULL_SYN);
    int tsVal = echo(d.peek());
    d.stack(SYN_ACK.ack(1));
    d.after(0.2).peer(ACK.seq(1).ack(1).win(500).ts(1_201, tsVal));
    TcpInfo info = d.accept().info(d.now());
    assertThat(info.srtt()).isZero();
    assertThat(info.rto()).isEqualTo(1_000_000_000L);
  }

  /** Without timestamps there is no place for them: not offered, not used (as Linux). */
  @Test
  void withoutTimestampsScaleAndSackAreNotOffered() {
    Dialogue d = listening(ALWAYS);
    d.peer(SYN.mss(1460).sackOk().wscale(7));
    assertThat(d.peek().options().length()).isEqualTo(4);
    d.stack(SYN_ACK.ack(1).mss(1460));
    d.peer(ACK.seq(1).ack(1).win(500));
    TcpInfo info = d.accept().info(d.now());
    assertThat(info.sack()).isFalse();
    assertThat(info.sendWindow()).isEqualTo(500);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void bothFamiliesKeepTheSegmentSize(boolean ipv4) {
    Dialogue d = new Dialogue(ALWAYS, ipv4, false).listen(80, 5);
    d.peer(SYN.mss(1420));
    d.stack(SYN_ACK.ack(1));
    d.peer(ACK.seq(1).ack(1));
    assertThat(d.accept().info(d.now()).mss()).isEqualTo(ipv4 ? 1_300 : 1_420);
  }

  // ---- what is refused ----

  private static void refused(Dialogue d, Segment ack, int resetSeq) {
    d.peer(ack);
    d.stack(RST.seq(resetSeq));
    assertThat(d.socket().accept(d.now())).isNull();
    assertThat(d.count(Counter.EXT_SYNCOOKIES_FAILED)).isEqualTo(1);
    assertThat(d.count(Counter.EXT_SYNCOOKIES_RECV)).isZero();
  }

  @Test
  void aGuessedNumberIsRefused() {
    Dialogue d = listening(ALWAYS);
    d.peer(SYN.mss(1460));
    d.stack(SYN_ACK.ack(1));
    refused(d, ACK.seq(1).ack(4_711), 4_711);
  }

  @Test
  void aCookieOfAnotherPortIsRefused() {
    Dialogue d = listening(ALWAYS);
    d.peer(SYN.mss(1460));
    int cookie = d.peek().seq();
    d.stack(SYN_ACK.ack(1));
    d.peerPort(50_001);
    d.peer(ACK.seq(1).ack(1));
    assertThat(d.take().header().seq()).isEqualTo(cookie + 1);
    assertThat(d.socket().accept(d.now())).isNull();
    assertThat(d.count(Counter.EXT_SYNCOOKIES_FAILED)).isEqualTo(1);
  }

  /** The dialogue's clock starts at 1 s: slices end at 64 and 128 s. */
  @Test
  void aCookieOfTheSliceBeforeIsGoodAndAnOlderOneIsNot() {
    Dialogue d = listening(ALWAYS);
    d.peer(SYN.mss(1460));
    d.stack(SYN_ACK.ack(1));
    d.after(126.9);
    d.peer(ACK.seq(1).ack(1));
    assertThat(d.accept().state()).isEqualTo(State.ESTABLISHED);
    Dialogue late = listening(ALWAYS);
    late.peer(SYN.mss(1460));
    late.stack(SYN_ACK.ack(1));
    late.after(127.1);
    refused(late, ACK.seq(1).ack(1), 1);
  }

  /** Nobody has asked for a cookie of late: a guess is a plain stray ACK, and costs no hash. */
  @Test
  void withoutAFloodNoCookieIsBelieved() {
    Dialogue d = listening(TcpConfig.LINUX);
    d.peer(ACK.seq(1).ack(4_711));
    d.stack(RST.seq(4_711));
    assertThat(d.count(Counter.EXT_SYNCOOKIES_FAILED)).isZero();
  }

  /** The same ACK again after the connection has ended opens no second one. */
  @Test
  void aReplayedAckIsRefused() {
    Dialogue d = listening(ALWAYS);
    d.peer(SYN.mss(1460));
    d.stack(SYN_ACK.ack(1));
    d.peer(ACK.seq(1).ack(1));
    TcpSocket first = d.socket().accept(d.now());
    d.peer(FIN_ACK.seq(1).ack(1));
    d.stack(ACK.ack(2));
    first.close(d.now());
    d.settle().stack(FIN_ACK.seq(1).ack(2));
    d.peer(ACK.seq(2).ack(2));
    assertThat(d.netStack().tcp().connectionCount()).isZero();
    d.peer(ACK.seq(1).ack(1));
    d.stack(RST.seq(1));
    assertThat(d.netStack().tcp().connectionCount()).isZero();
    assertThat(d.count(Counter.EXT_SYNCOOKIES_FAILED)).isEqualTo(1);
  }

  /** An echo that claims what is switched off here was not written by us. */
  @Test
  void anAgreementThatWeWouldNotMakeIsRefused() {
    Dialogue d = listening(ALWAYS.with(Tunable.TCP_SACK, 0));
    d.peer(SYN.mss(1460).ts(1_000, 0).wscale(7));
    int tsVal = echo(d.peek());
    d.stack(SYN_ACK.ack(1));
    refused(d, ACK.seq(1).ack(1).ts(1_001, tsVal | 1 << 4), 1);
  }

  // ---- with the queues ----

  /**
   * Linux, tcp_syncookies 2, listen(2): three connections open, the fourth final ACK is dropped in
   * silence with SyncookiesRecv, ListenOverflows and ListenDrops, whatever tcp_abort_on_overflow.
   */
  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void aGoodCookieAtAFullAcceptQueueIsDroppedAndWorksLater(int abort) {
    Dialogue d =
        new Dialogue(ALWAYS.with(Tunable.TCP_ABORT_ON_OVERFLOW, abort), true, false).listen(80, 2);
    for (int port = 50_001; port <= 50_004; port++) {
      d.peerPort(port).peer(SYN.mss(1460));
    }
    for (int port = 50_001; port <= 50_004; port++) {
      d.peerPort(port).stack(SYN_ACK.ack(1));
      d.peer(ACK.seq(1).ack(1));
    }
    d.silence();
    assertThat(d.count(Counter.EXT_SYNCOOKIES_RECV)).isEqualTo(4);
    assertThat(d.count(Counter.EXT_LISTEN_OVERFLOWS)).isEqualTo(1);
    assertThat(d.count(Counter.EXT_LISTEN_DROPS)).isEqualTo(1);
    assertThat(d.socket().accept(d.now())).isNotNull();
    d.peer(PSH_ACK.seq(1).ack(1).len(5));
    d.stack(ACK.ack(6));
    assertThat(d.count(Counter.EXT_SYNCOOKIES_FAILED)).isZero();
  }

  /** Records first: who is in the queue keeps scale and SACK without timestamps. */
  @Test
  void theQueueIsFilledBeforeTheFirstCookie() {
    Dialogue d = new Dialogue(TcpConfig.LINUX, true, false).listen(80, 1);
    d.peerPort(50_001).peer(SYN.mss(1460).sackOk().wscale(7));
    d.stack(SYN_ACK.ack(1).sackOk().mss(1460));
    d.peerPort(50_002).peer(SYN.mss(1460));
    d.stack(SYN_ACK.ack(1));
    assertThat(d.count(Counter.EXT_SYNCOOKIES_SENT)).isZero();
    d.peerPort(50_003).peer(SYN.mss(1460).sackOk().wscale(7));
    assertThat(d.peek().options().length()).isEqualTo(4);
    d.stack(SYN_ACK.ack(1));
    assertThat(d.count(Counter.EXT_SYNCOOKIES_SENT)).isEqualTo(1);
  }

  /** Data in the final ACK and a FIN behind it: a whole short talk on a cookie. */
  @Test
  void aShortTalkOnACookieEndsLikeAnyOther() {
    Dialogue d = listening(ALWAYS);
    d.peer(SYN.mss(1460));
    d.stack(SYN_ACK.ack(1));
    d.peerBatch(PSH_ACK.seq(1).ack(1).len(3), FIN_ACK.seq(4).ack(1));
    d.accept();
    assertThat(d.readAll()).hasSize(3);
    assertThat(d.read(1)).isZero();
    d.stack(ACK.ack(5));
    d.close();
    d.stack(FIN_ACK.seq(1).ack(5));
    d.peer(ACK.seq(5).ack(2));
    assertThat(d.netStack().tcp().connectionCount()).isZero();
  }
}
