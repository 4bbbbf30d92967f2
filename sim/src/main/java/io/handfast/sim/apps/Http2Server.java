package io.handfast.sim.apps;

import java.util.ArrayDeque;
import java.util.Arrays;

/** One connection of HTTP/2: responses as they are ready, and by turns when several are. */
final class Http2Server implements Stream.Reader {
  /** Bytes of a DATA frame, so that streams take turns often. */
  private static final int TURN = 2_048;

  private static final class Answer {
    final int id;
    final byte[] body;
    int sent;

    Answer(int id, byte[] body) {
      this.id = id;
      this.body = body;
    }
  }

  private final Stream stream;
  private final WebServer.Site site;
  private final Http2Frames frames = new Http2Frames();
  private final ArrayDeque<Answer> answers = new ArrayDeque<>();
  private int prefaceLeft = Http2Frames.PREFACE.length;

  Http2Server(Stream stream, WebServer.Site site) {
    this.stream = stream;
    this.site = site;
  }

  @Override
  public void bytes(byte[] bytes) {
    int skip = Math.min(prefaceLeft, bytes.length);
    if (prefaceLeft > 0 && skip == prefaceLeft) {
      stream.send(Http2Frames.frame(Http2Frames.SETTINGS, 0, 0, new byte[0]));
    }
    prefaceLeft -= skip;
    for (Http2Frames.Frame each : frames.take(Arrays.copyOfRange(bytes, skip, bytes.length))) {
      if (each.type() == Http2Frames.SETTINGS && !each.has(Http2Frames.ACK)) {
        stream.send(Http2Frames.frame(Http2Frames.SETTINGS, Http2Frames.ACK, 0, new byte[0]));
      } else if (each.type() == Http2Frames.HEADERS) {
        String path = Hpack.path(each.payload());
        site.fetch(path, () -> ready(each.stream(), path));
      }
    }
  }

  private void ready(int id, String path) {
    byte[] body = site.body(path);
    byte[] head = Hpack.response(site.has(path), body.length);
    stream.send(Http2Frames.frame(Http2Frames.HEADERS, Http2Frames.END_HEADERS, id, head));
    answers.add(new Answer(id, body));
    site.later(this::pump); // behind others that are ready at the same moment
  }

  @Override
  public void drained() {
    pump();
  }

  private void pump() {
    while (!answers.isEmpty() && stream.isDrained()) {
      Answer answer = answers.poll();
      int end = Math.min(answer.sent + TURN, answer.body.length);
      boolean last = end == answer.body.length;
      byte[] part = Arrays.copyOfRange(answer.body, answer.sent, end);
      answer.sent = end;
      if (!last) {
        answers.add(answer);
      }
      int flags = last ? Http2Frames.END_STREAM : 0;
      stream.send(Http2Frames.frame(Http2Frames.DATA, flags, answer.id, part));
    }
  }
}
