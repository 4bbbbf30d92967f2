package io.handfast.sim.tcp;

import static io.handfast.sim.dialogue.Segment.ACK;
import static io.handfast.sim.dialogue.Segment.FIN_ACK;
import static io.handfast.sim.dialogue.Segment.SYN;
import static io.handfast.sim.dialogue.Segment.SYN_ACK;
import static org.assertj.core.api.Assertions.assertThat;

import io.handfast.sim.dialogue.Dialogue;
import io.handfast.tcp.State;
import io.handfast.tcp.TcpConfig;
import java.util.ArrayList;
import java.util.List;

/** A family and two initial sequence numbers, with the way to each state from there. */
record Edge(boolean ipv4, int iss, int irs) {
  private static final int[] EDGES = {
    0, 1, Integer.MAX_VALUE - 1, Integer.MAX_VALUE, Integer.MIN_VALUE, Integer.MIN_VALUE + 1, -2, -1
  };

  /** Both sides at 0, 2^31, 2^32 and one to either side of them; families take turns. */
  static List<Edge> all() {
    List<Edge> all = new ArrayList<>();
    for (int iss : EDGES) {
      for (int irs : EDGES) {
        all.add(new Edge((all.size() + all.size() / 8) % 2 == 0, iss, irs));
      }
    }
    return all;
  }

  Dialogue closed() {
    Dialogue d = new Dialogue(TcpConfig.LINUX, ipv4, false).peerIsn(irs);
    d.netStack().tcp().fixInitialSequenceNumber(iss);
    return d;
  }

  Dialogue listening() {
    return closed().listen(80, 10);
  }

  Dialogue synSent() {
    Dialogue d = closed().connect();
    d.stack(SYN.seq(0));
    assertThat(d.state()).isEqualTo(State.SYN_SENT);
    return d;
  }

  Dialogue synReceivedBothOpened() {
    Dialogue d = synSent();
    d.peer(SYN.mss(1460));
    d.stack(SYN_ACK.seq(0).ack(1));
    assertThat(d.state()).isEqualTo(State.SYN_RECEIVED);
    return d;
  }

  Dialogue established() {
    Dialogue d = listening().established();
    assertThat(d.state()).isEqualTo(State.ESTABLISHED);
    return d;
  }

  Dialogue finWait1() {
    Dialogue d = established();
    d.shutdownWrite();
    d.stack(FIN_ACK.seq(1).ack(1).len(0));
    assertThat(d.state()).isEqualTo(State.FIN_WAIT_1);
    return d;
  }

  Dialogue closeWait() {
    Dialogue d = established();
    d.peer(FIN_ACK.seq(1).ack(1));
    d.stack(ACK.seq(1).ack(2));
    assertThat(d.state()).isEqualTo(State.CLOSE_WAIT);
    return d;
  }
}
