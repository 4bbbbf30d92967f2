package io.handfast.sim.tcp;

import static io.handfast.sim.dialogue.Segment.ACK;
import static io.handfast.sim.dialogue.Segment.FIN_ACK;
import static io.handfast.sim.dialogue.Segment.PSH_ACK;
import static io.handfast.sim.dialogue.Segment.RST;
import static io.handfast.sim.dialogue.Segment.SYN;
import static io.handfast.sim.dialogue.Segment.SYN_ACK;
import static org.assertj.core.api.Assertions.assertThat;

import io.handfast.requirements.Requirement;
import io.handfast.sim.dialogue.Dialogue;
import io.handfast.sim.dialogue.Segment;
import io.handfast.tcp.State;
import io.handfast.tcp.TcpConfig;
import io.handfast.tcp.Tunable;
import io.handfast.wire.Octets;
import io.handfast.wire.TcpOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the handshake agrees on (RFC 9293 3.7.1, RFC 7323, RFC 2018; mission row A4). */
class OptionsTest {
  private static List<Class<? extends TcpOption>> kinds(Dialogue d) {
    return d.peek().options().options().stream()
        .<Class<? extends TcpOption>>map(TcpOption::getClass)
        .filter(kind -> kind != TcpOption.Nop.class)
        .toList();
  }

  private static Dialogue answered(Segment syn) {
    Dialogue d = Dialogue.listening(80);
    d.peer(syn);
    return d;
  }

  private static Dialogue opened(Segment syn, Segment ack) {
    Dialogue d = answered(syn);
    d.stack(SYN_ACK.ack(1));
    d.peer(ack.seq(1).ack(1));
    d.accept();
    return d;
  }

  // ---- both or neither ----

  @Test
  @Requirement({"RFC 9293 MAY-3", "RFC 7323 2.2-2", "RFC 7323 3.2-2"})
  void aBareSynGetsTheMssOnly() {
    assertThat(kinds(answered(SYN))).containsExactly(TcpOption.Mss.class);
  }

  @Test
  void sackIsAnsweredWhenOffered() {
    assertThat(kinds(answered(SYN.sackOk())))
        .containsExactlyInAnyOrder(TcpOption.Mss.class, TcpOption.SackPermitted.class);
  }

  @Test
  @Requirement("RFC 7323 3.2-2")
  void timestampsAreAnsweredWhenOffered() {
    Dialogue d = answered(SYN.ts(77, 0));
    assertThat(kinds(d)).containsExactlyInAnyOrder(TcpOption.Mss.class, TcpOption.Timestamps.class);
    assertThat(d.peek().options().options())
        .anyMatch(o -> o instanceof TcpOption.Timestamps(int value, int echo) && echo == 77);
  }

  @Test
  @Requirement({"RFC 7323 2.2-2", "RFC 7323 2.3-1"})
  void windowScaleIsAnsweredWhenOffered() {
    assertThat(kinds(answered(SYN.wscale(0))))
        .containsExactlyInAnyOrder(TcpOption.Mss.class, TcpOption.WindowScale.class);
  }

  @Test
  void whatIsSwitchedOffIsNeitherOfferedNorAnswered() {
    TcpConfig config =
        TcpConfig.LINUX
            .with(Tunable.TCP_SACK, 0)
            .with(Tunable.TCP_TIMESTAMPS, 0)
            .with(Tunable.TCP_WINDOW_SCALING, 0);
    Dialogue server = Dialogue.listening(config, 80);
    server.peer(SYN.mss(1460).sackOk().ts(1, 0).wscale(7));
    assertThat(kinds(server)).containsExactly(TcpOption.Mss.class);
    assertThat(kinds(Dialogue.connecting(config))).containsExactly(TcpOption.Mss.class);
  }

  @Test
  @Requirement({"RFC 7323 2.3-4", "RFC 7323 2.2-6"})
  void aClientUsesNothingThatTheServerDidNotAnswer() {
    Dialogue d = Talks.connected();
    d.write(10);
    assertThat(kinds(d)).isEmpty();
    d.peer(PSH_ACK.seq(11).ack(11).len(10));
    d.ignore();
    assertThat(Talks.info(d).receiveScale()).isZero();
    assertThat(Talks.info(d).sack()).isFalse();
  }

  @Test
  @Requirement({"RFC 9293 MUST-65", "RFC 9293 MUST-16", "RFC 7323 3.2-3", "RFC 7323 3.2-5"})
  void withTimestampsEverySegmentCarriesThem() {
    Dialogue d = opened(SYN.mss(1460).ts(1, 0), ACK.ts(2, 0));
    d.write(3_000);
    while (d.pending() > 0) {
      assertThat(kinds(d)).containsExactly(TcpOption.Timestamps.class);
      assertThat(d.take().payload().length).isLessThanOrEqualTo(1_448); // RFC 6691
    }
  }

  // ---- window scale ----

  @Test
  @Requirement({"RFC 7323 2.3-3", "RFC 7323 2.3-5", "RFC 7323 2.3-7", "RFC 7323 2.3-9"})
  void aScaleAboveFourteenCountsAsFourteen() {
    Dialogue d = opened(SYN.mss(1460).wscale(15), ACK.win(3));
    assertThat(Talks.info(d).sendScale()).isEqualTo(14);
    assertThat(Talks.info(d).sendWindow()).isEqualTo(3 << 14);
  }

  @Test
  @Requirement({"RFC 7323 2.2-4", "RFC 7323 2.3-5"})
  void theWindowOfASynIsNeverScaled() {
    Dialogue d = new Dialogue(TcpConfig.LINUX, true, false).connect();
    d.stack(SYN);
    d.peer(SYN_ACK.ack(1).mss(1460).wscale(7).win(1_000));
    assertThat(Talks.info(d).sendWindow()).isEqualTo(1_000);
    d.peer(ACK.seq(1).ack(1).win(1_000));
    assertThat(Talks.info(d).sendWindow()).isEqualTo(128_000);
  }

  @Test
  @Requirement("RFC 7323 2.2-4")
  void theWindowOfTheCrossingSynAckIsNotScaledEither() {
    Dialogue d = new Dialogue(TcpConfig.LINUX, true, false).connect();
    d.stack(SYN);
    d.peer(SYN.mss(1460).wscale(7).win(1_000));
    d.stack(SYN_ACK);
    d.peer(SYN_ACK.ack(1).mss(1460).wscale(7).win(1_000));
    assertThat(Talks.info(d).sendWindow()).isEqualTo(1_000);
  }

  // ---- MSS ----

  @ParameterizedTest
  @CsvSource({"536, 536", "1460, 1460", "9000, 1460", "65535, 1460", "10, 48", "48, 48"})
  @Requirement({"RFC 9293 MUST-14", "RFC 9293 MUST-16"})
  void segmentsFitTheirMssAndOurLink(int offered, int used) {
    Dialogue d = opened(SYN.mss(offered), ACK);
    d.write(3_000);
    d.stack(ACK.seq(1).len(used));
  }

  /** MUST-15; a zero says as little as none. */
  @Test
  @Requirement("RFC 9293 MUST-15 IPv4")
  void withoutAnMssSegmentsHave536Bytes() {
    withoutAnMss(true, 536);
  }

  @Test
  @Requirement("RFC 9293 MUST-15 IPv6")
  void withoutAnMssSegmentsOverIpv6Have1220Bytes() {
    withoutAnMss(false, 1_220);
  }

  private static void withoutAnMss(boolean ipv4, int length) {
    for (Segment syn : List.of(SYN, SYN.mss(0))) {
      Dialogue server = new Dialogue(TcpConfig.LINUX, ipv4, false).listen(80, 5);
      server.peer(syn);
      server.stack(SYN_ACK.ack(1));
      server.peer(ACK.seq(1).ack(1));
      server.accept();
      server.write(3_000);
      server.stack(ACK.seq(1).len(length));
    }
    Dialogue client = new Dialogue(TcpConfig.LINUX, ipv4, false).connect();
    client.stack(SYN);
    client.peer(SYN_ACK.ack(1));
    client.stack(ACK.seq(1).ack(1));
    client.write(3_000);
    client.stack(ACK.seq(1).len(length));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  @Requirement({"RFC 9293 MUST-14", "RFC 9293 SHLD-5 IPv4", "RFC 9293 SHLD-5 IPv6"})
  void ourMssIsTheLinksMtuWithoutHeaders(boolean ipv4) {
    Dialogue d = new Dialogue(TcpConfig.LINUX, ipv4, false).listen(80, 5);
    d.peer(SYN.mss(1460).ts(1, 0));
    d.stack(SYN_ACK.mss(ipv4 ? 1_460 : 1_440));
  }

  // ---- the wrong place, and twice ----

  @Test
  @Requirement("RFC 7323 2.2-3")
  void synOptionsInOtherSegmentsAreIgnored() {
    Dialogue d = opened(SYN.mss(1460), ACK.mss(100).wscale(7).sackOk().win(1_000));
    assertThat(Talks.info(d).sendWindow()).isEqualTo(1_000);
    assertThat(Talks.info(d).sack()).isFalse();
    d.peer(ACK.seq(1).ack(1).win(65_535).mss(100));
    d.write(3_000);
    d.stack(ACK.seq(1).len(1_460));
  }

  @Test
  @Requirement("RFC 7323 3.2-8")
  void timestampsThatWereNotAgreedOnAreIgnored() {
    Dialogue d = opened(SYN.mss(1460), ACK);
    d.peer(PSH_ACK.seq(1).ack(1).len(10).ts(5, 0));
    assertThat(kinds(d)).isEmpty();
    d.stack(ACK.ack(11));
    d.peer(PSH_ACK.seq(11).ack(1).len(10).ts(4, 0));
    d.stack(ACK.ack(21));
  }

  @Test
  void ofTwoOfAKindTheFirstCounts() {
    Dialogue d = opened(SYN.mss(600).mss(1_000).wscale(2).wscale(9), ACK.win(1_000));
    assertThat(Talks.info(d).sendScale()).isEqualTo(2);
    d.write(3_000);
    d.stack(ACK.seq(1).len(600));
  }

  @Test
  @Requirement({"RFC 9293 MUST-5", "RFC 9293 MUST-6"})
  void anUnknownOptionInAnySegmentDoesNoHarm() {
    TcpOption unknown = new TcpOption.Other(200, Octets.of((byte) 1, (byte) 2, (byte) 3));
    Dialogue d = opened(SYN.with(unknown).mss(1460), ACK.with(unknown));
    d.peer(PSH_ACK.seq(1).ack(1).len(10).with(unknown));
    d.stack(ACK.ack(11));
    assertThat(d.readAll()).hasSize(10);
    d.write(10);
    d.stack(PSH_ACK.seq(1).len(10));
    d.peer(FIN_ACK.seq(11).ack(11).with(unknown));
    d.stack(ACK.ack(12));
    assertThat(d.state()).isEqualTo(State.CLOSE_WAIT);
    d.peer(RST.seq(12).with(unknown));
    assertThat(d.state()).isEqualTo(State.CLOSED);
  }

  // ---- what a SYN offers ----

  @Test
  @Requirement({"RFC 7323 2.2-1", "RFC 7323 2.2-5", "RFC 7323 3.2-1", "RFC 7323 3.2-9"})
  void ourSynOffersEverythingAndEchoesNothing() {
    Dialogue d = Dialogue.connecting();
    assertThat(kinds(d))
        .containsExactlyInAnyOrder(
            TcpOption.Mss.class,
            TcpOption.SackPermitted.class,
            TcpOption.Timestamps.class,
            TcpOption.WindowScale.class);
    assertThat(d.peek().options().first(TcpOption.Timestamps.class).orElseThrow().tsEcr()).isZero();
  }

  /** The largest window, 100,000 bytes, fits the field when it is halved. */
  @Test
  @Requirement({"RFC 7323 2.3-2", "RFC 7323 2.3-6"})
  void ourWindowsAreShiftedByTheScaleThatOurSynNamed() {
    Dialogue d = Talks.listener(socket -> socket.receiveBuffer(100_000));
    d.peer(SYN.mss(1460).wscale(0));
    d.stack(SYN_ACK.ack(1).wscale(1));
    d.peer(ACK.seq(1).ack(1));
    d.accept();
    d.peer(PSH_ACK.seq(1).ack(1).len(1_000));
    d.stack(ACK.ack(1_001).win((100_000 - 1_000) / 2));
  }

  /** A buffer that the field can name needs no shift, and yet offers one. */
  @Test
  @Requirement({"RFC 7323 2.2-5", "RFC 7323 2.2-7"})
  void aShiftOfZeroIsOfferedToo() {
    Dialogue d = Talks.listener(socket -> socket.receiveBuffer(30_000));
    d.peer(SYN.mss(1460).wscale(7));
    d.stack(SYN_ACK.ack(1).wscale(0));
  }

  @Test
  @Requirement("RFC 2018 2-1")
  void sackPermittedIsInSynsOnly() {
    Dialogue d = answered(SYN.mss(1460).sackOk());
    assertThat(kinds(d)).contains(TcpOption.SackPermitted.class);
    d.stack(SYN_ACK.ack(1));
    d.peer(ACK.seq(1).ack(1));
    d.accept();
    d.write(10);
    d.peer(PSH_ACK.seq(1).ack(11).len(10));
    d.close();
    assertThat(d.pending()).isGreaterThanOrEqualTo(3);
    while (d.pending() > 0) {
      assertThat(kinds(d)).isEmpty();
      d.take();
    }
  }
}
