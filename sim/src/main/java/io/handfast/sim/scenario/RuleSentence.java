package io.handfast.sim.scenario;

import io.handfast.sim.Hold;
import io.handfast.sim.PacketRule;
import io.handfast.sim.Packets;
import io.handfast.sim.Rule;
import io.handfast.sim.SimHost;
import io.handfast.sim.SimPacket;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * A rule as a sentence: {@code drop the first SYN-ACK}, {@code delay the third data segment from
 * client by 3s}, {@code duplicate every FIN}, {@code hold the first SYN until 5s}, {@code reset
 * from server after 10000 bytes}.
 *
 * @param ordinal 0 for every packet of the kind
 * @param firstOf the first so many, 0 when it is one or every
 * @param by delay, or how much later a copy comes
 * @param until when a hold is released
 * @param bytes of payload that pass before a reset
 * @param on which link; the first without
 */
public record RuleSentence(
    String verb,
    String kind,
    int ordinal,
    int firstOf,
    Optional<String> from,
    Optional<Duration> by,
    Optional<Duration> until,
    long bytes,
    Optional<Between> on) {
  static final Map<String, Predicate<SimPacket>> KINDS = new LinkedHashMap<>();

  static {
    KINDS.put("packet", Packets.ANY);
    KINDS.put("SYN", Packets.SYN);
    KINDS.put("SYN-ACK", Packets.SYN_ACK);
    KINDS.put("ACK", Packets.PURE_ACK);
    KINDS.put("data", Packets.DATA);
    KINDS.put("FIN", Packets.FIN);
    KINDS.put("RST", Packets.RST);
    KINDS.put("window-update", Packets.PURE_ACK);
  }

  private static final List<String> VERBS =
      List.of("drop", "delay", "duplicate", "corrupt", "mark", "hold", "reset", "deliver");

  /** An ACK with an open window behind one whose window was 0. */
  private static Predicate<SimPacket> windowUpdate() {
    boolean[] closed = new boolean[1];
    return Packets.PURE_ACK.and(packet -> {
      boolean opens = packet.tcp().filter(tcp -> tcp.window() > 0).isPresent();
      boolean update = closed[0] && opens;
      closed[0] = !opens;
      return update;
    });
  }

  /**
   * A time with its unit, as {@code 200ms}, {@code 1.5s} or {@code 2h}; empty for anything else.
   */
  public static Optional<Duration> time(String text) {
    return Optional.ofNullable(Words.parseTime(text));
  }

  /** Reads a sentence that came with an option. */
  public static RuleSentence parse(String sentence) {
    return parse(new Words(YamlNode.parse("--drop", "rule"), sentence));
  }

  static RuleSentence parse(Words words) {
    String verb = words.next("a verb");
    if (!VERBS.contains(verb)) {
      throw words.problem(Suggestion.unknown("verb", verb, VERBS));
    }
    if (verb.equals("reset") && !words.peek().equals("the") && !words.peek().equals("every")) {
      return resetAfter(words);
    }
    int ordinal = 0;
    int firstOf = 0;
    if (!words.take("every")) {
      words.expect("the");
      ordinal = words.ordinal();
      if (ordinal == 0) {
        throw words.problem("say which: 'every', 'the first', 'the 12th', 'the first 3'");
      }
      if (ordinal == 1 && words.peek().matches("\\d+")) {
        firstOf = (int) words.number("a count");
      }
    }
    String kind = kind(words);
    Optional<String> from =
        words.take("from") ? Optional.of(words.next("a host")) : Optional.empty();
    return ending(words, verb, kind, ordinal, firstOf, from);
  }

  private static RuleSentence ending(
      Words words, String verb, String kind, int ordinal, int firstOf, Optional<String> from) {
    Optional<Duration> by = Optional.empty();
    Optional<Duration> until = Optional.empty();
    if (verb.equals("delay")) {
      words.expect("by");
      by = Optional.of(words.time("the delay"));
    } else if (verb.equals("duplicate") && words.take("after")) {
      by = Optional.of(words.time("a time"));
    } else if (verb.equals("hold")) {
      words.expect("until");
      until = Optional.of(words.time("the time of its release"));
    }
    Optional<Between> on = Between.take(words);
    words.end();
    return new RuleSentence(verb, kind, ordinal, firstOf, from, by, until, 0, on);
  }

  private static RuleSentence resetAfter(Words words) {
    Optional<String> from =
        words.take("from") ? Optional.of(words.next("a host")) : Optional.empty();
    words.expect("after");
    long bytes = words.number("the number of bytes");
    words.expect("bytes");
    Optional<Between> on = Between.take(words);
    words.end();
    Optional<Duration> never = Optional.empty();
    return new RuleSentence("reset", "data", 0, 0, from, never, never, bytes, on);
  }

  private static String kind(Words words) {
    String kind = words.next("a kind of packet");
    if (kind.equals("window")) {
      words.expect("update");
      kind = "window-update";
    }
    if (!KINDS.containsKey(kind)) {
      throw words.problem(Suggestion.unknown("kind of packet", kind, KINDS.keySet()));
    }
    words.take("segment");
    return kind;
  }

  /**
   * The rule.
   *
   * @param hosts finds a host by name
   * @param hold what a verb "hold" waits for
   */
  public PacketRule rule(Function<String, SimHost> hosts, Hold hold) {
    Rule rule =
        switch (verb) {
          case "drop" -> Rule.drop();
          case "delay" -> Rule.delay(by.orElseThrow());
          case "duplicate" -> Rule.duplicateAfter(by.orElse(Duration.ZERO));
          case "corrupt" -> Rule.corrupt();
          case "mark" -> Rule.mark();
          case "reset" -> Rule.reset();
          case "hold" -> Rule.hold(hold);
          default -> Rule.deliver();
        };
    from.ifPresent(name -> rule.from(hosts.apply(name)));
    if (bytes > 0) {
      return rule.afterBytes(bytes);
    }
    Predicate<SimPacket> packets = kind.equals("window-update") ? windowUpdate() : KINDS.get(kind);
    if (firstOf > 0) {
      return rule.firstOf(firstOf, packets);
    }
    return ordinal == 0 ? rule.every(packets) : rule.nth(ordinal, packets);
  }
}
