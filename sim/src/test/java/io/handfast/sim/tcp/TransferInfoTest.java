package io.handfast.sim.tcp;

import static io.handfast.sim.dialogue.Segment.ACK;
import static io.handfast.sim.dialogue.Segment.FIN_ACK;
import static org.assertj.core.api.Assertions.assertThat;

import io.handfast.sim.dialogue.Dialogue;
import io.handfast.tcp.TransferInfo;
import org.junit.jupiter.api.Test;

/** What tcp_info tells about how data goes. */
class TransferInfoTest {
  private static final long MILLI = 1_000_000;

  private static TransferInfo info(Dialogue d) {
    return d.socket().transferInfo(d.now());
  }

  @Test
  void theTimeSinceDataCounts() {
    Dialogue d = Talks.accepted(socket -> {});
    d.after(1);
    assertThat(info(d).sinceDataReceived()).isEqualTo(1_000 * MILLI);
    d.peer(ACK.seq(1).ack(1).len(10));
    assertThat(info(d).sinceDataReceived()).isZero();
    d.after(0.5).peer(ACK.seq(11).ack(1));
    assertThat(info(d).sinceDataReceived()).isEqualTo(500 * MILLI);
  }

  @Test
  void aClosedPeerWindowIsTheLimit() {
    Dialogue d = Talks.accepted(socket -> {});
    d.peer(ACK.seq(1).ack(1).win(0));
    d.write(1_000);
    d.after(0.1);
    assertThat(info(d).limitedByPeerWindow()).isEqualTo(100 * MILLI);
    d.ignore().peer(ACK.seq(1).ack(1).win(5_000));
    d.after(0.05);
    assertThat(info(d).limitedByPeerWindow()).isEqualTo(100 * MILLI);
    assertThat(info(d).busy()).isEqualTo(150 * MILLI);
    d.peer(ACK.seq(1).ack(1_001).win(5_000)).after(1);
    assertThat(info(d).busy()).isEqualTo(150 * MILLI);
  }

  @Test
  void aFullSendBufferIsTheLimitWhenTheNetworkIsNot() {
    Dialogue d = Talks.accepted(socket -> socket.sendBuffer(4_608));
    assertThat(d.write(10_000)).as("twice SO_SNDBUF, as tcp(7) has it").isEqualTo(9_216);
    d.after(0.1);
    assertThat(info(d).limitedBySendBuffer()).isEqualTo(100 * MILLI);
    d.peer(ACK.seq(1).ack(9_217)).after(0.1);
    assertThat(info(d).limitedBySendBuffer()).isEqualTo(100 * MILLI);
  }

  @Test
  void aProbeCountsAndBacksOff() {
    Dialogue d = Talks.accepted(socket -> {});
    d.peer(ACK.seq(1).ack(1).win(0));
    d.write(1_000);
    d.after(0.7);
    assertThat(info(d).probes()).isEqualTo(2);
    assertThat(info(d).backoff()).isEqualTo(2);
  }

  @Test
  void inquiryTellsWhatWaitsAndTheEndOfTheStream() {
    Dialogue d = Talks.accepted(socket -> {});
    d.peer(ACK.seq(1).ack(1).len(100));
    assertThat(d.socket().inquire()).isEqualTo(100);
    d.read(100);
    assertThat(d.socket().inquire()).isZero();
    d.peer(FIN_ACK.seq(101).ack(1).len(10));
    assertThat(d.socket().inquire()).isEqualTo(10);
    d.read(10);
    assertThat(d.socket().inquire()).isEqualTo(1);
    assertThat(d.read(1)).isZero();
  }
}
