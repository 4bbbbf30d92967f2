package io.handfast.sim.apps;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;

/**
 * One connection of HTTP/1: requests may come while earlier ones are worked on, the responses keep
 * the order of the requests (RFC 9112 section 9.3.2).
 */
final class Http1Server implements Stream.Reader {
  private static final String HEAD_END = "\r\n\r\n";

  private static final class Answer {
    final String path;
    final String version;
    final boolean last;
    boolean ready;

    Answer(String path, String version, boolean last) {
      this.path = path;
      this.version = version;
      this.last = last;
    }
  }

  private final Stream stream;
  private final WebServer.Site site;
  private final StringBuilder text = new StringBuilder();
  private final ArrayDeque<Answer> answers = new ArrayDeque<>();

  Http1Server(Stream stream, WebServer.Site site) {
    this.stream = stream;
    this.site = site;
  }

  @Override
  public void bytes(byte[] bytes) {
    text.append(new String(bytes, StandardCharsets.ISO_8859_1));
    for (int end = text.indexOf(HEAD_END); end >= 0; end = text.indexOf(HEAD_END)) {
      request(text.substring(0, end));
      text.delete(0, end + HEAD_END.length());
    }
  }

  private void request(String head) {
    String[] line = head.lines().findFirst().orElse("").split(" ");
    String version = line[2];
    boolean last = version.equals("HTTP/1.0") || head.contains("Connection: close");
    Answer answer = new Answer(line[1], version, last);
    answers.add(answer);
    site.fetch(answer.path, () -> ready(answer));
  }

  private void ready(Answer answer) {
    answer.ready = true;
    while (!answers.isEmpty() && answers.peek().ready) {
      send(answers.poll());
    }
  }

  private void send(Answer answer) {
    String status = site.has(answer.path) ? "200 OK" : "404 Not Found";
    byte[] body = site.body(answer.path);
    String head =
        answer.version
            + " "
            + status
            + "\r\nContent-Type: text/plain\r\nContent-Length: "
            + body.length
            + (answer.last ? "\r\nConnection: close" : "")
            + HEAD_END;
    stream.send(Bytes.join(head.getBytes(StandardCharsets.ISO_8859_1), body));
    if (answer.last) {
      stream.finish();
    }
  }
}
