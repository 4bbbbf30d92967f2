package io.handfast.sim.apps;

import io.handfast.event.Errno;
import io.handfast.sim.SimHost;
import io.handfast.sim.Simulation;
import io.handfast.wire.IpAddress;
import java.util.List;
import java.util.function.Consumer;

/** Fetches pages from one server, in one of the ways of HTTP. */
public final class WebClient {
  /**
   * Whom it fetches from.
   *
   * @param name as it goes into the requests
   */
  public record Server(String name, IpAddress address, int port) {}

  /** Between two connections, so that the end of one and the begin of the next stay apart. */
  private static final long PAUSE_NANOS = 1_000_000L;

  private final Simulation simulation;
  private final SimHost host;
  private final Server server;
  private final Notebook notebook;
  private final Consumer<String> done;

  /**
   * Does nothing yet.
   *
   * @param done gets {@code ok} or the name of an error, once
   */
  public WebClient(
      Simulation simulation,
      SimHost host,
      Server server,
      Notebook notebook,
      Consumer<String> done) {
    this.simulation = simulation;
    this.host = host;
    this.server = server;
    this.notebook = notebook;
    this.done = done;
  }

  /** Begins. */
  public void get(HttpStyle style, List<String> paths) {
    switch (style) {
      case HTTP_1_0 -> oneByOne(paths);
      case HTTP_1_1 -> open(new Http1Client(this, "HTTP/1.1", paths, false));
      case PIPELINED -> open(new Http1Client(this, "HTTP/1.1", paths, true));
      case HTTP_2 -> open(new Http2Client(this, paths));
    }
  }

  /** A connection for each page; the next one when the server has closed the last. */
  private void oneByOne(List<String> paths) {
    Http1Client first = new Http1Client(this, "HTTP/1.0", paths.subList(0, 1), false);
    if (paths.size() > 1) {
      List<String> rest = paths.subList(1, paths.size());
      first.then(() -> simulation.after(PAUSE_NANOS, () -> oneByOne(rest)));
    }
    open(first);
  }

  private void open(WebConnection connection) {
    notebook.step(
        "connect",
        "connects to " + server.address + " port " + server.port,
        "连接 " + server.address + " 端口 " + server.port);
    connection.stream = Stream.connect(simulation, host, server.address, server.port, connection);
  }

  String serverName() {
    return server.name;
  }

  void connected() {
    notebook.step("connected", "connected", "连接已建立");
  }

  void asked(String path, String with) {
    notebook.step("request:" + path, "asks for " + path + with, "请求 " + path + with);
  }

  /** A whole response is there; tells when its text is not that of the page. */
  void answered(String path, String status, byte[] body) {
    boolean right = java.util.Arrays.equals(body, Page.body(body.length));
    String name = status.equals("200") && right ? "response:" : "wrong:";
    notebook.step(
        name + path,
        status + " " + path + ", " + body.length + " bytes",
        status + " " + path + "，" + body.length + " 字节");
  }

  void closes() {
    notebook.step("close", "closes the connection", "关闭连接");
  }

  void finished() {
    done.accept("ok");
  }

  void failed(Errno why, String during) {
    notebook.step(
        "failed:" + during, during + " failed: " + why.name(), during + " 失败：" + why.name());
    done.accept(why.name());
  }
}
