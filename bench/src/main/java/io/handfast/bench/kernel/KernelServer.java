package io.handfast.bench.kernel;

import io.handfast.bench.load.LoadPorts;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** The services of {@link LoadPorts} on the kernel's TCP: one thread, one epoll. */
public final class KernelServer implements Runnable {
  private static final int BYTES = 1 << 18;
  private static final int ANY = 0;

  /** Added to the tag of a listener for those it accepts. */
  private static final int ACCEPTED = 1 << 16;

  private final KernelSockets sockets = new KernelSockets();
  private final Epoll epoll;
  private final MemorySegment buffer = Arena.ofAuto().allocate(BYTES, 64);

  /** Listens on every IPv4 address; {@link #run} serves. */
  public KernelServer() throws IOException {
    epoll = new Epoll();
    for (int port : LoadPorts.ALL) {
      epoll.add(sockets.listen(ANY, port, LoadPorts.BACKLOG), Epoll.IN, port);
    }
  }

  /** Serves for ever. */
  @Override
  public void run() {
    try {
      while (true) {
        int ready = epoll.await(-1);
        for (int i = 0; i < ready; i++) {
          serve(epoll.socket(i), epoll.tag(i));
        }
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private void serve(int socket, int tag) throws IOException {
    switch (tag) {
      case ACCEPTED + LoadPorts.SOURCE ->
          closeUnlessLater(socket, sockets.send(socket, buffer, BYTES));
      case ACCEPTED + LoadPorts.ECHO -> echo(socket);
      case ACCEPTED + LoadPorts.SINK, ACCEPTED + LoadPorts.IDLE ->
          closeUnlessLater(socket, sockets.receive(socket, buffer, BYTES));
      default -> acceptAll(socket, tag);
    }
  }

  private void acceptAll(int listener, int port) throws IOException {
    int socket = sockets.accept(listener);
    while (socket >= 0) {
      if (port == LoadPorts.ACCEPT_CLOSE) {
        sockets.close(socket);
      } else {
        sockets.noDelay(socket);
        epoll.add(socket, port == LoadPorts.SOURCE ? Epoll.OUT : Epoll.IN, ACCEPTED + port);
      }
      socket = sockets.accept(listener);
    }
  }

  /** Requests are small: one that does not fit the send buffer ends its connection. */
  private void echo(int socket) {
    int count = sockets.receive(socket, buffer, BYTES);
    if (count > 0 && sockets.send(socket, buffer, count) != count) {
      sockets.close(socket);
    } else {
      closeUnlessLater(socket, count);
    }
  }

  private void closeUnlessLater(int socket, int result) {
    if (result <= 0 && result != -KernelSockets.EAGAIN && result != -KernelSockets.EINTR) {
      sockets.close(socket);
    }
  }
}
