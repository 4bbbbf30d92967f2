package io.handfast.sim.apps;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** One connection of HTTP/2: each request a stream, all of them at once. */
final class Http2Client extends WebConnection {
  private static final int WINDOW_MAX = Integer.MAX_VALUE;
  private static final int WINDOW_INITIAL = 65_535;
  private static final int INITIAL_WINDOW_SIZE = 4;

  private static final class Exchange {
    final String path;
    final ByteArrayOutputStream body = new ByteArrayOutputStream();
    String status;

    Exchange(String path) {
      this.path = path;
    }
  }

  private final List<String> paths;
  private final Map<Integer, Exchange> exchanges = new TreeMap<>();
  private final Http2Frames frames = new Http2Frames();
  private boolean finished;

  Http2Client(WebClient client, List<String> paths) {
    super(client);
    this.paths = paths;
  }

  /** Windows are as wide as they can be: this shows streams, not flow control. */
  @Override
  void begin() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(Http2Frames.PREFACE);
    ByteBuffer settings = ByteBuffer.allocate(6);
    settings.putShort((short) INITIAL_WINDOW_SIZE).putInt(WINDOW_MAX);
    out.writeBytes(Http2Frames.frame(Http2Frames.SETTINGS, 0, 0, settings.array()));
    byte[] more = ByteBuffer.allocate(4).putInt(WINDOW_MAX - WINDOW_INITIAL).array();
    out.writeBytes(Http2Frames.frame(Http2Frames.WINDOW_UPDATE, 0, 0, more));
    for (String path : paths) {
      int stream = 2 * exchanges.size() + 1;
      exchanges.put(stream, new Exchange(path));
      client.asked(path, " (stream " + stream + ")");
      int flags = Http2Frames.END_HEADERS | Http2Frames.END_STREAM;
      byte[] block = Hpack.request(client.serverName(), path);
      out.writeBytes(Http2Frames.frame(Http2Frames.HEADERS, flags, stream, block));
    }
    stream.send(out.toByteArray());
  }

  @Override
  public void bytes(byte[] bytes) {
    for (Http2Frames.Frame each : frames.take(bytes)) {
      switch (each.type()) {
        case Http2Frames.SETTINGS -> settings(each);
        case Http2Frames.HEADERS ->
            exchanges.get(each.stream()).status = Hpack.status(each.payload());
        case Http2Frames.DATA -> data(each);
        default -> {
          // nothing else is sent to us
        }
      }
    }
  }

  private void settings(Http2Frames.Frame frame) {
    if (!frame.has(Http2Frames.ACK)) {
      stream.send(Http2Frames.frame(Http2Frames.SETTINGS, Http2Frames.ACK, 0, new byte[0]));
    }
  }

  private void data(Http2Frames.Frame frame) {
    Exchange exchange = exchanges.get(frame.stream());
    exchange.body.writeBytes(frame.payload());
    if (frame.has(Http2Frames.END_STREAM)) {
      client.answered(exchange.path, exchange.status, exchange.body.toByteArray());
      exchanges.remove(frame.stream());
    }
    if (exchanges.isEmpty()) {
      finish();
    }
  }

  private void finish() {
    finished = true;
    client.closes();
    stream.send(Http2Frames.frame(Http2Frames.GOAWAY, 0, 0, new byte[8]));
    stream.finish();
    client.finished();
  }

  @Override
  public void ended() {
    if (!finished) {
      failed(io.handfast.event.Errno.ECONNRESET);
    }
  }
}
