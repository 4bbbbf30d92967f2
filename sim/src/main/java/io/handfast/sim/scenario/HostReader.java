package io.handfast.sim.scenario;

import io.handfast.ip.Prefix;
import io.handfast.sim.apps.Page;
import io.handfast.tcp.TcpConfig;
import io.handfast.tcp.Tunable;
import io.handfast.wire.IpAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads a host: its addresses, the settings of its stack, and what its programs know. */
final class HostReader {
  private static final Map<String, List<String>> USUAL_ADDRESSES =
      Map.of("client", List.of("10.0.0.1/24"), "server", List.of("10.0.0.2/24"));
  private static final Set<String> KEYS =
      Set.of(
          "address",
          "profile",
          "sysctl",
          "model",
          "resolver",
          "hosts-file",
          "dns-cache",
          "zone",
          "pages");

  private HostReader() {}

  /** A host that is there without a word. */
  static Scenario.HostSpec usual(String host) {
    return new Scenario.HostSpec(
        host, USUAL_ADDRESSES.get(host), TcpConfig.LINUX, Optional.empty(), HostLore.NONE);
  }

  static Scenario.HostSpec read(String host, YamlNode node) {
    Map<String, YamlNode> values = node.map(KEYS);
    List<String> usual = USUAL_ADDRESSES.getOrDefault(host, List.of());
    if (!values.containsKey("address") && usual.isEmpty()) {
      throw node.problem("a host has an address: 'address: 10.0.0.1/24'");
    }
    YamlNode address = values.get("address");
    List<String> addresses = address == null ? usual : addresses(address);
    Optional<Scenario.Model> model =
        Optional.ofNullable(values.get("model")).map(HostReader::model);
    return new Scenario.HostSpec(host, addresses, config(values), model, lore(values));
  }

  private static Scenario.Model model(YamlNode node) {
    return switch (node.text()) {
      case "two-way-server" -> Scenario.Model.TWO_WAY_SERVER;
      case "hand-made" -> Scenario.Model.HAND_MADE;
      default -> throw node.problem("a model is 'two-way-server' or 'hand-made'");
    };
  }

  static List<String> addresses(YamlNode node) {
    List<String> addresses = List.of(node.text().split("[, ]+"));
    for (String each : addresses) {
      try {
        Prefix.parse(each);
      } catch (IllegalArgumentException e) {
        throw node.problem("an address is like 10.0.0.1/24: " + e.getMessage());
      }
    }
    return addresses;
  }

  // ---- settings ----

  private static TcpConfig config(Map<String, YamlNode> values) {
    TcpConfig config = TcpConfig.LINUX;
    YamlNode profile = values.get("profile");
    if (profile != null) {
      try {
        config = TcpConfig.profile(profile.text());
      } catch (IllegalArgumentException e) {
        throw profile.problem(e.getMessage());
      }
    }
    if (values.containsKey("sysctl")) {
      for (Map.Entry<String, YamlNode> each : values.get("sysctl").map().entrySet()) {
        config = changed(config, each.getKey(), each.getValue());
      }
    }
    return config;
  }

  private static TcpConfig changed(TcpConfig config, String name, YamlNode value) {
    Tunable tunable =
        Tunable.named(name)
            .orElseThrow(
                () -> value.problem(Suggestion.unknown("tunable", name, CallParser.tunables())));
    try {
      return config.with(
          tunable, tunable.words().isEmpty() ? value.number() : tunable.parse(value.text()));
    } catch (IllegalArgumentException e) {
      throw value.problem(e.getMessage());
    }
  }

  // ---- what programs know ----

  private static HostLore lore(Map<String, YamlNode> values) {
    return new HostLore(
        Optional.ofNullable(values.get("resolver")).map(YamlNode::text),
        addressesByName(values.get("hosts-file")),
        addressesByName(values.get("dns-cache")),
        addressesByName(values.get("zone")),
        pages(values.get("pages")));
  }

  private static Map<String, String> addressesByName(YamlNode node) {
    Map<String, String> texts = new LinkedHashMap<>();
    if (node != null) {
      node.map().forEach((name, value) -> texts.put(name, addressOrAsk(value)));
    }
    return texts;
  }

  private static String addressOrAsk(YamlNode node) {
    String text = node.text();
    if (!text.startsWith(HostLore.ASK)) {
      try {
        IpAddress.parse(text);
      } catch (IllegalArgumentException e) {
        throw node.problem("write an address, or in a zone 'ask HOST': " + e.getMessage());
      }
    }
    return text;
  }

  /** Hosts that others name must be there. */
  static void checkNames(YamlNode hosts, List<String> names) {
    hosts
        .map()
        .forEach((host, node) -> {
          Map<String, YamlNode> values = node.map(KEYS);
          if (values.containsKey("resolver")) {
            checkName(values.get("resolver"), values.get("resolver").text(), names);
          }
          if (values.containsKey("zone")) {
            values.get("zone").map().forEach((zone, value) -> checkAsk(value, names));
          }
        });
  }

  private static void checkAsk(YamlNode node, List<String> names) {
    if (node.text().startsWith(HostLore.ASK)) {
      checkName(node, node.text().substring(HostLore.ASK.length()), names);
    }
  }

  private static void checkName(YamlNode node, String name, List<String> names) {
    if (!names.contains(name)) {
      throw node.problem(Suggestion.unknown("host", name, names));
    }
  }

  private static Map<String, Page> pages(YamlNode node) {
    Map<String, Page> pages = new LinkedHashMap<>();
    if (node != null) {
      node.map().forEach((path, value) -> pages.put(path, page(new Words(value, value.text()))));
    }
    return pages;
  }

  /** {@code 20000} or {@code 1000 after 300ms}. */
  private static Page page(Words words) {
    int bytes = (int) words.number("the number of bytes");
    Duration after = words.take("after") ? words.time("how long it takes") : Duration.ZERO;
    words.end();
    return new Page(bytes, after);
  }
}
