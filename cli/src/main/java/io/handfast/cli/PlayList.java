package io.handfast.cli;

import io.handfast.host.Json;
import io.handfast.sim.Language;
import io.handfast.sim.scenario.Scenario;
import io.handfast.sim.scenario.Scenarios;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;

/** The bundled scenarios, by group. */
final class PlayList {
  private PlayList() {}

  static void print(Language language, boolean json, PrintWriter out) {
    String group = "";
    int width = Scenarios.names().stream().mapToInt(String::length).max().orElse(1);
    for (Scenario each : Scenarios.all()) {
      if (json) {
        out.println(Json.write(fields(each)));
        continue;
      }
      if (!each.group().equals(group)) {
        out.println(
            (group.isEmpty() ? "" : System.lineSeparator()) + heading(each.group(), language));
        group = each.group();
      }
      out.printf("  %-" + width + "s  %s%n", each.name(), each.title().in(language));
    }
    out.flush();
  }

  private static Map<String, Object> fields(Scenario scenario) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("name", scenario.name());
    fields.put("group", scenario.group());
    fields.put("rows", scenario.rows());
    fields.put("title", scenario.title().english());
    fields.put("titleZh", scenario.title().chinese());
    return fields;
  }

  private static String heading(String group, Language language) {
    return switch (group) {
      case "opening" -> language.choose("Opening", "建立连接");
      case "queues" -> language.choose("Queues and floods", "队列与洪泛");
      case "using" -> language.choose("Using", "使用连接");
      case "closing" -> language.choose("Closing", "关闭连接");
      case "trouble" -> language.choose("Trouble", "疑难杂症");
      default -> language.choose("Counterfactuals: what if TCP were otherwise", "反事实：假如 TCP 不是这样");
    };
  }
}
