package io.handfast.bench.kernel;

import io.handfast.bench.load.LoadPorts;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Requests of {@value #BYTES} bytes that are sent back, the next one after the answer to the last.
 *
 * @param connections how many, each with one request at a time; one waits in its read, several by
 *     epoll
 */
public record RequestLoad(int connections) implements Load {
  private static final int BYTES = 100;
  private static final int PATIENCE_SECONDS = 4;

  @Override
  public Figure run(int address, Interval interval) throws IOException {
    Run run = new Run(new Phase(interval));
    try {
      run.connect(address);
      return connections == 1 ? run.alone() : run.together();
    } finally {
      run.close();
    }
  }

  private final class Run {
    private final KernelSockets sockets = new KernelSockets();
    private final Epoll epoll = new Epoll();
    private final MemorySegment request = Arena.ofAuto().allocate(BYTES);
    private final MemorySegment answer = Arena.ofAuto().allocate(1 << 16);
    private final Latencies latencies = new Latencies();
    private final int[] open = new int[connections];
    private final int[] received = new int[connections];
    private final long[] since = new long[connections];
    private final Phase phase;
    private long done;

    Run(Phase phase) throws IOException {
      this.phase = phase;
    }

    void connect(int address) throws IOException {
      for (int i = 0; i < connections; i++) {
        open[i] = sockets.open(true);
        sockets.timeout(open[i], PATIENCE_SECONDS);
        sockets.noDelay(open[i]);
        sockets.connect(open[i], address, LoadPorts.ECHO);
        epoll.add(open[i], Epoll.IN, i);
      }
    }

    Figure alone() throws IOException {
      long now = System.nanoTime();
      ask(0, now);
      while (!phase.isOver(now)) {
        onAnswer(0);
        now = System.nanoTime();
        begin(now);
        advance(0, now);
      }
      return phase.figure(done, latencies.percentiles());
    }

    Figure together() throws IOException {
      for (int i = 0; i < connections; i++) {
        ask(i, System.nanoTime());
      }
      long now = System.nanoTime();
      while (!phase.isOver(now)) {
        int ready = epoll.await(PATIENCE_SECONDS * 1000);
        if (ready == 0) {
          throw new IOException("no answer came");
        }
        now = System.nanoTime();
        begin(now);
        for (int i = 0; i < ready; i++) {
          onAnswer(epoll.tag(i));
          advance(epoll.tag(i), System.nanoTime());
        }
      }
      return phase.figure(done, latencies.percentiles());
    }

    private void begin(long now) {
      if (phase.begins(now)) {
        done = 0;
        latencies.clear();
      }
    }

    private void onAnswer(int index) throws IOException {
      int count = sockets.receive(open[index], answer, answer.byteSize());
      if (count <= 0) {
        throw new IOException("an answer failed: " + count);
      }
      received[index] += count;
    }

    private void advance(int index, long now) throws IOException {
      if (received[index] >= BYTES) {
        done++;
        latencies.add(now - since[index]);
        ask(index, now);
      }
    }

    private void ask(int index, long now) throws IOException {
      received[index] = 0;
      since[index] = now;
      int sent = sockets.send(open[index], request, BYTES);
      if (sent != BYTES) {
        throw new IOException("a request failed: " + sent);
      }
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
