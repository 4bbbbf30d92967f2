package io.handfast.sim.tcp;

import static io.handfast.sim.dialogue.Segment.ACK;
import static io.handfast.sim.dialogue.Segment.PSH_ACK;
import static io.handfast.sim.dialogue.Segment.SYN;
import static io.handfast.sim.dialogue.Segment.SYN_ACK;
import static org.assertj.core.api.Assertions.assertThat;

import io.handfast.event.Counter;
import io.handfast.ip.Prefix;
import io.handfast.sim.dialogue.Dialogue;
import io.handfast.sim.dialogue.IcmpError;
import io.handfast.stack.RouteMetrics;
import io.handfast.tcp.TcpConfig;
import io.handfast.tcp.Tunable;
import org.junit.jupiter.api.Test;

/** Path MTU discovery by probing (RFC 4821), with {@code tcp_mtu_probing} of Linux. */
class MtuProbingTest {
  private static final int BASE = 1_024;
  private static final TcpConfig ALWAYS =
      TcpConfig.LINUX.with(Tunable.TCP_MTU_PROBING, 2).with(Tunable.TCP_INITIAL_CWND, 20);

  /** Halfway between the base (1,064 bytes as a packet) and the peer's MSS (1,500). */
  private static final int PROBE = 1_242;

  private static Dialogue open(TcpConfig config) {
    return Talks.listener(config, socket -> socket.noDelay(true)).established();
  }

  @Test
  void segmentsAreOfTheBaseSizeAtFirst() {
    Dialogue d = open(ALWAYS);
    d.write(2 * BASE);
    d.stack(ACK.seq(1).len(BASE));
    d.stack(PSH_ACK.seq(1 + BASE).len(BASE));
    d.silence();
  }

  @Test
  void aProbeGoesAheadAndWhenItArrivesItsSizeIsTheNewOne() {
    Dialogue d = open(ALWAYS);
    d.write(PROBE + 5 * BASE);
    d.stack(ACK.seq(1).len(PROBE));
    for (int i = 0; i < 4; i++) {
      d.stack(ACK.seq(1 + PROBE + i * BASE).len(BASE));
    }
    d.stack(PSH_ACK.seq(1 + PROBE + 4 * BASE).len(BASE));
    d.peer(ACK.seq(1).ack(1 + PROBE + 5 * BASE));
    assertThat(d.count(Counter.EXT_MTUP_SUCCESS)).isEqualTo(1);
    assertThat(d.socket().maxSegment()).isEqualTo(PROBE);
  }

  @Test
  void theSearchEndsCloseToWhatThePathCarries() {
    Dialogue d = open(ALWAYS);
    int acked = 1;
    for (int i = 0; i < 12; i++) {
      d.write(12_000);
      d.ignore();
      acked += 12_000;
      d.peer(ACK.seq(1).ack(acked).win(65_535)).ignore();
    }
    assertThat(d.socket().maxSegment()).isBetween(1_452, 1_460);
  }

  /** Only the probe was too large: that is no sign of congestion. */
  @Test
  void aLostProbeComesAgainInSmallPiecesAndCostsNoWindow() {
    Dialogue d = Talks.listener(ALWAYS, socket -> socket.noDelay(true));
    d.peer(SYN.mss(1_460).sackOk());
    d.stack(SYN_ACK.ack(1));
    d.after(0.1).peer(ACK.seq(1).ack(1));
    d.accept();
    d.write(PROBE + 5 * BASE);
    d.stack(ACK.seq(1).len(PROBE));
    d.ignore();
    d.after(0.1).peer(ACK.seq(1).ack(1).sack(1 + PROBE, 1 + PROBE + 5 * BASE));
    d.stack(ACK.seq(1).len(BASE));
    d.stack(ACK.seq(1 + BASE).len(PROBE - BASE));
    assertThat(d.count(Counter.EXT_MTUP_FAIL)).isEqualTo(1);
    assertThat(d.socket().senderInfo().lost()).isEqualTo(2);
    assertThat(Talks.info(d).congestionWindow()).isGreaterThanOrEqualTo(20);
    d.after(0.1).peer(ACK.seq(1).ack(1 + PROBE + 5 * BASE));
    d.silenceFor(2);
    assertThat(Talks.info(d).congestionWindow()).isGreaterThanOrEqualTo(20);
    assertThat(d.socket().maxSegment()).isEqualTo(BASE);
    assertThat(d.count(Counter.EXT_MTUP_SUCCESS)).isZero();
  }

  @Test
  void littleDataIsNoReasonToProbe() {
    Dialogue d = open(ALWAYS);
    d.write(PROBE + 3 * BASE);
    d.stack(ACK.seq(1).len(BASE));
  }

  @Test
  void aFewTimeoutsInARowLookLikeABlackHole() {
    Dialogue d = open(TcpConfig.LINUX.with(Tunable.TCP_MTU_PROBING, 1));
    d.write(1_460);
    d.stack(PSH_ACK.seq(1).len(1_460));
    for (int i = 0; i < 4; i++) {
      d.stackAt(0.2 * ((2 << i) - 1), PSH_ACK.seq(1).len(1_460));
    }
    d.stackAt(6.2, ACK.seq(1).len(BASE));
    assertThat(d.socket().maxSegment()).isEqualTo(BASE);
    d.stackAt(12.6, ACK.seq(1).len(BASE / 2));
    d.stackAt(25.4, ACK.seq(1).len(BASE / 4));
  }

  @Test
  void withoutTheTunableTimeoutsChangeNothing() {
    Dialogue d = open(TcpConfig.LINUX);
    d.write(1_460);
    d.after(60).ignore();
    assertThat(d.socket().maxSegment()).isEqualTo(1_460);
  }

  @Test
  void aLockedRouteNeedsNoProbeAndBelievesNoRouter() {
    Dialogue d = new Dialogue(ALWAYS, true, false);
    d.netStack().replaceRoute(Prefix.parse("10.0.0.1/32"), 1, new RouteMetrics(1_400, true, 0, 0));
    d.listen(80, 10);
    d.peer(SYN.mss(1_460));
    d.stack(SYN_ACK.ack(1).mss(1_360));
    d.peer(ACK.seq(1).ack(1));
    d.accept();
    d.write(1_360);
    d.stack(PSH_ACK.seq(1).len(1_360));
    d.icmp(IcmpError.tooBig(1_000), 1);
    d.silence();
    assertThat(d.socket().maxSegment()).isEqualTo(1_360);
  }

  @Test
  void aRouteSaysMssAndFirstWindow() {
    Dialogue d = new Dialogue(TcpConfig.LINUX, true, false);
    d.netStack().replaceRoute(Prefix.parse("10.0.0.1/32"), 1, new RouteMetrics(0, false, 900, 2));
    d.listen(80, 10);
    d.peer(SYN.mss(1_000));
    d.stack(SYN_ACK.ack(1).mss(900));
    d.peer(ACK.seq(1).ack(1));
    d.accept();
    d.write(5_000);
    d.stack(ACK.seq(1).len(1_000));
    d.stack(ACK.seq(1_001).len(1_000));
    d.silence();
  }

  /** The way is remembered from segment to segment, but not beyond a change of the table. */
  @Test
  void aRouteThatChangesCountsForTheNextSegment() {
    Dialogue d = open(TcpConfig.LINUX);
    d.write(1_460);
    d.stack(PSH_ACK.seq(1).len(1_460));
    d.peer(ACK.seq(1).ack(1_461));
    d.netStack().replaceRoute(Prefix.parse("10.0.0.1/32"), 1, new RouteMetrics(1_040, true, 0, 0));
    d.write(2_000);
    d.stack(ACK.seq(1_461).len(1_000));
    d.stack(PSH_ACK.seq(2_461).len(1_000));
  }
}
