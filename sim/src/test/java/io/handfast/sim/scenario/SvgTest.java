package io.handfast.sim.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.handfast.sim.Language;
import java.io.StringReader;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

/** Pictures of all scenarios are well-formed XML with a title and something drawn. */
class SvgTest {
  static List<String> names() {
    return Scenarios.names();
  }

  @ParameterizedTest
  @MethodSource("names")
  void everyPictureIsWellFormed(String name) throws Exception {
    ScenarioRun run = new ScenarioRun(Scenarios.named(name).orElseThrow(), 1, List.of()).run();
    for (Language language : Language.values()) {
      String title = run.scenario().title().in(language);
      Document sequence = parsed(run.recorder().diagram(language).svg(title), title);
      assertThat(sequence.getElementsByTagName("line").getLength()).isGreaterThan(2);
      Document states = parsed(run.recorder().states(language).svg(title), title);
      assertThat(states.getElementsByTagName("rect").getLength()).isGreaterThanOrEqualTo(12);
    }
  }

  private static Document parsed(String svg, String title) throws Exception {
    Document document =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new InputSource(new StringReader(svg)));
    assertThat(document.getElementsByTagName("title").item(0).getTextContent()).isEqualTo(title);
    return document;
  }
}
