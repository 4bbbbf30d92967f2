package io.handfast.sim.apps;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One connection of HTTP/1: one request after the other's response, or all at once. */
final class Http1Client extends WebConnection {
  private static final Pattern HEAD =
      Pattern.compile(
          "\\AHTTP/1\\.\\d (\\d{3}).*?Content-Length: (\\d+).*?\r\n\r\n", Pattern.DOTALL);

  private final String version;
  private final List<String> paths;
  private final boolean pipelined;
  private Runnable then;
  private byte[] received = new byte[0];
  private int answered;

  Http1Client(WebClient client, String version, List<String> paths, boolean pipelined) {
    super(client);
    this.version = version;
    this.paths = paths;
    this.pipelined = pipelined;
  }

  /** What follows the end of this connection; nothing when it was the last. */
  void then(Runnable next) {
    then = next;
  }

  @Override
  void begin() {
    if (!pipelined) {
      ask(paths.getFirst());
      return;
    }
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (String path : paths) {
      client.asked(path, "");
      all.writeBytes(request(path));
    }
    stream.send(all.toByteArray());
  }

  private void ask(String path) {
    client.asked(path, "");
    stream.send(request(path));
  }

  private byte[] request(String path) {
    String text = "GET " + path + " " + version + "\r\nHost: " + client.serverName() + "\r\n\r\n";
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public void bytes(byte[] bytes) {
    received = Bytes.join(received, bytes);
    while (takeResponse()) {
      answered++;
      if (answered == paths.size()) {
        finish();
      } else if (!pipelined) {
        ask(paths.get(answered));
      }
    }
  }

  private boolean takeResponse() {
    Matcher head = HEAD.matcher(new String(received, StandardCharsets.ISO_8859_1));
    if (answered == paths.size() || !head.find()) {
      return false;
    }
    int end = head.end() + Integer.parseInt(head.group(2));
    if (received.length < end) {
      return false;
    }
    client.answered(
        paths.get(answered), head.group(1), Arrays.copyOfRange(received, head.end(), end));
    received = Arrays.copyOfRange(received, end, received.length);
    return true;
  }

  /** With HTTP/1.0 the server closes; a client that keeps connections does it itself. */
  private void finish() {
    if (!version.equals("HTTP/1.0")) {
      client.closes();
      stream.finish();
      client.finished();
    }
  }

  @Override
  public void ended() {
    boolean complete = answered == paths.size();
    if (!complete) {
      failed(io.handfast.event.Errno.ECONNRESET);
      return;
    }
    stream.close();
    if (version.equals("HTTP/1.0")) {
      client.closes();
      if (then == null) {
        client.finished();
      } else {
        then.run();
      }
    }
  }
}
