package io.handfast.bench.kernel;

import io.handfast.bench.load.LoadPorts;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Connections one after the other: each is opened, waits for the server to close, and closes.
 *
 * @param outstanding how many at a time
 */
public record ConnectionLoad(int outstanding) implements Load {
  private static final int PATIENCE_MILLIS = 4_000;

  @Override
  public Figure run(int address, Interval interval) throws IOException {
    Run run = new Run(address, new Phase(interval));
    try {
      return run.go();
    } finally {
      run.close();
    }
  }

  private final class Run {
    private final KernelSockets sockets = new KernelSockets();
    private final Epoll epoll = new Epoll();
    private final MemorySegment buffer = Arena.ofAuto().allocate(64);
    private final Latencies latencies = new Latencies();
    private final long[] since = new long[outstanding];
    private final int[] open = new int[outstanding];
    private final int address;
    private final Phase phase;
    private int started;
    private long done;

    Run(int address, Phase phase) throws IOException {
      this.address = address;
      this.phase = phase;
    }

    Figure go() throws IOException {
      for (int slot = 0; slot < outstanding; slot++) {
        start(slot);
      }
      long now = System.nanoTime();
      while (!phase.isOver(now)) {
        int ready = epoll.await(PATIENCE_MILLIS);
        if (ready == 0) {
          throw new IOException("no connection came to its end");
        }
        now = System.nanoTime();
        if (phase.begins(now)) {
          done = 0;
          latencies.clear();
        }
        for (int i = 0; i < ready; i++) {
          onEvent(epoll.socket(i), epoll.tag(i), now);
        }
      }
      return phase.figure(done, latencies.percentiles());
    }

    private void start(int slot) throws IOException {
      since[slot] = System.nanoTime();
      int socket = sockets.open(false);
      open[slot] = socket;
      sockets.bindSource(socket, Sources.of(address, started++));
      sockets.connect(socket, address, LoadPorts.ACCEPT_CLOSE);
      epoll.add(socket, Epoll.IN, slot);
    }

    private void onEvent(int socket, int slot, long now) throws IOException {
      int count = sockets.receive(socket, buffer, buffer.byteSize());
      if (count == -KernelSockets.EAGAIN) {
        return;
      }
      if (count < 0) {
        throw new IOException("a connection failed: errno " + -count);
      }
      done++;
      latencies.add(now - since[slot]);
      sockets.close(socket);
      start(slot);
    }

    void close() {
      for (int socket : open) {
        if (socket > 0) {
          sockets.abort(socket);
        }
      }
      epoll.close(sockets);
    }
  }
}
