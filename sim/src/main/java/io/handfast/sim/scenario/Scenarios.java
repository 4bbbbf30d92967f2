package io.handfast.sim.scenario;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The scenarios that come with Handfast: one file each, beside this class. */
public final class Scenarios {
  private static final String INDEX = "index.txt";

  private Scenarios() {}

  /** Names of all bundled scenarios, in the order of the index. */
  public static List<String> names() {
    return resource(INDEX)
        .orElseThrow()
        .lines()
        .map(String::strip)
        .filter(each -> !each.isEmpty() && !each.startsWith("#"))
        .toList();
  }

  /** All bundled scenarios, by group. */
  public static List<Scenario> all() {
    List<Scenario> all = new ArrayList<>();
    names().forEach(name -> all.add(named(name).orElseThrow()));
    all.sort(Comparator.comparingInt(each -> ScenarioReader.GROUPS.indexOf(each.group())));
    return all;
  }

  /** The bundled scenario of that name. */
  public static Optional<Scenario> named(String name) {
    return names().contains(name)
        ? resource(name + ".yaml").map(text -> ScenarioReader.read(name + ".yaml", text))
        : Optional.empty();
  }

  /** The file of a bundled scenario, as text: an example to begin from. */
  public static Optional<String> source(String name) {
    return names().contains(name) ? resource(name + ".yaml") : Optional.empty();
  }

  private static Optional<String> resource(String name) {
    try (InputStream in = Scenarios.class.getResourceAsStream(name)) {
      return in == null
          ? Optional.empty()
          : Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
