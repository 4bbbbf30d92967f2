package io.handfast.sim.tcp;

import static io.handfast.sim.dialogue.Segment.ACK;
import static io.handfast.sim.dialogue.Segment.PSH_ACK;
import static io.handfast.sim.dialogue.Segment.RST;
import static io.handfast.sim.dialogue.Segment.SYN;
import static io.handfast.sim.dialogue.Segment.SYN_ACK;
import static org.assertj.core.api.Assertions.assertThat;

import io.handfast.requirements.Requirement;
import io.handfast.sim.dialogue.Dialogue;
import io.handfast.tcp.State;
import io.handfast.tcp.TcpConfig;
import io.handfast.tcp.Tunable;
import io.handfast.wire.TcpHeader;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The window we offer (RFC 9293 3.8.6.2.2, RFC 7323 2.3): no silly one, never taken back. */
class ReceiveWindowTest {
  private static final int MSS = Talks.MSS;
  private static final int BUFFER = 8 * MSS;

  private static Dialogue small() {
    return Talks.listener(socket -> socket.receiveBuffer(BUFFER)).established();
  }

  private static void full(Dialogue d) {
    for (int i = 0; i < 8; i++) {
      d.peer(ACK.seq(1 + i * MSS).ack(1).len(MSS));
    }
    d.ignore();
  }

  @Test
  void unreadDataClosesTheWindow() {
    Dialogue d = small();
    for (int i = 0; i < 8; i++) {
      d.peer(ACK.seq(1 + i * MSS).ack(1).len(MSS));
      d.stack(ACK.ack(1 + (i + 1) * MSS).win((7 - i) * MSS));
    }
  }

  @Test
  void aProbeOfTheClosedWindowIsAnsweredAndItsByteNotTaken() {
    Dialogue d = small();
    full(d);
    d.peer(ACK.seq(1 + 8 * MSS).ack(1).len(1));
    d.stack(ACK.ack(1 + 8 * MSS).win(0));
    assertThat(d.socket().available()).isEqualTo(8 * MSS);
  }

  /** 3.10.7.4: at a zero window the ACK of an otherwise unacceptable segment still counts. */
  @Test
  void anAckIsTakenEvenWhenTheWindowIsClosed() {
    Dialogue d = small();
    full(d);
    d.write(10);
    d.ignore();
    d.peer(ACK.seq(1 + 8 * MSS).ack(11).len(1));
    d.ignore();
    d.silenceFor(10);
  }

  @Test
  void aReadThatOpensTheClosedWindowIsToldAtOnce() {
    Dialogue d = small();
    full(d);
    d.read(2 * MSS);
    d.stack(ACK.seq(1).ack(1 + 8 * MSS).win(2 * MSS));
  }

  /** The receiver waits until a good piece is free (SHLD-... 3.8.6.2.2). */
  @Test
  @Requirement("RFC 9293 MUST-39")
  void aReadOfAFewBytesOpensNoSillyWindow() {
    Dialogue d = small();
    full(d);
    for (int i = 0; i < 10; i++) {
      d.read(100);
    }
    d.silence();
    d.peer(ACK.seq(1 + 8 * MSS).ack(1).len(1)); // a probe learns that there is nothing yet
    d.stack(ACK.ack(1 + 8 * MSS).win(0));
  }

  @Test
  @Requirement({"RFC 9293 SHLD-14", "RFC 7323 2.3-6"})
  void theWindowOfTheSynIsNotTakenBackByTheFirstScaledOne() {
    Dialogue d = new Dialogue(io.handfast.tcp.TcpConfig.LINUX, true, false).connect();
    int offered = d.peek().window();
    d.stack(SYN);
    d.peer(SYN_ACK.ack(1).mss(MSS).wscale(7));
    assertThat(d.peek().window() << 7).isGreaterThanOrEqualTo(offered);
  }

  @Test
  void theServersFirstScaledWindowTakesNothingBackEither() {
    Dialogue d = Dialogue.listening(80);
    d.peer(SYN.mss(MSS).wscale(7));
    int offered = d.peek().window();
    d.stack(SYN_ACK);
    d.peer(ACK.seq(1).ack(1));
    d.accept();
    d.write(1);
    assertThat(d.peek().window() << 7).isGreaterThanOrEqualTo(offered);
  }

  @Test
  @Requirement("RFC 9293 MAY-8")
  void aReaderThatNeverReadsKeepsTheWindowClosed() {
    Dialogue d = small();
    full(d);
    for (int minute = 0; minute < 24 * 60; minute++) {
      d.after(60);
      d.peer(ACK.seq(8 * MSS).ack(1));
      d.stack(ACK.ack(1 + 8 * MSS).win(0));
    }
    d.silence();
    assertThat(d.state()).isEqualTo(State.ESTABLISHED);
  }

  @Test
  @Requirement("RFC 9293 MUST-66")
  void aResetIsHeededAtAClosedWindow() {
    Dialogue d = small();
    full(d);
    d.peer(RST.seq(1 + 8 * MSS));
    assertThat(d.state()).isEqualTo(State.CLOSED);
    d.silence();
  }

  /** Whatever arrives and however the application reads: the right edge only moves right. */
  @Test
  @Requirement({"RFC 9293 SHLD-14", "RFC 7323 2.4-2", "RFC 7323 2.4-3"})
  void theRightEdgeNeverMovesLeft() {
    for (int seed = 0; seed < 100; seed++) {
      new Edge(new SplittableRandom(seed), seed % 2 == 0).run();
    }
  }

  private static final class Edge {
    private final SplittableRandom random;
    private final int scale;
    private final Dialogue d;
    private int edge;
    private int sent = 1;

    Edge(SplittableRandom random, boolean scaled) {
      this.random = random;
      this.d = Dialogue.listening(80);
      if (random.nextBoolean()) {
        d.socket().receiveBuffer(random.nextInt(3_000, 200_000));
      }
      d.peer(scaled ? SYN.mss(MSS).wscale(3) : SYN.mss(MSS));
      TcpHeader synAck = d.take().header();
      this.edge = 1 + synAck.window();
      this.scale = scaled ? scaleOf(synAck) : 0;
      d.peer(ACK.seq(1).ack(1));
      d.accept();
    }

    private static int scaleOf(TcpHeader header) {
      return header.options().options().stream()
          .filter(io.handfast.wire.TcpOption.WindowScale.class::isInstance)
          .mapToInt(option -> ((io.handfast.wire.TcpOption.WindowScale) option).shift())
          .findFirst()
          .orElseThrow();
    }

    void run() {
      for (int i = 0; i < 300; i++) {
        step();
        while (d.pending() > 0) {
          TcpHeader header = d.take().header();
          int acked = header.ack() - Dialogue.PEER_ISN;
          int right = acked + (header.window() << scale);
          assertThat(right).as("right edge").isGreaterThanOrEqualTo(edge);
          edge = right;
        }
      }
    }

    private void step() {
      int room = edge - sent;
      switch (random.nextInt(4)) {
        case 0 -> d.read(random.nextInt(1, 20_000));
        case 1 -> d.after(0.05);
        default -> {
          int length = Math.min(random.nextInt(1, MSS + 1), room);
          if (length > 0) {
            d.peer(ACK.seq(sent).ack(1).len(length));
            sent += length;
          }
        }
      }
    }
  }

  /** Without scaling the field cannot say more than 65,535, so a read opens nothing. */
  @Test
  void aReadDoesNotAnnounceAWindowThatTheFieldCannotHold() {
    TcpConfig config = TcpConfig.LINUX.with(Tunable.TCP_RMEM_DEFAULT, 540_000);
    Dialogue d = Dialogue.listening(config, 80).established();
    d.peer(PSH_ACK.seq(1).ack(1).len(1_000));
    d.stack(ACK.seq(1).ack(1_001));
    d.read(1_000);
    d.silenceFor(1);
  }
}
