package io.handfast.sim.tcp;

import static io.handfast.sim.dialogue.Segment.ACK;
import static io.handfast.sim.dialogue.Segment.SYN;
import static org.assertj.core.api.Assertions.assertThat;

import io.handfast.sim.dialogue.Dialogue;
import io.handfast.sim.dialogue.Segment;
import io.handfast.tcp.TcpConfig;
import io.handfast.tcp.Tunable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A peer that loses segments at random and acknowledges by RFC 2018: whatever is lost, the stream
 * arrives to the byte, and what the peer has said it holds is not sent again.
 */
class SackPeerTest {
  private static final int TOTAL = 400_000;

  private final byte[] stream = new byte[TOTAL + 1];
  private final boolean[] held = new boolean[TOTAL + 2];
  private final boolean[] told = new boolean[TOTAL + 2];
  private final ArrayDeque<Dialogue.Sent> inbox = new ArrayDeque<>();
  private int next = 1;
  private int newest = 1;

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void theStreamArrivesToTheByteAndNothingHeldIsSentAgain(boolean offload) {
    for (int seed = 0; seed < 60; seed++) {
      new SackPeerTest().run(new SplittableRandom(seed), offload, seed % 2 == 0);
    }
  }

  private void run(SplittableRandom random, boolean offload, boolean sack) {
    TcpConfig config = TcpConfig.LINUX.with(Tunable.TCP_INITIAL_CWND, 30);
    Dialogue d = new Dialogue(config, true, offload);
    d.netStack().tcp().fixInitialSequenceNumber(random.nextInt());
    d.listen(80, 10);
    d.peer(sack ? SYN.mss(1460).sackOk().wscale(8) : SYN.mss(1460).wscale(8)).take();
    d.peer(ACK.seq(1).ack(1).win(4_000));
    d.accept();
    int written = 0;
    for (int round = 0; next <= TOTAL; round++) {
      assertThat(round).as("rounds").isLessThan(20_000);
      written += written < TOTAL ? Math.max(0, d.write(Math.min(9_000, TOTAL - written))) : 0;
      exchange(d, random, sack);
      d.after(0.01);
    }
    assertThat(stream).isEqualTo(Dialogue.pattern(0, TOTAL + 1));
    assertThat(d.netStack().lastDefect()).isNull();
  }

  private void exchange(Dialogue d, SplittableRandom random, boolean sack) {
    collect(d);
    List<Answer> answers = new ArrayList<>();
    while (!inbox.isEmpty()) {
      Dialogue.Sent sent = inbox.poll();
      int size = sizeOf(sent);
      for (int at = 0; at < sent.payload().length; at += size) {
        if (random.nextInt(100) >= 8) {
          keep(d.relative(sent.header().seq()), sent.payload(), at, size);
          answers.add(answer(sack));
        }
      }
    }
    for (Answer answer : answers) {
      if (random.nextInt(100) >= 3) {
        Arrays.fill(told, 0, answer.ack, true);
        Arrays.fill(told, answer.left, answer.right, true);
        d.peer(answer.segment);
        collect(d);
      }
    }
  }

  /** Takes what the stack sent, knowing what it had been told by then. */
  private void collect(Dialogue d) {
    while (d.pending() > 0) {
      Dialogue.Sent sent = d.take();
      int seq = d.relative(sent.header().seq());
      for (int at = 0; at < sent.payload().length; at += sizeOf(sent)) {
        assertThat(told[seq + at]).as("sent in vain: %d", seq + at).isFalse();
      }
      inbox.add(sent);
    }
  }

  private static int sizeOf(Dialogue.Sent sent) {
    return sent.segmentSize() == 0 ? Math.max(1, sent.payload().length) : sent.segmentSize();
  }

  private record Answer(Segment segment, int ack, int left, int right) {}

  private void keep(int seq, byte[] payload, int at, int size) {
    for (int i = at; i < Math.min(at + size, payload.length); i++) {
      held[seq + i] = true;
      stream[seq + i] = payload[i];
    }
    newest = seq + at;
    while (next <= TOTAL && held[next]) {
      next++;
    }
  }

  private Answer answer(boolean sack) {
    Segment ack = ACK.seq(1).ack(next).win(4_000);
    int left = newest;
    if (!sack || newest < next) {
      return new Answer(ack, next, 0, 0);
    }
    while (held[left - 1]) {
      left--;
    }
    int right = newest;
    while (held[right]) {
      right++;
    }
    return new Answer(ack.sack(left, right), next, left, right);
  }
}
