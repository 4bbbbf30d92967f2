package io.handfast.sim.tcp;

import static io.handfast.sim.dialogue.Segment.ACK;
import static io.handfast.sim.dialogue.Segment.PSH_ACK;
import static io.handfast.sim.dialogue.Segment.SYN;
import static io.handfast.sim.dialogue.Segment.SYN_ACK;
import static org.assertj.core.api.Assertions.assertThat;

import io.handfast.event.Errno;
import io.handfast.requirements.Requirement;
import io.handfast.sim.dialogue.Dialogue;
import io.handfast.sim.dialogue.IcmpError;
import io.handfast.tcp.TcpConfig;
import io.handfast.tcp.TcpSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** TCP_MAXSEG (RFC 9293 section 3.7.1: both ends may be told less than the path carries). */
class MaxSegmentTest {
  @Test
  void aClientNamesItAndKeepsToIt() {
    Dialogue d = new Dialogue(TcpConfig.LINUX, true, false);
    TcpSocket socket = d.netStack().tcpSocket();
    assertThat(socket.maxSegment(1_100)).isZero();
    assertThat(socket.maxSegment()).isEqualTo(1_100);
    d.socket(socket).connect();
    d.stack(SYN.mss(1_100));
    d.peer(SYN_ACK.ack(1).mss(1_460));
    d.stack(ACK.seq(1).ack(1));
    assertThat(socket.maxSegment()).isEqualTo(1_100);
    d.write(2_000);
    d.stack(ACK.seq(1).len(1_100));
  }

  @Test
  void aListenerHandsItToItsConnections() {
    Dialogue d = Talks.listener(socket -> socket.maxSegment(1_100));
    d.peer(SYN.mss(1_300));
    d.stack(SYN_ACK.ack(1).mss(1_100));
    d.peer(ACK.seq(1).ack(1));
    assertThat(d.accept().maxSegment()).isEqualTo(1_100);
    d.write(2_000);
    d.stack(ACK.seq(1).len(1_100));
  }

  @Test
  void aPeerThatWantsLessGetsLess() {
    Dialogue d = Talks.listener(socket -> socket.maxSegment(1_100));
    d.peer(SYN.mss(600));
    d.stack(SYN_ACK.ack(1).mss(1_100));
    d.peer(ACK.seq(1).ack(1));
    assertThat(d.accept().maxSegment()).isEqualTo(600);
  }

  @Test
  void aNewSocketSaysTheDefaultOfTheRfc() {
    assertThat(new Dialogue(TcpConfig.LINUX, true, false).netStack().tcpSocket().maxSegment())
        .isEqualTo(536);
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 1, 87, 32_768})
  void whatLinuxRefusesIsRefused(int bytes) {
    TcpSocket socket = new Dialogue(TcpConfig.LINUX, true, false).netStack().tcpSocket();
    assertThat(socket.maxSegment(bytes)).isEqualTo(Errno.EINVAL.result());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 88, 32_767})
  void theEdgesAreTaken(int bytes) {
    TcpSocket socket = new Dialogue(TcpConfig.LINUX, true, false).netStack().tcpSocket();
    assertThat(socket.maxSegment(bytes)).isZero();
  }

  /** What we can receive does not depend on what a router said about what we may send. */
  @Test
  @Requirement({"RFC 9293 MUST-67", "RFC 9293 SHLD-6"})
  void theAdvertisedMssDoesNotFollowThePathMtu() {
    Dialogue d = Talks.connected();
    d.write(1_460);
    d.stack(PSH_ACK.seq(1).len(1_460));
    d.icmp(IcmpError.tooBig(1_300), 1);
    d.ignore();
    assertThat(d.socket().maxSegment()).isEqualTo(1_260);
    d.socket(d.netStack().tcpSocket()).connect();
    d.stack(SYN.mss(1_460));
  }
}
