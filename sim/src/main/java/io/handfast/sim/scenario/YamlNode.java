package io.handfast.sim.scenario;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** A value of a YAML file that knows its line, so that a mistake can be pointed at. */
final class YamlNode {
  private final String file;
  private final Node node;
  private final String what;

  private YamlNode(String file, Node node, String what) {
    this.file = file;
    this.node = node;
    this.what = what;
  }

  /** The one document of a file. */
  static YamlNode parse(String file, String text) {
    try {
      LoadSettings settings = LoadSettings.builder().setLabel(file).build();
      Optional<Node> root = new Compose(settings).composeString(text);
      return new YamlNode(
          file, root.orElseThrow(() -> new ScenarioProblem(file, 1, "the file is empty")), "file");
    } catch (MarkedYamlEngineException e) {
      int line = e.getProblemMark().map(Mark::getLine).orElse(0) + 1;
      throw new ScenarioProblem(file, line, "not YAML: " + e.getProblem());
    } catch (YamlEngineException e) {
      throw new ScenarioProblem(file, 1, "not YAML: " + e.getMessage());
    }
  }

  String file() {
    return file;
  }

  int line() {
    return node.getStartMark().map(Mark::getLine).orElse(0) + 1;
  }

  ScenarioProblem problem(String message) {
    return new ScenarioProblem(file, line(), message);
  }

  /** The entries of a mapping, in the order written. */
  Map<String, YamlNode> map() {
    if (!(node instanceof MappingNode mapping)) {
      throw problem("'" + what + "' is a mapping: write 'name: value' lines below it");
    }
    Map<String, YamlNode> entries = new LinkedHashMap<>();
    for (NodeTuple each : mapping.getValue()) {
      String key = new YamlNode(file, each.getKeyNode(), "key").text();
      YamlNode value = new YamlNode(file, each.getValueNode(), key);
      if (entries.put(key, value) != null) {
        throw value.problem("'" + key + "' is there twice: remove one");
      }
    }
    return entries;
  }

  /** The same; other keys than these are mistakes. */
  Map<String, YamlNode> map(Set<String> known) {
    Map<String, YamlNode> entries = map();
    entries.forEach((key, value) -> {
      if (!known.contains(key)) {
        throw value.problem(Suggestion.unknown("key", key, known));
      }
    });
    return entries;
  }

  /** The items of a list. */
  List<YamlNode> list() {
    if (!(node instanceof SequenceNode sequence)) {
      throw problem("'" + what + "' is a list: begin each item with '- '");
    }
    List<YamlNode> items = new ArrayList<>();
    for (Node each : sequence.getValue()) {
      items.add(new YamlNode(file, each, what));
    }
    return items;
  }

  /** A text or number, as written. */
  String text() {
    if (!(node instanceof ScalarNode scalar)) {
      throw problem("'" + what + "' is a text: write it on one line, or below a '|'");
    }
    return scalar.getValue().strip();
  }

  /** A whole number. */
  long number() {
    try {
      return Long.parseLong(text().replace("_", ""));
    } catch (NumberFormatException e) {
      throw problem("'" + what + "' is a whole number, not '" + text() + "'");
    }
  }
}
