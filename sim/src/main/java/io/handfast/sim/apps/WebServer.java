package io.handfast.sim.apps;

import io.handfast.sim.SimHost;
import io.handfast.sim.Simulation;
import io.handfast.tcp.TcpSocket;
import io.handfast.wire.IpAddress;
import java.util.Map;

/** Serves pages: HTTP/1.0 and 1.1 (RFC 9112), and HTTP/2 to who begins so (RFC 9113). */
public final class WebServer {
  private static final int BACKLOG = 50;
  private static final Page MISSING = new Page(0, java.time.Duration.ZERO);

  private final Simulation simulation;
  private final Map<String, Page> pages;
  private final Notebook notebook;
  private final TcpSocket listener;

  /** Listens at once. */
  public WebServer(
      Simulation simulation, SimHost host, int port, Map<String, Page> pages, Notebook notebook) {
    this.simulation = simulation;
    this.pages = pages;
    this.notebook = notebook;
    listener = host.stack().tcpSocket();
    listener.bind(IpAddress.ANY, port, simulation.now());
    listener.observer(ready -> acceptAll());
    listener.listen(BACKLOG, simulation.now());
  }

  private void acceptAll() {
    TcpSocket socket = listener.accept(simulation.now());
    while (socket != null) {
      Stream stream = Stream.accepted(simulation, socket);
      stream.reader(new Greeting(stream));
      socket = listener.accept(simulation.now());
    }
  }

  /** The first bytes tell which HTTP it is. */
  private final class Greeting implements Stream.Reader {
    private final Stream stream;
    private Stream.Reader version;

    Greeting(Stream stream) {
      this.stream = stream;
    }

    @Override
    public void bytes(byte[] bytes) {
      if (version == null) {
        boolean second = bytes[0] == 'P' && bytes.length > 2 && bytes[1] == 'R';
        version = second ? new Http2Server(stream, site()) : new Http1Server(stream, site());
      }
      version.bytes(bytes);
    }

    @Override
    public void ended() {
      stream.finish();
    }

    @Override
    public void drained() {
      if (version != null) {
        version.drained();
      }
    }
  }

  private Site site() {
    return new Site();
  }

  /** The pages, and who waits for one that takes time. */
  final class Site {
    boolean has(String path) {
      return pages.containsKey(path);
    }

    /** Calls when the page is ready, never at once. */
    void fetch(String path, Runnable ready) {
      long nanos = page(path).after().toNanos();
      simulation.after(
          nanos,
          () -> {
            if (nanos > 0) {
              notebook.step("ready:" + path, path + " is ready", path + " 已就绪");
            }
            ready.run();
          });
    }

    byte[] body(String path) {
      return page(path).body();
    }

    void later(Runnable action) {
      simulation.after(0, action);
    }

    private Page page(String path) {
      return pages.getOrDefault(path, MISSING);
    }
  }
}
