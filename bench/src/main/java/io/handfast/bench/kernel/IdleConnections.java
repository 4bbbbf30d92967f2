package io.handfast.bench.kernel;

import io.handfast.bench.load.LoadPorts;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Connections that are open and do nothing. */
public final class IdleConnections implements AutoCloseable {
  private static final int PATIENCE_SECONDS = 4;

  private final KernelSockets sockets = new KernelSockets();
  private final List<Integer> open = new ArrayList<>();
  private final int address;

  /** None yet, to the server of that address. */
  public IdleConnections(int address) {
    this.address = address;
  }

  /** Opens so many more. */
  public void open(int more) throws IOException {
    for (int i = 0; i < more; i++) {
      int socket = sockets.open(true);
      open.add(socket);
      sockets.timeout(socket, PATIENCE_SECONDS);
      sockets.bindSource(socket, Sources.of(address, open.size()));
      sockets.connect(socket, address, LoadPorts.IDLE);
    }
  }

  @Override
  public void close() {
    open.forEach(sockets::abort);
    open.clear();
  }
}
