package io.handfast.sim.apps;

import io.handfast.event.Errno;
import io.handfast.sim.SimHost;
import io.handfast.sim.Simulation;
import io.handfast.tcp.TcpSocket;
import io.handfast.wire.IpAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;

/** A TCP connection of a program: what is written waits for room, what comes is told at once. */
final class Stream {
  /** Whom what comes is told. */
  interface Reader {
    /** The connection is open. */
    default void opened() {}

    /** Bytes in order. */
    void bytes(byte[] bytes);

    /** The peer has finished. */
    default void ended() {}

    /** The connection has failed. */
    default void failed(Errno why) {}

    /** All that was written is with the socket. */
    default void drained() {}
  }

  private static final int CHUNK = 16_384;

  private final Simulation simulation;
  private final TcpSocket socket;
  private final ArrayDeque<ByteBuffer> waiting = new ArrayDeque<>();
  private Reader reader;
  private boolean connecting;
  private boolean ended;
  private boolean closing;
  private boolean over;
  private boolean inTurn;

  private Stream(Simulation simulation, TcpSocket socket) {
    this.simulation = simulation;
    this.socket = socket;
    socket.noDelay(true); // as web servers and clients do
    socket.observer(ready -> turn());
  }

  /** Opens actively; what comes of it is told later. */
  static Stream connect(
      Simulation simulation, SimHost host, IpAddress remote, int port, Reader reader) {
    Stream stream = new Stream(simulation, host.stack().tcpSocket());
    stream.reader = reader;
    stream.connecting = true;
    int begun = stream.socket.connect(remote, port, simulation.now());
    if (begun < 0 && begun != Errno.EINPROGRESS.result()) {
      simulation.after(0, () -> stream.fail(begun));
    }
    return stream;
  }

  /** One that a listener has taken; needs a {@link #reader}. */
  static Stream accepted(Simulation simulation, TcpSocket socket) {
    return new Stream(simulation, socket);
  }

  void reader(Reader one) {
    reader = one;
    turn();
  }

  void send(byte[] bytes) {
    waiting.add(ByteBuffer.wrap(bytes));
    turn();
  }

  /** Nothing waits for room. */
  boolean isDrained() {
    return waiting.isEmpty();
  }

  /** Closes when everything is written. */
  void finish() {
    closing = true;
    turn();
  }

  /** Closes now, whatever waits. */
  void close() {
    over = true;
    socket.close(simulation.now());
  }

  // ---- turns ----

  private void turn() {
    if (inTurn || over || reader == null) {
      return;
    }
    inTurn = true;
    if (connecting) {
      finishConnect();
    }
    if (!connecting) {
      work();
    }
    inTurn = false;
  }

  private void finishConnect() {
    int result = socket.finishConnect();
    connecting = result == Errno.EINPROGRESS.result();
    if (result == 0) {
      reader.opened();
    } else if (!connecting) {
      fail(result);
    }
  }

  private void work() {
    do {
      write();
    } while (!over && readSome());
    if (!over && closing && waiting.isEmpty()) {
      close();
    }
  }

  private void write() {
    boolean room = true;
    while (room && !over && !waiting.isEmpty()) {
      room = writeFirst();
      if (!over && waiting.isEmpty()) {
        reader.drained();
      }
    }
  }

  private boolean writeFirst() {
    int count = socket.write(waiting.peek(), simulation.now());
    if (count == Errno.EAGAIN.result()) {
      return false;
    }
    if (count < 0) {
      fail(count);
    } else if (!waiting.peek().hasRemaining()) {
      waiting.poll();
    }
    return true;
  }

  private boolean readSome() {
    if (ended) {
      return false;
    }
    ByteBuffer buffer = ByteBuffer.allocate(CHUNK);
    int count = socket.read(buffer, simulation.now());
    if (count == Errno.EAGAIN.result()) {
      return false;
    }
    if (count > 0) {
      byte[] bytes = new byte[count];
      buffer.flip().get(bytes);
      reader.bytes(bytes);
    } else if (count == 0) {
      ended = true;
      reader.ended();
    } else {
      fail(count);
    }
    return !over;
  }

  private void fail(int result) {
    if (!over) {
      close();
      reader.failed(Errno.of(result));
    }
  }
}
