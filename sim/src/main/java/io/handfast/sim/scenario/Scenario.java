package io.handfast.sim.scenario;

import io.handfast.shield.ShieldConfig;
import io.handfast.sim.Impairment;
import io.handfast.tcp.TcpConfig;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A scenario as read from its file. */
public final class Scenario {
  /** What stands in for a stack. */
  enum Model {
    /** A counterfactual: open on the SYN alone. */
    TWO_WAY_SERVER,
    /** Says what the script says, segment by segment, and hears nothing. */
    HAND_MADE
  }

  /** A host: its name, addresses, settings, what stands in for its stack, what it knows. */
  record HostSpec(
      String name,
      List<String> addresses,
      TcpConfig config,
      Optional<Model> model,
      HostLore lore) {}

  /** A router or switch. */
  record NodeSpec(String name, boolean router, List<String> addresses, boolean silent) {}

  /** A SYN proxy; its first link is the outside, its second leads to what it protects. */
  record ShieldSpec(String name, ShieldConfig config) {}

  /** A link; impairments of each direction. */
  record LinkSpec(String left, String right, int mtu, Impairment forth, Impairment back) {}

  final String file;
  final String name;
  final String group;
  final List<String> rows;
  final Bilingual title;
  final Bilingual text;
  final Bilingual caption;
  final Bilingual task;
  final Bilingual question;
  final Bilingual answer;
  final List<HostSpec> hosts;
  final List<NodeSpec> nodes;
  final List<ShieldSpec> shields;
  final List<LinkSpec> links;
  final List<RuleSentence> rules;
  final List<Step> script;
  final Duration end;
  final List<Expectation> expectations;
  final String left;
  final String right;
  final Optional<Integer> firstNumber;

  Scenario(ScenarioReader from) {
    file = from.file;
    name = from.name;
    group = from.group;
    rows = from.rows;
    title = from.title;
    text = from.text;
    caption = from.caption;
    task = from.task;
    question = from.question;
    answer = from.answer;
    hosts = List.copyOf(from.hosts);
    nodes = List.copyOf(from.nodes);
    shields = List.copyOf(from.shields);
    links = List.copyOf(from.links);
    rules = List.copyOf(from.rules);
    script = List.copyOf(from.script);
    end = from.end;
    expectations = List.copyOf(from.expectations);
    left = from.left;
    right = from.right;
    firstNumber = from.firstNumber;
  }

  /** Number of a link that is there. */
  int linkIndex(Between ends) {
    for (int i = 0; i < links.size(); i++) {
      if (ends.isOf(links.get(i))) {
        return i;
      }
    }
    throw new IllegalArgumentException("no link between " + ends.left() + " and " + ends.right());
  }

  /** Name, as {@code play} takes it. */
  public String name() {
    return name;
  }

  /** Group that it is listed in: one of {@link ScenarioReader#GROUPS}. */
  public String group() {
    return group;
  }

  /** Rows of the mission that it shows, as {@code B3}. */
  public List<String> rows() {
    return rows;
  }

  /** One line. */
  public Bilingual title() {
    return title;
  }

  /** What happens and why. */
  public Bilingual text() {
    return text;
  }

  /** The same in everyday words. */
  public Bilingual caption() {
    return caption;
  }

  /** What to try. */
  public Bilingual task() {
    return task;
  }

  /** A question to check oneself. */
  public Bilingual question() {
    return question;
  }

  /** Its answer. */
  public Bilingual answer() {
    return answer;
  }

  /** Names of its hosts, in the order of the file. */
  public List<String> hostNames() {
    return hosts.stream().map(HostSpec::name).toList();
  }

  /** How long it runs, in virtual time. */
  public Duration end() {
    return end;
  }

  /** The file it was read from. */
  public String file() {
    return file;
  }
}
