package io.handfast.sim;

import static io.handfast.sim.Packets.DATA;
import static io.handfast.sim.Packets.FIN;
import static io.handfast.sim.Packets.RST;
import static io.handfast.sim.Packets.SYN;
import static io.handfast.sim.Packets.SYN_ACK;
import static org.assertj.core.api.Assertions.assertThat;

import io.handfast.event.Counter;
import io.handfast.event.Errno;
import io.handfast.tcp.State;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Rules on packets do what their sentences say. */
class RuleTest {
  private final Pair pair = Pair.joined();
  private final SimLink link = pair.link();

  @Test
  void dropTheFirstSynAck() {
    link.rule(Rule.drop().first(SYN_ACK));
    pair.listen();
    pair.connect();
    pair.run(Duration.ofSeconds(3));
    // The client's SYN timer (1 s, RFC 6298 section 2.1) and the server's SYN-ACK timer both run;
    // the server's began 10 ms later.
    assertThat(pair.seen)
        .startsWith(
            "client SYN 0-10", "server SYN,ACK 10 dropped by a rule", "client SYN 1000-1010");
    assertThat(pair.socket.state()).isEqualTo(State.ESTABLISHED);
  }

  @Test
  void rulesCountForThemselvesAndTheFirstThatActsWins() {
    link.rule(Rule.drop().first(SYN));
    link.rule(Rule.delay(Duration.ofMillis(300)).nth(2, SYN));
    pair.listen();
    pair.connect();
    pair.run(Duration.ofSeconds(2));
    assertThat(pair.seen).startsWith("client SYN 0 dropped by a rule", "client SYN 1000-1310");
  }

  @Test
  void delayTheThirdDataSegment() {
    link.rule(Rule.delay(Duration.ofSeconds(3)).from(pair.client).nth(3, DATA));
    pair.open();
    for (int i = 0; i < 3; i++) {
      pair.write(pair.socket, 10);
      pair.run(Duration.ofMillis(100));
    }
    pair.run(Duration.ofMillis(50));
    assertThat(pair.seen).contains("client PSH,ACK 700-3710");
    assertThat(pair.read(pair.accepted)).isEqualTo(20);
  }

  @Test
  void duplicateEveryFin() {
    link.rule(Rule.duplicate().every(FIN));
    pair.open();
    pair.socket.close(pair.simulation.now());
    pair.run(Duration.ofMillis(100));
    pair.accepted.close(pair.simulation.now());
    pair.run(Duration.ofSeconds(1));
    assertThat(pair.seen.stream().filter(each -> each.contains("FIN"))).hasSize(4);
    assertThat(pair.server.stack().tcp().connectionCount()).isZero();
  }

  @Test
  void aStaleCopyArrivesLater() {
    link.rule(Rule.duplicateAfter(Duration.ofSeconds(5)).first(SYN));
    pair.listen();
    pair.connect();
    pair.run(Duration.ofSeconds(6));
    assertThat(pair.seen).contains("client SYN 0-10", "client SYN 0-5010");
  }

  @Test
  void resetAfterTenKilobytes() {
    link.rule(Rule.reset().from(pair.client).afterBytes(10_000));
    pair.open();
    pair.write(pair.socket, 10_000);
    pair.run(Duration.ofSeconds(1));
    assertThat(pair.read(pair.accepted)).isEqualTo(10_000);
    pair.write(pair.socket, 1);
    pair.run(Duration.ofSeconds(1));
    assertThat(pair.socket.takeError()).isEqualTo(Errno.ECONNRESET);
    assertThat(pair.accepted.takeError()).isEqualTo(Errno.ECONNRESET);
    // Both resets are exact (RFC 5961 section 3.2), so nobody challenges them.
    assertThat(pair.counted(pair.server, Counter.EXT_CHALLENGE_ACK)).isZero();
    assertThat(pair.counted(pair.client, Counter.TCP_OUT_RSTS)).isZero();
  }

  @Test
  void aResetOfTheSynRefusesTheConnection() {
    link.rule(Rule.reset().first(SYN));
    pair.listen();
    pair.connect();
    pair.run(Duration.ofSeconds(1));
    assertThat(pair.socket.takeError()).isEqualTo(Errno.ECONNREFUSED);
  }

  @Test
  void holdTheSynAckUntilReleased() {
    Hold hold = new Hold();
    link.rule(Rule.hold(hold).every(SYN_ACK));
    pair.listen();
    pair.connect();
    pair.simulation.at(Duration.ofMillis(800), hold::release);
    pair.run(Duration.ofMillis(790));
    assertThat(pair.socket.state()).isEqualTo(State.SYN_SENT);
    assertThat(hold.size()).isOne();
    pair.run(Duration.ofMillis(100));
    assertThat(pair.seen).contains("server SYN,ACK 10 held back", "server SYN,ACK 800-810");
    assertThat(pair.socket.state()).isEqualTo(State.ESTABLISHED);
    pair.connect(); // from now on nothing is held
    pair.run(Duration.ofMillis(100));
    assertThat(pair.socket.state()).isEqualTo(State.ESTABLISHED);
  }

  @Test
  void aCorruptSegmentIsCountedAndSentAgain() {
    link.rule(Rule.corrupt().first(DATA));
    pair.open();
    pair.write(pair.socket, 100);
    pair.run(Duration.ofSeconds(2));
    assertThat(pair.counted(pair.server, Counter.TCP_IN_CSUM_ERRORS)).isOne();
    assertThat(pair.read(pair.accepted)).isEqualTo(100);
  }

  @Test
  void aRuleCanComeAndGoAtATime() {
    PacketRule noData = Rule.drop().every(DATA);
    pair.simulation.at(Duration.ofSeconds(1), () -> link.rule(noData));
    pair.simulation.at(Duration.ofSeconds(3), () -> link.withoutRule(noData));
    pair.open();
    pair.run(Duration.ofSeconds(1));
    pair.write(pair.socket, 5);
    pair.run(Duration.ofSeconds(1));
    assertThat(pair.read(pair.accepted)).isZero();
    pair.run(Duration.ofSeconds(3));
    assertThat(pair.read(pair.accepted)).isEqualTo(5);
  }

  @Test
  void onlyWhatIsForTheHost() {
    link.rule(Rule.drop().to(pair.client).every(RST));
    pair.connect();
    pair.run(Duration.ofMillis(100));
    assertThat(pair.seen).contains("server RST,ACK 10 dropped by a rule");
  }
}
