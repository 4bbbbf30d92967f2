package io.handfast.sim.tcp;

import static io.handfast.sim.dialogue.Segment.ACK;
import static io.handfast.sim.dialogue.Segment.RST;
import static io.handfast.sim.dialogue.Segment.RST_ACK;
import static io.handfast.sim.dialogue.Segment.SYN;
import static io.handfast.sim.dialogue.Segment.SYN_ACK;
import static org.assertj.core.api.Assertions.assertThat;

import io.handfast.event.Errno;
import io.handfast.event.Reason;
import io.handfast.requirements.Requirement;
import io.handfast.sim.dialogue.Dialogue;
import io.handfast.sim.dialogue.IcmpError;
import io.handfast.tcp.State;
import io.handfast.tcp.TcpConfig;
import io.handfast.tcp.TcpSocket;
import io.handfast.tcp.Tunable;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How long connecting tries and how it fails (RFC 9293 3.8.3, RFC 6298, RFC 5927, Linux 6.5). */
class ConnectTimeoutTest {
  private static void tries(Dialogue d, double failsAt, int... synsAt) {
    for (int at : synsAt) {
      d.stackAt(at, SYN.seq(0));
    }
    d.after(failsAt - 0.001 - synsAt[synsAt.length - 1]);
    assertThat(d.state()).isEqualTo(State.SYN_SENT);
    d.silenceFor(0.002);
    failed(d, Errno.ETIMEDOUT, Reason.SYN_TIMEOUT);
    d.silenceFor(300);
  }

  private static void failed(Dialogue d, Errno errno, Reason reason) {
    assertThat(d.state()).isEqualTo(State.CLOSED);
    assertThat(d.socket().pendingError()).isEqualTo(errno);
    assertThat(d.socket().errorDetail()).isEqualTo(reason.english()).isNotEmpty();
    assertThat(d.socket().finishConnect()).isEqualTo(errno.result());
    assertThat(d.netStack().tcp().connectionCount()).isZero();
  }

  private static Dialogue with(TcpConfig config, boolean ipv4, int synCount) {
    Dialogue d = new Dialogue(config, ipv4, false);
    TcpSocket socket = d.netStack().tcpSocket();
    if (synCount > 0) {
      socket.synCount(synCount);
    }
    return d.socket(socket).connect();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void fiveRetriesAsInTextbooksFailAfter63Seconds(boolean ipv4) {
    tries(with(TcpConfig.TEXTBOOK, ipv4, 0), 63, 0, 1, 3, 7, 15, 31);
  }

  /** As Linux 6.18 does it: 5.01 s and 2.53 s on its clock; never before the first timeout. */
  @ParameterizedTest
  @CsvSource({"5000, 5", "2500, 2.5", "400, 1"})
  void theUserTimeoutEndsAnAttemptToTheMoment(int millis, double failsAt) {
    Dialogue d = new Dialogue(TcpConfig.TEXTBOOK, true, false);
    TcpSocket socket = d.netStack().tcpSocket();
    socket.userTimeout(millis);
    d.socket(socket).connect();
    tries(d, failsAt, IntStream.of(0, 1, 3).filter(at -> at < failsAt).toArray());
  }

  @Test
  void sixRetriesFailAfter127Seconds() {
    TcpConfig config = TcpConfig.LINUX.with(Tunable.TCP_SYN_LINEAR_TIMEOUTS, 0);
    tries(Dialogue.connecting(config), 127, 0, 1, 3, 7, 15, 31, 63);
  }

  @Test
  void linuxSince65TriesFourTimesMoreAndFailsAfter131Seconds() {
    tries(Dialogue.connecting(), 131, 0, 1, 2, 3, 4, 5, 7, 11, 19, 35, 67);
  }

  /** MUST-23: R2 of a SYN is at least three minutes. */
  @Test
  @Requirement("RFC 9293 MUST-23")
  void theRfcProfileTriesForThreeMinutesAtLeast() {
    Dialogue d = Dialogue.connecting(TcpConfig.RFC9293);
    d.after(180);
    assertThat(d.state()).isEqualTo(State.SYN_SENT);
    d.after(120);
    assertThat(d.state()).isEqualTo(State.CLOSED);
    failed(d, Errno.ETIMEDOUT, Reason.SYN_TIMEOUT);
  }

  @Test
  void synCountOfTheSocketWins() {
    tries(with(TcpConfig.TEXTBOOK, true, 2), 7, 0, 1, 3);
  }

  /** The linear retries come on top, but not the time they take: as Linux 6.18 was seen to do. */
  @Test
  void linearRetriesDoNotProlongTheTimeOfSynCount() {
    tries(with(TcpConfig.LINUX, true, 1), 3, 0, 1, 2);
    tries(with(TcpConfig.LINUX, true, 2), 7, 0, 1, 2, 3, 4, 5);
    tries(with(TcpConfig.LINUX, true, 3), 19, 0, 1, 2, 3, 4, 5, 7, 11);
  }

  @Test
  void refusedByAReset() {
    Dialogue d = Dialogue.connecting();
    d.stack(SYN);
    d.peer(RST_ACK.seq(0).ack(1));
    failed(d, Errno.ECONNREFUSED, Reason.CONNECTION_REFUSED);
  }

  /** RFC 9293 3.10.7.3: a reset without an acceptable ACK is nobody's answer to this SYN. */
  @Test
  void aResetWithoutAckIsIgnored() {
    Dialogue d = Dialogue.connecting();
    d.stack(SYN);
    d.peer(RST.seq(0));
    d.peer(RST_ACK.seq(0).ack(0));
    d.peer(RST_ACK.seq(0).ack(2));
    d.silence();
    assertThat(d.state()).isEqualTo(State.SYN_SENT);
  }

  @Test
  void resetAfterTheOpening() {
    Dialogue d = Talks.connected();
    d.peer(RST.seq(1));
    assertThat(d.state()).isEqualTo(State.CLOSED);
    assertThat(d.socket().pendingError()).isEqualTo(Errno.ECONNRESET);
    assertThat(d.socket().errorDetail()).isEqualTo(Reason.RST_RECEIVED.english());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  @Requirement("RFC 9293 MUST-54")
  void unreachableHostNetworkAndPort(boolean ipv4) {
    unreachable(ipv4, IcmpError.HOST_UNREACHABLE, Errno.EHOSTUNREACH);
    unreachable(ipv4, IcmpError.NET_UNREACHABLE, Errno.ENETUNREACH);
    unreachable(ipv4, IcmpError.PORT_UNREACHABLE, Errno.ECONNREFUSED);
  }

  private static void unreachable(boolean ipv4, IcmpError error, Errno errno) {
    Dialogue d = with(TcpConfig.LINUX, ipv4, 0);
    d.stack(SYN);
    d.icmp(error, 0);
    failed(d, errno, Reason.UNREACHABLE);
  }

  /** RFC 5927 section 4.1: only what is outstanding can have caused an error. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  @Requirement("RFC 9293 MUST-54")
  void anErrorAboutAnotherSequenceNumberIsNotBelieved(boolean ipv4) {
    Dialogue d = with(TcpConfig.LINUX, ipv4, 0);
    d.stack(SYN);
    d.icmp(IcmpError.HOST_UNREACHABLE, -1);
    d.icmp(IcmpError.HOST_UNREACHABLE, 1);
    d.icmp(IcmpError.PORT_UNREACHABLE, 100_000);
    d.silence();
    assertThat(d.state()).isEqualTo(State.SYN_SENT);
  }

  /** RFC 5927 section 5: what is open is not torn down by a router. */
  @Test
  void anOpenConnectionSurvivesUnreachable() {
    Dialogue d = Talks.connected();
    d.write(10);
    d.ignore();
    d.icmp(IcmpError.HOST_UNREACHABLE, 1);
    d.icmp(IcmpError.PORT_UNREACHABLE, 1);
    assertThat(d.state()).isEqualTo(State.ESTABLISHED);
    assertThat(d.socket().pendingError()).isNull();
    d.peer(ACK.seq(1).ack(11));
    d.silenceFor(100);
  }

  @Test
  void aLateSynAckAfterTheTimeoutGetsAReset() {
    Dialogue d = Dialogue.connecting(TcpConfig.TEXTBOOK);
    d.after(64);
    d.ignore();
    d.peer(SYN_ACK.seq(0).ack(1));
    d.stack(RST.seq(1));
  }
}
