package io.handfast.sim.drill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class EvaluatorTest {
  private final Map<String, Long> variables = new TreeMap<>(Map.of("tcpi_cwnd", 12L));

  private void run(String text) {
    new Evaluator(text, variables::get, variables).run();
  }

  @Test
  void assertionsThatHoldSayNothing() {
    assertThatCode(() ->
            run(
                """
                # a remark
                assert 10 <= tcpi_cwnd <= 12, 'cwnd=%d' % tcpi_cwnd
                assert (tcpi_cwnd & 0x4) != 0; assert -tcpi_cwnd + 2 * 6 == 0
                print(tcpi_cwnd); assert tcpi_cwnd == 12, \\
                    tcpi_cwnd
                """))
        .doesNotThrowAnyException();
  }

  @Test
  void oneThatDoesNotNamesWhatItSaw() {
    assertThatThrownBy(() -> run("assert tcpi_cwnd == 13, tcpi_cwnd"))
        .hasMessage("assert tcpi_cwnd == 13: it does not hold, with tcpi_cwnd = 12");
  }

  @Test
  void assignmentsLast() {
    run("x = 4\nx += tcpi_cwnd");
    assertThat(variables).containsEntry("x", 16L);
  }

  @Test
  void whatTheStackDoesNotTellIsUnsupported() {
    assertThatThrownBy(() -> run("assert tcpi_secret == 1"))
        .isInstanceOfSatisfying(
            DrillStop.class, stop -> assertThat(stop.kind()).isEqualTo(Verdict.Kind.UNSUPPORTED));
  }
}
