package io.handfast.bench.load;

import io.handfast.event.Errno;
import io.handfast.event.Readiness;
import io.handfast.event.SocketObserver;
import io.handfast.nio.NetworkHost;
import io.handfast.stack.Driver;
import io.handfast.tcp.TcpSocket;
import io.handfast.wire.IpAddress;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * The services of {@link LoadPorts} on the stack's own thread: each socket's observer reads, skips
 * and writes as soon as the stack says it can.
 */
public final class InlineServer {
  private static final int SOURCE_BYTES = 1 << 18;
  private static final int ECHO_BYTES = 1 << 16;
  private static final int SKIP_BYTES = 1 << 30;

  private final Driver driver;
  private final MemorySegment source = Arena.ofAuto().allocate(SOURCE_BYTES, 64);
  private final MemorySegment echo = Arena.ofAuto().allocate(ECHO_BYTES, 64);

  private InlineServer(Driver driver) {
    this.driver = driver;
  }

  /**
   * Opens the services on all addresses of a host.
   *
   * @throws IllegalStateException when a port is taken
   */
  public static void open(NetworkHost host) {
    InlineServer server = new InlineServer(host.driver());
    server.driver.lock();
    try {
      for (int port : LoadPorts.ALL) {
        server.listen(host.stack().tcpSocket(), port);
      }
    } finally {
      server.driver.unlock();
    }
  }

  private void listen(TcpSocket listener, int port) {
    long now = driver.now();
    listener.reuseAddress(true);
    int result = listener.bind(IpAddress.ANY, port, now);
    result = result < 0 ? result : listener.listen(LoadPorts.BACKLOG, now);
    if (result < 0) {
      throw new IllegalStateException("port " + port + ": " + Errno.of(result).message());
    }
    listener.observer(_ -> acceptAll(listener, port));
  }

  private void acceptAll(TcpSocket listener, int port) {
    long now = driver.now();
    TcpSocket accepted = listener.accept(now);
    while (accepted != null) {
      if (port == LoadPorts.ACCEPT_CLOSE) {
        accepted.close(now);
      } else {
        SocketObserver service = serviceOf(port, accepted);
        accepted.observer(service);
        service.ready(accepted.readiness());
      }
      accepted = listener.accept(now);
    }
  }

  private SocketObserver serviceOf(int port, TcpSocket socket) {
    return switch (port) {
      case LoadPorts.SOURCE -> ready -> pour(socket, ready);
      case LoadPorts.ECHO -> {
        socket.noDelay(true);
        yield new Echo(socket);
      }
      default -> ready -> drain(socket, ready);
    };
  }

  private void drain(TcpSocket socket, int ready) {
    if ((ready & (Readiness.READABLE | Readiness.ERROR)) != 0) {
      long now = driver.now();
      int count = socket.skip(SKIP_BYTES, now);
      while (count > 0) {
        count = socket.skip(SKIP_BYTES, now);
      }
      closeUnlessWaiting(socket, count, now);
    }
  }

  private void pour(TcpSocket socket, int ready) {
    if ((ready & (Readiness.WRITABLE | Readiness.ERROR)) != 0) {
      long now = driver.now();
      int count = socket.write(source, 0, SOURCE_BYTES, now);
      while (count > 0) {
        count = socket.write(source, 0, SOURCE_BYTES, now);
      }
      closeUnlessWaiting(socket, count, now);
    }
  }

  private static void closeUnlessWaiting(TcpSocket socket, int result, long now) {
    if (result != Errno.EAGAIN.result()) {
      socket.close(now);
    }
  }

  /** Sends back what comes; what the send buffer does not take waits here. */
  private final class Echo implements SocketObserver {
    private final TcpSocket socket;
    private MemorySegment waiting = MemorySegment.NULL;
    private int sent;

    Echo(TcpSocket socket) {
      this.socket = socket;
    }

    @Override
    public void ready(int ready) {
      long now = driver.now();
      while (flushed(now)) {
        int count = socket.read(echo, 0, ECHO_BYTES, now);
        if (count <= 0) {
          closeUnlessWaiting(socket, count, now);
          return;
        }
        answer(count, now);
      }
    }

    private void answer(int count, long now) {
      int taken = Math.max(0, socket.write(echo, 0, count, now));
      if (taken < count) {
        waiting = Arena.ofAuto().allocate(count - taken);
        waiting.copyFrom(echo.asSlice(taken, count - taken));
        sent = 0;
      }
    }

    private boolean flushed(long now) {
      int left = (int) waiting.byteSize() - sent;
      if (left > 0) {
        int taken = socket.write(waiting, sent, left, now);
        sent += Math.max(0, taken);
        if (taken < left) {
          if (taken < 0) {
            closeUnlessWaiting(socket, taken, now);
          }
          return false;
        }
        waiting = MemorySegment.NULL;
        sent = 0;
      }
      return true;
    }
  }
}
