package io.handfast.sim.scenario;

import io.handfast.shield.ShieldConfig;
import io.handfast.shield.ShieldMode;
import io.handfast.sim.Impairment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads a scenario file; what is wrong in it is said with its line and what to write instead. */
public final class ScenarioReader {
  /** Groups, in the order in which they are listed. */
  public static final List<String> GROUPS =
      List.of("opening", "queues", "using", "closing", "trouble", "counterfactual");

  static final String MAIN = "main";

  /** Each way of the link that is there without a word. */
  private static final Duration USUAL_DELAY = Duration.ofMillis(50);

  private static final List<String> MODES = List.of("off", "cache", "cookies", "proxy", "adaptive");

  private static final Set<String> KEYS =
      Set.of(
          "title",
          "group",
          "rows",
          "text",
          "caption",
          "task",
          "question",
          "answer",
          "hosts",
          "routers",
          "switches",
          "shields",
          "links",
          "rules",
          "script",
          "end",
          "expect",
          "show",
          "first-number");

  final String file;
  final String name;
  final List<Scenario.HostSpec> hosts = new ArrayList<>();
  final List<Scenario.NodeSpec> nodes = new ArrayList<>();
  final List<Scenario.ShieldSpec> shields = new ArrayList<>();
  final List<Scenario.LinkSpec> links = new ArrayList<>();
  final List<RuleSentence> rules = new ArrayList<>();
  final List<Step> script = new ArrayList<>();
  final List<Expectation> expectations = new ArrayList<>();
  String group;
  List<String> rows;
  Bilingual title;
  Bilingual text;
  Bilingual caption;
  Bilingual task;
  Bilingual question;
  Bilingual answer;
  Duration end;
  String left;
  String right;
  Optional<Integer> firstNumber = Optional.empty();
  private final YamlNode root;
  private final Map<String, YamlNode> entries;

  private ScenarioReader(String file, String source) {
    this.file = file;
    this.name = file.replaceAll(".*/", "").replaceAll("\\.ya?ml$", "");
    this.root = YamlNode.parse(file, source);
    this.entries = root.map(KEYS);
  }

  /**
   * Reads a scenario.
   *
   * @param file for messages; its last part without ending is the scenario's name
   * @throws ScenarioProblem when it cannot be read
   */
  public static Scenario read(String file, String source) {
    ScenarioReader reader = new ScenarioReader(file, source);
    reader.readTexts();
    reader.readNetwork();
    reader.readScript();
    return new Scenario(reader);
  }

  private YamlNode required(String key) {
    YamlNode value = entries.get(key);
    if (value == null) {
      throw root.problem("'" + key + "' is missing: add a line '" + key + ": …'");
    }
    return value;
  }

  private List<YamlNode> listOf(String key) {
    return entries.containsKey(key) ? entries.get(key).list() : List.of();
  }

  // ---- texts ----

  private void readTexts() {
    YamlNode groupNode = required("group");
    group = groupNode.text();
    if (!GROUPS.contains(group)) {
      throw groupNode.problem(Suggestion.unknown("group", group, GROUPS));
    }
    rows = listOf("rows").stream().map(YamlNode::text).toList();
    title = bilingual(required("title"));
    text = bilingual(required("text"));
    caption = optional("caption");
    task = optional("task");
    question = optional("question");
    answer = optional("answer");
    end = time(required("end"));
  }

  private Bilingual optional(String key) {
    return entries.containsKey(key) ? bilingual(entries.get(key)) : Bilingual.EMPTY;
  }

  private static Bilingual bilingual(YamlNode node) {
    Map<String, YamlNode> texts = node.map(Set.of("en", "zh"));
    if (texts.size() < 2) {
      throw node.problem("a text has two lines: 'en: …' and 'zh: …'");
    }
    return new Bilingual(texts.get("en").text(), texts.get("zh").text());
  }

  private static Duration time(YamlNode node) {
    Duration time = Words.parseTime(node.text());
    if (time == null) {
      throw node.problem("a time is like 200ms, 1.5s or 2h, not '" + node.text() + "'");
    }
    return time;
  }

  // ---- network ----

  private void readNetwork() {
    if (entries.containsKey("hosts")) {
      entries.get("hosts").map().forEach((host, value) -> hosts.add(HostReader.read(host, value)));
    }
    addUsualHosts();
    if (entries.containsKey("hosts")) {
      HostReader.checkNames(entries.get("hosts"), hostNames());
    }
    nodes("routers", true);
    nodes("switches", false);
    if (entries.containsKey("shields")) {
      entries.get("shields").map().forEach((name, value) -> shields.add(shield(name, value)));
    }
    for (YamlNode each : listOf("links")) {
      links.add(LinkReader.read(each, names()));
    }
    if (links.isEmpty()) {
      Impairment usual = Impairment.NONE.withDelay(USUAL_DELAY);
      links.add(new Scenario.LinkSpec("client", "server", 1_500, usual, usual));
    }
    readShow();
    if (entries.containsKey("first-number")) {
      firstNumber = Optional.of((int) entries.get("first-number").number());
    }
  }

  /** A client and a server are there without a word. */
  private void addUsualHosts() {
    if (!hostNames().contains("server")) {
      hosts.addFirst(HostReader.usual("server"));
    }
    if (!hostNames().contains("client")) {
      hosts.addFirst(HostReader.usual("client"));
    }
  }

  private List<String> hostNames() {
    return hosts.stream().map(Scenario.HostSpec::name).toList();
  }

  private List<String> names() {
    List<String> names = new ArrayList<>(hostNames());
    nodes.forEach(each -> names.add(each.name()));
    shields.forEach(each -> names.add(each.name()));
    return names;
  }

  private void nodes(String key, boolean routers) {
    if (!entries.containsKey(key)) {
      return;
    }
    entries
        .get(key)
        .map()
        .forEach((node, value) -> {
          Map<String, YamlNode> values = value.map(Set.of("address", "silent"));
          YamlNode address = values.get("address");
          boolean silent =
              values.containsKey("silent") && values.get("silent").text().equals("true");
          nodes.add(
              new Scenario.NodeSpec(
                  node,
                  routers,
                  address == null ? List.of() : HostReader.addresses(address),
                  silent));
        });
  }

  private static Scenario.ShieldSpec shield(String name, YamlNode node) {
    Map<String, YamlNode> values = node.map(Set.of("mode", "half-open"));
    ShieldConfig config = ShieldConfig.STANDARD;
    YamlNode mode = values.get("mode");
    if (mode != null) {
      try {
        config = config.withMode(ShieldMode.valueOf(mode.text().toUpperCase(Locale.ROOT)));
      } catch (IllegalArgumentException e) {
        throw mode.problem(Suggestion.unknown("mode", mode.text(), MODES));
      }
    }
    YamlNode halfOpen = values.get("half-open");
    return new Scenario.ShieldSpec(
        name, halfOpen == null ? config : config.withHalfOpenMax((int) halfOpen.number()));
  }

  private void readShow() {
    List<String> shown = listOf("show").stream().map(YamlNode::text).toList();
    left = shown.isEmpty() ? "client" : shown.getFirst();
    right = shown.size() < 2 ? "server" : shown.get(1);
    if (!hostNames().contains(left) || !hostNames().contains(right) || left.equals(right)) {
      throw entries
          .getOrDefault("show", root)
          .problem("'show' names two hosts: 'show: [client, server]'");
    }
  }

  // ---- what happens, and what has to come of it ----

  private void readScript() {
    for (YamlNode each : listOf("rules")) {
      rules.add(checked(RuleSentence.parse(new Words(each, each.text())), each));
    }
    for (YamlNode each : required("script").list()) {
      each.map().forEach((when, what) -> script.add(step(when, what)));
    }
    script.sort(Comparator.comparing(Step::at));
    for (YamlNode each : required("expect").list()) {
      expectations.add(ExpectationParser.parse(each, hostNames()));
    }
  }

  private RuleSentence checked(RuleSentence rule, YamlNode node) {
    rule.from()
        .filter(each -> !names().contains(each))
        .ifPresent(each -> {
          throw node.problem(Suggestion.unknown("host", each, names()));
        });
    checkLink(rule.on(), node);
    return rule;
  }

  private void checkLink(Optional<Between> on, YamlNode node) {
    if (on.isPresent() && links.stream().noneMatch(on.get()::isOf)) {
      Between ends = on.get();
      throw node.problem("there is no link between " + ends.left() + " and " + ends.right());
    }
  }

  private Call ofNetwork(YamlNode what) {
    Call call = CallParser.ofNetwork(new Words(what, what.text()));
    switch (call) {
      case Call.Apply apply -> checked(apply.rule(), what);
      case Call.Cut cut -> checkLink(cut.on(), what);
      default -> throw new IllegalStateException("of the network there is no other");
    }
    return call;
  }

  /** {@code 1.5s client: write 100} or {@code 2s client second: close}. */
  private Step step(String when, YamlNode what) {
    Words words = new Words(what, when);
    Duration at = words.time("it");
    String who = words.next("a host, or 'network',");
    Words call = new Words(what, what.text());
    if (who.equals("network")) {
      return new Step(at, who, MAIN, ofNetwork(what), what.text(), what.line());
    }
    if (!hostNames().contains(who)) {
      throw words.problem(Suggestion.unknown("host", who, hostNames()));
    }
    String socket = words.isOver() ? MAIN : words.next("a socket");
    words.end();
    Call parsed = CallParser.ofHost(call);
    for (String named : parsed.hosts()) {
      if (!hostNames().contains(named)) {
        throw what.problem(Suggestion.unknown("host", named, hostNames()));
      }
    }
    return new Step(at, who, socket, parsed, what.text(), what.line());
  }
}
