package io.handfast.sim.tcp;

import static io.handfast.sim.dialogue.Segment.ACK;
import static io.handfast.sim.dialogue.Segment.PSH_ACK;
import static io.handfast.sim.dialogue.Segment.SYN;
import static io.handfast.sim.dialogue.Segment.SYN_ACK;
import static org.assertj.core.api.Assertions.assertThat;

import io.handfast.event.Counter;
import io.handfast.event.Errno;
import io.handfast.event.Reason;
import io.handfast.event.SocketObserver;
import io.handfast.requirements.Requirement;
import io.handfast.sim.dialogue.Dialogue;
import io.handfast.tcp.State;
import io.handfast.tcp.TcpConfig;
import io.handfast.tcp.TcpSocket;
import io.handfast.wire.Icmpv4Message;
import io.handfast.wire.Icmpv6Message;
import io.handfast.wire.IpPackets;
import io.handfast.wire.Octets;
import io.handfast.wire.TcpHeader;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is wrong and may pass, and who hears of it (RFC 9293 3.8.3, 3.9.1.8 and 3.9.2.2). */
class SoftErrorTest {
  private static final int SOURCE_QUENCH = 4;

  private final List<String> heard = new ArrayList<>();

  private SocketObserver listener() {
    return new SocketObserver() {
      @Override
      public void ready(int ready) {}

      @Override
      public void trouble(Errno errno, Reason reason) {
        heard.add(errno + " " + reason);
      }
    };
  }

  private static Dialogue connecting(TcpConfig config, boolean ipv4, SocketObserver observer) {
    Dialogue d = new Dialogue(config, ipv4, false);
    TcpSocket socket = d.netStack().tcpSocket();
    socket.observer(observer);
    return d.socket(socket).connect();
  }

  private static Dialogue connected(boolean ipv4, SocketObserver observer) {
    Dialogue d = connecting(TcpConfig.LINUX, ipv4, observer);
    d.stack(SYN);
    d.peer(SYN_ACK.ack(1).mss(1_460));
    d.stack(ACK.seq(1).ack(1));
    return d;
  }

  /** A router answers this segment of ours. */
  private static void icmp(Dialogue d, TcpHeader about, int type, int code) {
    byte[] quoted = IpPackets.tcp(d.localAddress(), d.remoteAddress(), about);
    Octets body = Octets.of(quoted);
    d.inject(
        d.localAddress().isV4()
            ? IpPackets.icmp(
                d.remoteAddress(), d.localAddress(), new Icmpv4Message(type, code, 0, body))
            : IpPackets.icmpv6(
                d.remoteAddress(), d.localAddress(), new Icmpv6Message(type, code, 0, body)));
  }

  // ---- what ICMP says ----

  private void survives(boolean ipv4, int type, int code, Errno errno) {
    Dialogue d = connected(ipv4, listener());
    d.write(10);
    icmp(d, d.take().header(), type, code);
    assertThat(d.state()).isEqualTo(State.ESTABLISHED);
    assertThat(d.socket().pendingError()).isNull();
    assertThat(d.socket().softError()).isEqualTo(errno);
    assertThat(heard).containsExactly(errno + " UNREACHABLE");
    d.peer(ACK.seq(1).ack(11));
    assertThat(d.socket().softError()).isNull();
    d.write(10);
    d.stack(PSH_ACK.seq(11).len(10));
  }

  @ParameterizedTest
  @CsvSource({
    "true, 3, 0, ENETUNREACH",
    "true, 3, 1, EHOSTUNREACH",
    "true, 3, 5, EOPNOTSUPP",
    "false, 1, 0, ENETUNREACH",
    "false, 1, 3, EHOSTUNREACH"
  })
  @Requirement({"RFC 9293 MUST-56 unreachable", "RFC 9293 SHLD-25", "RFC 9293 MUST-47"})
  void anUnreachableDestinationIsToldAndAbortsNothing(
      boolean ipv4, int type, int code, Errno errno) {
    survives(ipv4, type, code, errno);
  }

  @ParameterizedTest
  @CsvSource({"true, 11, 0", "true, 11, 1", "false, 3, 0", "false, 3, 1"})
  @Requirement({"RFC 9293 MUST-56 time exceeded", "RFC 9293 SHLD-25"})
  void timeExceededIsToldAndAbortsNothing(boolean ipv4, int type, int code) {
    survives(ipv4, type, code, Errno.EHOSTUNREACH);
  }

  @ParameterizedTest
  @CsvSource({"true, 12, 0", "true, 12, 1", "false, 4, 0", "false, 4, 1", "false, 4, 2"})
  @Requirement({"RFC 9293 MUST-56 parameter problem", "RFC 9293 SHLD-25"})
  void aParameterProblemIsToldAndAbortsNothing(boolean ipv4, int type, int code) {
    survives(ipv4, type, code, Errno.EPROTO);
  }

  /** By default an opening ends at once, as on Linux (RFC 5461 section 4). */
  @ParameterizedTest
  @CsvSource({"3, 0", "3, 1", "3, 5", "11, 0", "12, 0"})
  @Requirement({
    "RFC 9293 MUST-56 unreachable",
    "RFC 9293 MUST-56 time exceeded",
    "RFC 9293 MUST-56 parameter problem"
  })
  void withTheRfcProfileTheyAbortNoOpeningEither(int type, int code) {
    Dialogue client = connecting(TcpConfig.RFC9293, true, listener());
    icmp(client, client.take().header(), type, code);
    assertThat(client.state()).isEqualTo(State.SYN_SENT);
    assertThat(heard).hasSize(1);
    client.peer(SYN_ACK.ack(1).mss(1_460));
    assertThat(client.socket().finishConnect()).isZero();
    assertThat(client.socket().softError()).isNull();

    Dialogue server = Dialogue.listening(TcpConfig.RFC9293, 80);
    server.peer(SYN.mss(1_460));
    icmp(server, server.take().header(), type, code);
    server.peer(ACK.seq(1).ack(1));
    assertThat(server.accept().state()).isEqualTo(State.ESTABLISHED);
  }

  @Test
  void whatTheNetworkSaidIsTheReasonWhenAnOpeningEndsInVain() {
    Dialogue d = connecting(TcpConfig.RFC9293, true, listener());
    icmp(d, d.take().header(), 3, 1);
    d.after(300);
    assertThat(d.socket().finishConnect()).isEqualTo(Errno.EHOSTUNREACH.result());
  }

  @Test
  @Requirement("RFC 9293 MUST-55")
  void sourceQuenchIsIgnoredInSilence() {
    Dialogue d = connected(true, listener());
    d.write(20_000);
    int window = Talks.info(d).congestionWindow();
    icmp(d, d.take().header(), SOURCE_QUENCH, 0);
    d.ignore();
    assertThat(heard).isEmpty();
    assertThat(d.socket().softError()).isNull();
    assertThat(Talks.info(d).congestionWindow()).isEqualTo(window);
    assertThat(Talks.info(d).slowStartThreshold()).isEqualTo(Integer.MAX_VALUE);
    assertThat(d.state()).isEqualTo(State.ESTABLISHED);
  }

  /** An observer that does not ask for reports, or none at all, is not called. */
  @Test
  @Requirement("RFC 9293 SHLD-20")
  void whoDoesNotAskHearsNothing() {
    int[] calls = {0};
    Dialogue d = connected(true, ready -> calls[0]++);
    d.write(10);
    int before = calls[0];
    icmp(d, d.take().header(), 3, 1);
    assertThat(calls[0]).isEqualTo(before);
    d.socket().observer(listener());
    d.socket().observer(SocketObserver.NONE);
    d.peer(ACK.seq(1).ack(11));
    d.write(10);
    icmp(d, d.take().header(), 3, 1);
    assertThat(heard).isEmpty();
  }

  // ---- R1 ----

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  @Requirement({"RFC 9293 SHLD-9", "RFC 9293 SHLD-10", "RFC 9293 MUST-20 R1", "RFC 9293 MUST-47"})
  void fromTheThirdRetransmissionOnTheApplicationKnows(boolean ipv4) {
    Dialogue d = connected(ipv4, listener());
    d.mark();
    d.write(10);
    d.stack(PSH_ACK.seq(1));
    d.stackAt(0.2, PSH_ACK.seq(1)).stackAt(0.6, PSH_ACK.seq(1));
    assertThat(heard).isEmpty();
    d.stackAt(1.4, PSH_ACK.seq(1));
    assertThat(heard).containsExactly("ETIMEDOUT DELIVERY_TROUBLE");
    assertThat(d.count(Counter.IP_NEGATIVE_ADVICE)).isEqualTo(1);
    assertThat(d.socket().softError()).isEqualTo(Errno.ETIMEDOUT);
    assertThat(d.state()).isEqualTo(State.ESTABLISHED);
    d.after(10).ignore();
    assertThat(heard).hasSize(1);
    d.peer(ACK.seq(1).ack(11));
    assertThat(d.socket().softError()).isNull();
  }

  @Test
  @Requirement("RFC 9293 MUST-22")
  void aSynIsHandledInTheSameWay() {
    Dialogue d = connecting(TcpConfig.RFC9293, true, listener());
    d.stack(SYN).stackAt(1, SYN).stackAt(3, SYN);
    assertThat(heard).isEmpty();
    d.stackAt(7, SYN);
    assertThat(heard).containsExactly("ETIMEDOUT DELIVERY_TROUBLE");
    assertThat(d.count(Counter.IP_NEGATIVE_ADVICE)).isEqualTo(1);
    d.after(300).ignore();
    assertThat(d.socket().finishConnect()).isEqualTo(Errno.ETIMEDOUT.result());
    assertThat(heard).hasSize(1);
  }
}
