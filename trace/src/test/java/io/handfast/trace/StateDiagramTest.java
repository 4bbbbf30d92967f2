package io.handfast.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.handfast.tcp.Fact;
import io.handfast.tcp.Lifecycle;
import io.handfast.tcp.State;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The state diagram of RFC 9293, figure 5, and the ways of two ends through it. */
class StateDiagramTest {
  private static final long MS = 1_000_000L;

  private final StateDiagram diagram = new StateDiagram("client", "server", "not passed");

  private StateDiagram handshake() {
    return diagram
        .add(0, "client", State.CLOSED, State.SYN_SENT)
        .add(50 * MS, "server", State.LISTEN, State.SYN_RECEIVED)
        .add(100 * MS, "client", State.SYN_SENT, State.ESTABLISHED)
        .add(150 * MS, "server", State.SYN_RECEIVED, State.ESTABLISHED);
  }

  /**
   * Every transition of the stack's table that is no reset, abort or close without a connection is
   * an arrow, and every arrow is one of them; but for two facts in one segment: FIN and ACK of FIN
   * lead from FIN-WAIT-1 to TIME-WAIT, FIN and ACK of SYN from SYN-RECEIVED to CLOSE-WAIT.
   */
  @Test
  void theArrowsAreThoseOfTheTable() {
    Set<String> table = new TreeSet<>();
    for (State from : State.values()) {
      for (Fact fact : Fact.values()) {
        State to = Lifecycle.next(from, fact);
        boolean ends = fact == Fact.RST || fact == Fact.ABORT;
        boolean nothingYet = fact == Fact.CLOSE && to == State.CLOSED;
        if (to != from && !ends && !nothingYet) {
          table.add(from + " " + to);
        }
      }
    }
    Set<String> arrows = new TreeSet<>();
    StateFigure.ARROWS.forEach(each -> arrows.add(each.from() + " " + each.to()));
    assertThat(table.remove("SYN_RECEIVED CLOSE_WAIT")).isTrue();
    assertThat(arrows.remove("FIN_WAIT_1 TIME_WAIT")).isTrue();
    assertThat(arrows).isEqualTo(table);
  }

  @Test
  void theWaysAreDrawnDifferentlyAndNumbered() {
    assertThat(handshake().render())
        .contains("┃    CLOSED    ┃━━━━━━━━c1━━━") // the client's, heavy
        .contains("════s1════")
        .contains("▌ ESTABLISHED  ▐") // both came here
        .contains("┆") // and much is not passed
        .contains("│   CLOSING    │")
        .contains("━━ client   ══ server   ┄┄ not passed")
        .contains("c2        0.100 s  SYN-SENT     → ESTABLISHED   SYN,ACK / ACK")
        .contains("s2        0.150 s  SYN-RECEIVED → ESTABLISHED   ACK of SYN");
  }

  /** A reset leads to CLOSED from everywhere: no arrow, but the box, and a line. */
  @Test
  void aResetIsListed() {
    diagram.add(0, "client", State.CLOSED, State.SYN_SENT);
    diagram.add(MS, "client", State.SYN_SENT, State.CLOSED);
    assertThat(diagram.render()).contains("c2        0.001 s  SYN-SENT     → CLOSED        -");
    assertThat(diagram.render().lines().filter(each -> each.contains("┃    CLOSED    ┃")))
        .hasSize(2);
  }

  @Test
  void whoComesBySeveralTimesHasSeveralNumbers() {
    for (int i = 0; i < 3; i++) {
      diagram.add(i, "client", State.CLOSED, State.SYN_SENT);
      diagram.add(i, "client", State.SYN_SENT, State.CLOSED);
    }
    assertThat(diagram.render()).contains("c1,c3,…");
  }

  @Test
  void endsWithTheSameInitialAreToldApart() {
    StateDiagram same = new StateDiagram("server", "second", "-");
    same.add(0, "server", State.CLOSED, State.SYN_SENT);
    same.add(0, "second", State.LISTEN, State.SYN_RECEIVED);
    assertThat(same.render()).contains("━l1━").contains("═r1═");
    assertThatThrownBy(() -> same.add(0, "third", State.CLOSED, State.LISTEN))
        .hasMessage("no end third");
  }

  @Test
  void thePictureSaysTheSame() {
    assertThat(handshake().svg("A & B"))
        .contains("<title id=\"t\">A &amp; B</title>")
        .contains("client: SYN-SENT, ESTABLISHED; server: SYN-RECEIVED, ESTABLISHED")
        .contains("class=\"a\"", "class=\"b\"", "class=\"off\"")
        .contains("prefers-color-scheme: dark");
  }
}
