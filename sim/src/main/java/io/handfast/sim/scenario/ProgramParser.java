package io.handfast.sim.scenario;

import io.handfast.sim.apps.HttpStyle;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Reads what programs do that a scenario brings along: heartbeats, the web, names. */
final class ProgramParser {
  private static final int HTTP_PORT = 80;
  private static final List<String> STYLES =
      Arrays.stream(HttpStyle.values()).map(HttpStyle::word).toList();

  private ProgramParser() {}

  static Call of(String verb, Words words) {
    return switch (verb) {
      case "heartbeat" -> heartbeat(words);
      case "watch" -> watch(words);
      case "serve" -> serve(words);
      case "get" -> get(words);
      default -> open(words);
    };
  }

  private static Call heartbeat(Words words) {
    String host = words.next("a host");
    int port = (int) words.number("the port");
    words.expect("every");
    Duration every = words.time("how often");
    words.expect("within");
    return new Call.Heartbeat(host, port, every, words.time("the patience"));
  }

  private static Call watch(Words words) {
    int port = (int) words.number("the port");
    words.expect("within");
    return new Call.Watch(port, words.time("the patience"));
  }

  private static Call serve(Words words) {
    String what = words.next("'http' or 'dns'");
    return switch (what) {
      case "http" -> new Call.ServeHttp(words.isOver() ? HTTP_PORT : (int) words.number("a port"));
      case "dns" ->
          new Call.ServeDns(
              words.take("by") ? Optional.of(words.next("a host to begin at")) : Optional.empty());
      default -> throw words.problem(Suggestion.unknown("service", what, List.of("http", "dns")));
    };
  }

  private static Call get(Words words) {
    String host = words.next("a host");
    int port = (int) words.number("the port");
    String word = words.next("how");
    HttpStyle style =
        Arrays.stream(HttpStyle.values())
            .filter(each -> each.word().equals(word))
            .findFirst()
            .orElseThrow(() -> words.problem(Suggestion.unknown("way", word, STYLES)));
    List<String> paths = new ArrayList<>();
    do {
      paths.add(words.next("a path"));
    } while (!words.isOver());
    return new Call.Get(host, port, style, List.copyOf(paths));
  }

  private static Call open(Words words) {
    String text = words.next("a URL");
    try {
      URI url = new URI(text);
      if ("http".equals(url.getScheme()) && url.getHost() != null) {
        int port = url.getPort() < 0 ? HTTP_PORT : url.getPort();
        return new Call.Open(url.getHost(), port, url.getPath().isEmpty() ? "/" : url.getPath());
      }
    } catch (URISyntaxException e) {
      throw words.problem(e.getMessage());
    }
    throw words.problem("a URL is like http://www.example.test/");
  }
}
