package io.handfast.sim.tcp;

import static io.handfast.sim.dialogue.Segment.ACK;
import static io.handfast.sim.dialogue.Segment.FIN_ACK;
import static io.handfast.sim.dialogue.Segment.SYN;
import static io.handfast.sim.dialogue.Segment.SYN_ACK;
import static org.assertj.core.api.Assertions.assertThat;

import io.handfast.event.Counter;
import io.handfast.event.Errno;
import io.handfast.sim.dialogue.Dialogue;
import io.handfast.tcp.TcpConfig;
import io.handfast.tcp.TcpSocket;
import io.handfast.tcp.Tunable;
import io.handfast.wire.IpAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Choice, sharing and exhaustion of local ports (RFC 6056, SO_REUSEPORT; mission row D4). */
class LocalPortsTest {
  private static final TcpConfig FEW_PORTS =
      TcpConfig.LINUX
          .with(Tunable.IP_LOCAL_PORT_FIRST, 40_000)
          .with(Tunable.IP_LOCAL_PORT_LAST, 40_009);

  private static TcpSocket connect(Dialogue d, int remotePort) {
    TcpSocket socket = d.netStack().tcpSocket();
    socket.connect(d.remoteAddress(), remotePort, d.now());
    return socket;
  }

  @Test
  void everyPortOfTheRangeIsUsedOnceAndThenTheErrorNamesCauseAndCure() {
    Dialogue d = new Dialogue(FEW_PORTS, true, false);
    Set<Integer> ports = new HashSet<>();
    for (int i = 0; i < 10; i++) {
      ports.add(connect(d, 80).localPort());
    }
    assertThat(ports).hasSize(10).allMatch(port -> port >= 40_000 && port <= 40_009);
    TcpSocket one = d.netStack().tcpSocket();
    int result = one.connect(d.remoteAddress(), 80, d.now());
    assertThat(result).isEqualTo(Errno.EADDRNOTAVAIL.result());
    assertThat(one.errorDetail())
        .isEqualTo(
            "all 10 local ports 40000 to 40009 for 10.0.0.1:80 are taken, 0 of them in TIME-WAIT:"
                + " widen net.ipv4.ip_local_port_range, set net.ipv4.tcp_tw_reuse to 1, or use"
                + " connections more than once");
    assertThat(d.count(Counter.STACK_PORTS_EXHAUSTED)).isEqualTo(1);
  }

  /** Ports are taken per destination: another one has all of them again. */
  @Test
  void anotherDestinationHasThemAllAgain() {
    Dialogue d = new Dialogue(FEW_PORTS, true, false);
    for (int i = 0; i < 10; i++) {
      connect(d, 80);
      assertThat(connect(d, 81).localPort()).isPositive();
    }
  }

  @Test
  void ofAPairInTimeWaitTheErrorSaysHowLong() {
    Dialogue d = new Dialogue(TcpConfig.LINUX, true, false);
    TcpSocket first = d.netStack().tcpSocket();
    first.reuseAddress(true);
    first.bind(IpAddress.ANY, 5_000, d.now());
    d.socket(first).connect();
    d.stack(SYN);
    d.peer(SYN_ACK.ack(1).mss(1460)).stack(ACK);
    d.close();
    d.ignore();
    d.peer(FIN_ACK.seq(1).ack(2));
    d.after(20);
    TcpSocket second = d.netStack().tcpSocket();
    second.reuseAddress(true);
    assertThat(second.bind(IpAddress.ANY, 5_000, d.now())).isZero();
    assertThat(second.connect(d.remoteAddress(), 80, d.now()))
        .isEqualTo(Errno.EADDRNOTAVAIL.result());
    assertThat(second.errorDetail())
        .startsWith("the last connection from this port is in TIME-WAIT for 40 s more");
  }

  /** RFC 6056 algorithm 3: who sees our port for one destination learns nothing of another's. */
  @Test
  void portsOfTwoDestinationsDoNotFollowEachOther() {
    Dialogue d = new Dialogue(TcpConfig.LINUX, true, false);
    int neighbours = 0;
    for (int i = 0; i < 200; i++) {
      int one = connect(d, 1_000 + i).localPort();
      int other = connect(d, 2_000 + i).localPort();
      neighbours += Math.abs(one - other) <= 2 ? 1 : 0;
    }
    assertThat(neighbours).isLessThan(5);
  }

  // ---- SO_REUSEPORT ----

  private static List<TcpSocket> group(Dialogue d, int members) {
    List<TcpSocket> group = new ArrayList<>();
    for (int i = 0; i < members; i++) {
      TcpSocket socket = d.netStack().tcpSocket();
      socket.reusePort(true);
      assertThat(socket.bind(IpAddress.ANY, 80, d.now())).isZero();
      assertThat(socket.listen(1_000, d.now())).isZero();
      group.add(socket);
    }
    d.socket(group.getFirst());
    return group;
  }

  private static int accepted(TcpSocket listener, long now) {
    int count = 0;
    while (listener.accept(now) != null) {
      count++;
    }
    return count;
  }

  @Test
  void aGroupSharesTheConnectionsEvenly() {
    Dialogue d = new Dialogue(TcpConfig.LINUX, true, false).listen(80, 10);
    d.socket().close(d.now());
    List<TcpSocket> group = group(d, 4);
    for (int i = 0; i < 400; i++) {
      d.peerPort(50_000 + i).peer(SYN.mss(1460));
      d.stack(SYN_ACK.ack(1));
      d.peer(ACK.seq(1).ack(1));
    }
    int all = 0;
    for (TcpSocket each : group) {
      int count = accepted(each, d.now());
      assertThat(count).isBetween(60, 140);
      all += count;
    }
    assertThat(all).isEqualTo(400);
  }

  /** Members that come between SYN and ACK would hash the ACK to themselves. */
  @Test
  void aNewMemberDoesNotLoseHalfOpenConnectionsOfTheOthers() {
    Dialogue d = new Dialogue(TcpConfig.LINUX, true, false);
    d.listen(80, 10);
    d.socket().close(d.now());
    List<TcpSocket> group = group(d, 2);
    for (int i = 0; i < 50; i++) {
      d.peerPort(50_000 + i).peer(SYN.mss(1460));
    }
    List<TcpSocket> more = group(d, 3);
    for (int i = 0; i < 50; i++) {
      d.peerPort(50_000 + i).stack(SYN_ACK.ack(1));
      d.peer(ACK.seq(1).ack(1));
    }
    d.silence();
    int all = accepted(group.get(0), d.now()) + accepted(group.get(1), d.now());
    assertThat(all).isEqualTo(50);
    assertThat(more).allMatch(each -> each.accept(d.now()) == null);
  }

  @Test
  void nobodyJoinsWhoDoesNotShare() {
    Dialogue d = new Dialogue(TcpConfig.LINUX, true, false);
    group(d, 2);
    TcpSocket stranger = d.netStack().tcpSocket();
    assertThat(stranger.bind(IpAddress.ANY, 80, d.now())).isEqualTo(Errno.EADDRINUSE.result());
  }
}
