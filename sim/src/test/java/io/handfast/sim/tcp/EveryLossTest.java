package io.handfast.sim.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.handfast.event.Readiness;
import io.handfast.sim.Impairment;
import io.handfast.sim.PacketRule;
import io.handfast.sim.PacketRule.Decision;
import io.handfast.sim.SimHost;
import io.handfast.sim.Simulation;
import io.handfast.tcp.State;
import io.handfast.tcp.TcpSocket;
import io.handfast.wire.IpAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Two real stacks hold a short talk, opened by one side or by both at once, and any three of its
 * packets are lost, or doubled: both sides get every byte and the end, and nothing stays behind.
 */
class EveryLossTest {
  private static final long SECOND = 1_000_000_000L;
  private static final int PACKETS = 14;
  private static final int PORT = 5_000;

  static List<Decision> decisions() {
    return List.of(Decision.DROP, Decision.DUPLICATE);
  }

  @ParameterizedTest
  @MethodSource("decisions")
  void aTalkSurvivesWhateverHappensToAnyThreePackets(Decision decision) {
    forEveryThree(lost -> new Talk(false, lost, decision).run());
  }

  @ParameterizedTest
  @MethodSource("decisions")
  void aTalkThatBothOpenSurvivesWhateverHappensToAnyThreePackets(Decision decision) {
    forEveryThree(lost -> new Talk(true, lost, decision).run());
  }

  /** RFC 9293 figure 8 and figure 13: nothing lost, everything crosses. */
  @ParameterizedTest
  @ValueSource(ints = {0, -1, Integer.MAX_VALUE, Integer.MIN_VALUE})
  void bothOpenAndCloseAtOnce(int iss) {
    Talk talk = new Talk(true, List.of(), Decision.PASS);
    talk.left.host.stack().tcp().fixInitialSequenceNumber(iss);
    talk.right.host.stack().tcp().fixInitialSequenceNumber(iss - 1);
    talk.begin();
    talk.simulation.runFor(SECOND);
    for (Side side : List.of(talk.left, talk.right)) {
      assertThat(side.socket.state()).isEqualTo(State.TIME_WAIT);
      assertThat(side.host.stack().tcp().timeWaitCount()).isEqualTo(1);
    }
    talk.end();
    assertThat(talk.left.socket.state()).isEqualTo(State.CLOSED);
  }

  private interface Case {
    void with(List<Integer> ordinals);
  }

  private static void forEveryThree(Case test) {
    for (int a = 0; a < PACKETS; a++) {
      for (int b = a; b < PACKETS; b++) {
        for (int c = b; c < PACKETS; c++) {
          test.with(List.of(a, b, c));
        }
      }
    }
  }

  /** One side: says its piece, half-closes, reads to the end, closes. */
  private static final class Side {
    final SimHost host;
    final byte[] says;
    final List<Byte> heard = new ArrayList<>();
    TcpSocket socket;
    boolean said;
    boolean over;

    Side(SimHost host, int bytes, int first) {
      this.host = host;
      this.says = new byte[bytes];
      for (int i = 0; i < bytes; i++) {
        says[i] = (byte) (first + i);
      }
    }

    void turn(long now) {
      if (socket == null || (socket.readiness() & Readiness.CONNECT_DONE) == 0) {
        return;
      }
      if (!said) {
        said = true;
        assertThat(socket.write(ByteBuffer.wrap(says), now)).isEqualTo(says.length);
        socket.shutdownWrite(now);
      }
      ByteBuffer buffer = ByteBuffer.allocate(4_096);
      while (!over) {
        int count = socket.read(buffer.clear(), now);
        if (count < 0) {
          return;
        }
        over = count == 0;
        for (int i = 0; i < count; i++) {
          heard.add(buffer.get(i));
        }
      }
      socket.close(now);
    }

    void heardAll(Side other) {
      byte[] bytes = new byte[heard.size()];
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] = heard.get(i);
      }
      assertThat(bytes).isEqualTo(other.says);
    }
  }

  private static final class Talk {
    final Simulation simulation = new Simulation(5);
    final Side left = new Side(simulation.host("left", "10.0.0.1/24"), 100, 7);
    final Side right = new Side(simulation.host("right", "10.0.0.2/24"), 3_000, 50);
    private final boolean bothOpen;
    private final List<Integer> chosen;
    private int ordinal;

    Talk(boolean bothOpen, List<Integer> chosen, Decision decision) {
      this.bothOpen = bothOpen;
      this.chosen = chosen;
      PacketRule rule = packet -> chosen.contains(ordinal++) ? decision : Decision.PASS;
      simulation
          .link(left.host, right.host)
          .impair(Impairment.NONE.withDelay(10_000_000))
          .rule(rule);
    }

    private TcpSocket bound(Side side) {
      TcpSocket socket = side.host.stack().tcpSocket();
      assertThat(socket.bind(IpAddress.ANY, PORT, simulation.now())).isZero();
      socket.observer(ready -> side.turn(simulation.now()));
      return socket;
    }

    void run() {
      begin();
      end();
    }

    void begin() {
      if (bothOpen) {
        left.socket = bound(left);
        right.socket = bound(right);
        right.socket.connect(left.host.address(), PORT, simulation.now());
      } else {
        TcpSocket listener = bound(right);
        listener.listen(1, simulation.now());
        listener.observer(ready -> accept(listener));
        left.socket = bound(left);
      }
      left.socket.connect(right.host.address(), PORT, simulation.now());
      boolean done = simulation.runUntil(() -> left.over && right.over, 300 * SECOND);
      assertThat(done).as("packets %s", chosen).isTrue();
      left.heardAll(right);
      right.heardAll(left);
    }

    private void accept(TcpSocket listener) {
      right.socket = listener.accept(simulation.now());
      right.socket.observer(ready -> right.turn(simulation.now()));
      right.turn(simulation.now());
    }

    void end() {
      simulation.runFor(300 * SECOND);
      for (Side side : List.of(left, right)) {
        assertThat(side.host.stack().tcp().connectionCount()).as("%s", chosen).isZero();
        assertThat(side.host.stack().tcp().timeWaitCount()).isZero();
        assertThat(side.host.stack().tcp().orphans()).isZero();
        assertThat(side.host.stack().pool().bytesInUse()).isZero();
        assertThat(side.host.stack().lastDefect()).isNull();
        assertThat(side.socket.pendingError()).isNull();
      }
    }
  }
}
