package io.handfast.sim.tcp;

import static io.handfast.sim.dialogue.Segment.ACK;
import static io.handfast.sim.dialogue.Segment.PSH_ACK;
import static io.handfast.sim.dialogue.Segment.RST;
import static io.handfast.sim.dialogue.Segment.SYN;
import static io.handfast.sim.dialogue.Segment.SYN_ACK;
import static org.assertj.core.api.Assertions.assertThat;

import io.handfast.event.Counter;
import io.handfast.event.Errno;
import io.handfast.sim.dialogue.Dialogue;
import io.handfast.sim.dialogue.IcmpError;
import io.handfast.tcp.State;
import io.handfast.tcp.TcpConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** ICMP errors (RFC 9293 section 3.9.2.2, RFC 5927, RFC 6069), with Linux's errno for each. */
class IcmpErrorsTest {
  private static IcmpError v4(int code) {
    return new IcmpError(code, 1, 0, 0);
  }

  @ParameterizedTest
  @CsvSource({
    "0, ENETUNREACH",
    "1, EHOSTUNREACH",
    "2, ENOPROTOOPT",
    "3, ECONNREFUSED",
    "5, EOPNOTSUPP",
    "6, ENETUNREACH",
    "7, EHOSTDOWN",
    "8, ENONET",
    "9, ENETUNREACH",
    "10, EHOSTUNREACH",
    "11, ENETUNREACH",
    "12, EHOSTUNREACH",
    "13, EHOSTUNREACH",
    "14, EHOSTUNREACH",
    "15, EHOSTUNREACH"
  })
  void aConnectFailsWithTheErrorOfTheCode(int code, Errno errno) {
    Dialogue d = Dialogue.connecting();
    d.stack(SYN);
    d.icmp(v4(code), 0);
    assertThat(d.state()).isEqualTo(State.CLOSED);
    assertThat(d.socket().takeError()).isEqualTo(errno);
    d.silenceFor(100);
  }

  @ParameterizedTest
  @CsvSource({"0, ENETUNREACH", "1, EACCES", "2, EHOSTUNREACH", "3, EHOSTUNREACH", "5, EACCES"})
  void aConnectOverIpv6FailsWithTheErrorOfTheCode(int code, Errno errno) {
    Dialogue d = new Dialogue(TcpConfig.LINUX, false, false).connect();
    d.stack(SYN);
    d.icmp(new IcmpError(0, 1, code, 0), 0);
    assertThat(d.socket().takeError()).isEqualTo(errno);
  }

  /** As Linux: only what speaks of the way, not of the host, ends a half-open connection. */
  @ParameterizedTest
  @CsvSource({"0, true", "1, true", "2, false", "3, false", "13, true"})
  void aHalfOpenConnectionIsForgottenWhenItsWayIsBroken(int code, boolean forgotten) {
    Dialogue d = Dialogue.listening(80);
    d.peer(SYN.mss(1_460));
    d.stack(SYN_ACK.ack(1));
    d.icmp(v4(code), 0);
    d.peer(ACK.seq(1).ack(1));
    if (forgotten) {
      d.stack(RST.seq(1));
      assertThat(d.listener().accept(d.now())).isNull();
      assertThat(d.count(Counter.TCP_ATTEMPT_FAILS)).isEqualTo(1);
    } else {
      d.silence();
      assertThat(d.accept().state()).isEqualTo(State.ESTABLISHED);
    }
  }

  @Test
  void anErrorAboutAnotherNumberThanTheSynAcksIsCountedAndIgnored() {
    Dialogue d = Dialogue.listening(80);
    d.peer(SYN.mss(1_460));
    d.stack(SYN_ACK.ack(1));
    d.icmp(IcmpError.HOST_UNREACHABLE, 1);
    d.icmp(IcmpError.HOST_UNREACHABLE, -1);
    assertThat(d.count(Counter.EXT_OUT_OF_WINDOW_ICMPS)).isEqualTo(2);
    d.peer(ACK.seq(1).ack(1));
    d.silence();
    assertThat(d.accept().state()).isEqualTo(State.ESTABLISHED);
  }

  /** What a router said explains the timeout, hours later. */
  @Test
  void theLastErrorIsTheReasonWhenAnOpenConnectionIsGivenUp() {
    Dialogue d = Talks.connected();
    d.socket().userTimeout(5_000);
    d.write(10);
    d.icmp(IcmpError.HOST_UNREACHABLE, 1);
    assertThat(d.state()).isEqualTo(State.ESTABLISHED);
    d.after(20);
    assertThat(d.socket().takeError()).isEqualTo(Errno.EHOSTUNREACH);
  }

  /** RFC 6069: the way is broken, not congested, so the timeout takes a doubling back. */
  @Test
  void aDisruptionTakesOneDoublingBack() {
    Dialogue d = Talks.connected();
    d.mark();
    d.write(10);
    d.stack(PSH_ACK.seq(1).len(10));
    d.stackAt(0.2, PSH_ACK.seq(1).len(10));
    d.icmp(IcmpError.HOST_UNREACHABLE, 1);
    d.stackAt(0.4, PSH_ACK.seq(1).len(10));
    d.stackAt(0.8, PSH_ACK.seq(1).len(10));
  }

  @Test
  void aClosedPortTakesNothingBack() {
    Dialogue d = Talks.connected();
    d.mark();
    d.write(10);
    d.stack(PSH_ACK.seq(1).len(10));
    d.stackAt(0.2, PSH_ACK.seq(1).len(10));
    d.icmp(IcmpError.PORT_UNREACHABLE, 1);
    d.stackAt(0.6, PSH_ACK.seq(1).len(10));
  }
}
