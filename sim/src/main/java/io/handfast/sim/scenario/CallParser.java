package io.handfast.sim.scenario;

import io.handfast.tcp.Tunable;
import io.handfast.wire.TcpFlags;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Reads what is done. */
final class CallParser {
  private static final List<String> VERBS =
      List.of(
          "listen",
          "connect",
          "accept",
          "write",
          "read",
          "shutdown",
          "close",
          "abort",
          "set",
          "sysctl",
          "crash",
          "reboot",
          "flood",
          "segment",
          "heartbeat",
          "watch",
          "serve",
          "get",
          "open");
  static final List<String> OPTIONS =
      List.of(
          "keep-alive",
          "keep-idle",
          "keep-interval",
          "keep-count",
          "linger",
          "no-delay",
          "reuse-address",
          "receive-buffer",
          "send-buffer",
          "syn-count",
          "user-timeout",
          "quick-ack",
          "fast-open");

  private static final Map<String, Integer> FLAGS = new TreeMap<>();

  static {
    FLAGS.put("SYN", TcpFlags.SYN);
    FLAGS.put("ACK", TcpFlags.ACK);
    FLAGS.put("FIN", TcpFlags.FIN);
    FLAGS.put("RST", TcpFlags.RST);
    FLAGS.put("PSH", TcpFlags.PSH);
  }

  private CallParser() {}

  static Call ofHost(Words words) {
    String verb = words.next("a verb");
    Call call =
        switch (verb) {
          case "listen" -> listen(words);
          case "connect" -> connect(words);
          case "accept" -> new Call.Accept();
          case "write" -> new Call.Write((int) words.number("the number of bytes"));
          case "read" -> new Call.Read(words.isOver() ? 0 : (int) words.number("bytes"));
          case "shutdown" -> shutdown(words);
          case "close" -> new Call.Close(atEnd(words));
          case "abort" -> new Call.Abort();
          case "set" -> option(words);
          case "sysctl" -> sysctl(words);
          case "crash" -> new Call.Crash();
          case "reboot" -> new Call.Reboot();
          case "flood" -> flood(words);
          case "segment" -> segment(words);
          case "heartbeat", "watch", "serve", "get", "open" -> ProgramParser.of(verb, words);
          default -> throw words.problem(Suggestion.unknown("verb", verb, VERBS));
        };
    words.end();
    return call;
  }

  private static Call listen(Words words) {
    int port = (int) words.number("the port");
    int backlog = words.take("backlog") ? (int) words.number("the backlog") : 50;
    return new Call.Listen(port, backlog);
  }

  private static Call connect(Words words) {
    String host = words.next("a host");
    int port = (int) words.number("the port");
    int from = words.take("from") ? (int) words.number("the own port") : 0;
    return new Call.Connect(host, port, from, within(words));
  }

  private static Optional<Duration> within(Words words) {
    return words.take("within") ? Optional.of(words.time("its patience")) : Optional.empty();
  }

  /** {@code segment SYN to server 80 from 5000 seq 7 ack 8 bytes 100}. */
  private static Call segment(Words words) {
    int flags = flags(words);
    words.expect("to");
    String host = words.next("a host");
    int port = (int) words.number("the port");
    words.expect("from");
    int from = (int) words.number("the own port");
    words.expect("seq");
    int seq = (int) words.number("the sequence number");
    int ack = words.take("ack") ? (int) words.number("the acknowledgement number") : 0;
    int bytes = words.take("bytes") ? (int) words.number("the number of bytes") : 0;
    return new Call.HandMade(flags, host, port, from, seq, ack, bytes);
  }

  private static int flags(Words words) {
    int flags = 0;
    for (String each : words.next("flags").split(",")) {
      Integer flag = FLAGS.get(each);
      if (flag == null) {
        throw words.problem(Suggestion.unknown("flag", each, FLAGS.keySet()));
      }
      flags |= flag;
    }
    return flags;
  }

  private static Call shutdown(Words words) {
    String side = words.next("'write' or 'read'");
    if (!side.equals("write") && !side.equals("read")) {
      throw words.problem("write 'shutdown write' or 'shutdown read'");
    }
    return new Call.Shutdown(side.equals("write"));
  }

  private static boolean atEnd(Words words) {
    boolean atEnd = words.take("at");
    if (atEnd) {
      words.expect("end");
    }
    return atEnd;
  }

  private static Call option(Words words) {
    String name = words.next("an option");
    if (!OPTIONS.contains(name)) {
      throw words.problem(Suggestion.unknown("option", name, OPTIONS));
    }
    if (words.take("on")) {
      return new Call.Option(name, 1);
    }
    if (words.take("off")) {
      return new Call.Option(name, 0);
    }
    return new Call.Option(name, words.number("the value"));
  }

  private static Call sysctl(Words words) {
    String name = words.next("a tunable");
    Tunable tunable = tunable(name, words);
    for (String each : tunable.words()) {
      if (words.take(each)) {
        return new Call.Sysctl(name, tunable.parse(each));
      }
    }
    return new Call.Sysctl(name, words.number("the value"));
  }

  private static Tunable tunable(String name, Words words) {
    return Tunable.named(name)
        .orElseThrow(() -> words.problem(Suggestion.unknown("tunable", name, tunables())));
  }

  /** Short names: without what stands before the last dot. */
  static List<String> tunables() {
    return Arrays.stream(Tunable.values())
        .map(Tunable::sysctl)
        .map(each -> each.substring(each.lastIndexOf('.') + 1))
        .toList();
  }

  private static Call flood(Words words) {
    String host = words.next("a host");
    int port = (int) words.number("the port");
    words.expect("rate");
    int rate = (int) words.number("SYNs per second");
    words.expect("for");
    Duration time = words.time("how long");
    return new Call.Flood(host, port, rate, time);
  }

  static Call ofNetwork(Words words) {
    if (words.take("cut")) {
      Call cut = new Call.Cut(true, from(words), Between.take(words));
      words.end();
      return cut;
    }
    if (words.take("mend")) {
      Call mend = new Call.Cut(false, Optional.empty(), Between.take(words));
      words.end();
      return mend;
    }
    return new Call.Apply(RuleSentence.parse(words));
  }

  private static Optional<String> from(Words words) {
    return words.take("from") ? Optional.of(words.next("a host")) : Optional.empty();
  }
}
