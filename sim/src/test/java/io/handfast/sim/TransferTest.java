package io.handfast.sim;

import static io.handfast.sim.dialogue.Segment.*;
import static org.assertj.core.api.Assertions.assertThat;

import io.handfast.sim.dialogue.Dialogue;
import org.junit.jupiter.api.Test;

/** Two stacks over links of every kind. */
class TransferTest {
  @Test
  void passiveOpenDataAndClose() {
    Dialogue d = Dialogue.listening(80);
    d.established();
    d.peer(PSH_ACK.seq(1).ack(1).len(100));
    d.stack(ACK.seq(1).ack(101));
    assertThat(d.readAll()).isEqualTo(Dialogue.pattern(1, 100));
    d.write(3000);
    d.stack(ACK.seq(1).len(1460)).stack(ACK.seq(1461).len(1460)).stack(PSH_ACK.seq(2921).len(80));
    d.peer(ACK.seq(101).ack(3001));
    d.silence();
    d.close();
    d.stack(FIN_ACK.seq(3001).ack(101));
    d.peer(FIN_ACK.seq(101).ack(3002));
    d.stack(ACK.seq(3002).ack(102));
    assertThat(d.netStack().tcp().timeWaitCount()).isEqualTo(1);
    d.after(60.1);
    assertThat(d.netStack().tcp().timeWaitCount()).isEqualTo(0);
  }

  @Test
  void twoStacksMoveAMegabyteOverALossyLink() {
    for (int seed = 0; seed < 200; seed++) {
      Transfer transfer =
          new Transfer(
              seed,
              Impairment.NONE
                  .withDelay(10_000_000)
                  .withLoss(0.05)
                  .withDuplicates(0.02)
                  .withReordering(0.05, 5_000_000)
                  .withCorruption(0.01),
              300_000);
      transfer.run().leavesNothing();
    }
  }
}
