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
      String svg = run.recorder().diagram(language).svg(title);
      Document document =
          DocumentBuilderFactory.newInstance()
              .newDocumentBuilder()
              .parse(new InputSource(new StringReader(svg)));
      assertThat(document.getElementsByTagName("title").item(0).getTextContent()).isEqualTo(title);
      assertThat(document.getElementsByTagName("line").getLength()).isGreaterThan(2);
    }
  }
}
