package io.handfast.bench.kernel;

import io.handfast.bench.load.LoadPorts;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * One stream as fast as it goes, in bytes a second at the kernel's end.
 *
 * @param toServer whether the server receives (or else sends)
 */
public record BulkLoad(boolean toServer) implements Load {
  private static final int BYTES = 1 << 18;
  private static final int PATIENCE_SECONDS = 4;

  @Override
  public Figure run(int address, Interval interval) throws IOException {
    KernelSockets sockets = new KernelSockets();
    int socket = sockets.open(true);
    try (Arena arena = Arena.ofConfined()) {
      sockets.timeout(socket, PATIENCE_SECONDS);
      sockets.connect(socket, address, toServer ? LoadPorts.SINK : LoadPorts.SOURCE);
      return transfer(sockets, socket, arena.allocate(BYTES, 64), new Phase(interval));
    } finally {
      sockets.abort(socket);
    }
  }

  private Figure transfer(KernelSockets sockets, int socket, MemorySegment buffer, Phase phase)
      throws IOException {
    long bytes = 0;
    long now = System.nanoTime();
    while (!phase.isOver(now)) {
      int moved =
          toServer ? sockets.send(socket, buffer, BYTES) : sockets.receive(socket, buffer, BYTES);
      if (moved <= 0) {
        throw new IOException("the stream ended: " + moved);
      }
      bytes += moved;
      now = System.nanoTime();
      if (phase.begins(now)) {
        bytes = 0;
      }
    }
    return phase.figure(bytes, new double[0]);
  }
}
