package io.handfast.sim.scenario;

import io.handfast.event.Errno;
import io.handfast.sim.SimHost;
import io.handfast.sim.Simulation;
import io.handfast.tcp.TcpSocket;
import io.handfast.wire.IpAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A program with one socket, written as one that blocks: each call begins when the one before is
 * done. Reads are a thread of their own, so that it may read and write at once.
 */
final class Program {
  private static final int CHUNK = 65_536;

  private final Simulation simulation;
  private final SimHost host;
  private final String socketName;
  private final Function<String, Program> siblings;
  private final Function<String, SimHost> hosts;
  private final Consumer<Outcome> outcomes;
  private final ArrayDeque<Call.OfSocket> calls = new ArrayDeque<>();
  private final ArrayDeque<Call.Read> reads = new ArrayDeque<>();
  private TcpSocket socket;
  private boolean connecting;
  private boolean ended;
  private boolean failed;
  private boolean inTurn;
  private long written;
  private long writtenOfCall;
  private long read;
  private long readOfCall;
  private boolean exact = true;

  Program(
      Simulation simulation,
      SimHost host,
      String socketName,
      Function<String, Program> siblings,
      Function<String, SimHost> hosts,
      Consumer<Outcome> outcomes) {
    this.simulation = simulation;
    this.host = host;
    this.socketName = socketName;
    this.siblings = siblings;
    this.hosts = hosts;
    this.outcomes = outcomes;
  }

  /** The byte at a position of every stream. */
  static byte pattern(long position) {
    return (byte) (position * 31 + (position >> 8));
  }

  void add(Call.OfSocket call) {
    if (call instanceof Call.Read one) {
      reads.add(one);
    } else {
      calls.add(call);
    }
    turn();
  }

  /** Bytes read so far. */
  long bytesRead() {
    return read;
  }

  /** Every byte read was the one that was written there. */
  boolean isExact() {
    return exact;
  }

  /** Does what can be done now; also called when the socket has become ready. */
  void turn() {
    if (inTurn) {
      return;
    }
    inTurn = true;
    boolean progress = true;
    while (progress) {
      progress = doNext() | readNext();
    }
    inTurn = false;
  }

  private boolean doNext() {
    Call.OfSocket call = calls.peek();
    boolean done = call != null && isDone(call);
    if (done) {
      calls.poll();
      writtenOfCall = 0;
    }
    return done;
  }

  /** Tries a call; false when it would block. */
  private boolean isDone(Call.OfSocket call) {
    return switch (call) {
      case Call.Listen listen -> listen(listen);
      case Call.Connect connect -> connect(connect);
      case Call.Accept _ -> accept();
      case Call.Write write -> write(write);
      case Call.Shutdown shutdown -> shutdown(shutdown);
      case Call.Close close -> close(close);
      case Call.Abort _ -> abort();
      case Call.Option option -> {
        SocketOption.set(open(), option.name(), option.value());
        yield true;
      }
      case Call.Read _ -> throw new IllegalStateException("reads have their own queue");
    };
  }

  private TcpSocket open() {
    if (socket == null || socket.isClosed() || failed) {
      use(host.stack().tcpSocket());
    }
    return socket;
  }

  private void use(TcpSocket opened) {
    socket = opened;
    ended = false;
    failed = false;
    read = 0;
    written = 0;
    socket.observer(ready -> turn());
  }

  private void report(String call, String outcome) {
    outcomes.accept(new Outcome(host.name(), socketName, call, outcome, simulation.elapsed()));
  }

  private boolean report(String call, int result) {
    failed |= result < 0;
    report(call, result < 0 ? Errno.of(result).name() : "ok");
    return true;
  }

  private boolean listen(Call.Listen listen) {
    int bound = open().bind(IpAddress.ANY, listen.port(), simulation.now());
    if (bound < 0) {
      return report("bind", bound);
    }
    socket.observer(ready -> siblings.apply("").turn());
    return report("listen", socket.listen(listen.backlog(), simulation.now()));
  }

  private boolean connect(Call.Connect connect) {
    if (!connecting) {
      int begun = begin(connect);
      connecting = begun == Errno.EINPROGRESS.result();
      connect.within().ifPresent(patience -> loseItAfter(patience.toNanos()));
      return !connecting && report("connect", begun);
    }
    int result = socket.finishConnect();
    connecting = result == Errno.EINPROGRESS.result();
    return !connecting && report("connect", result);
  }

  /** The program's own timer: it closes its socket, and the stack stops trying. */
  private void loseItAfter(long nanos) {
    TcpSocket tried = socket;
    simulation.after(
        nanos,
        () -> {
          if (connecting && socket == tried) {
            connecting = false;
            failed = true;
            calls.poll();
            socket.close(simulation.now());
            report("connect", "timeout");
            turn();
          }
        });
  }

  private int begin(Call.Connect connect) {
    TcpSocket own = open();
    int bound = connect.fromPort() == 0 ? 0 : bind(own, connect.fromPort());
    IpAddress remote = hosts.apply(connect.host()).address();
    return bound < 0 ? bound : own.connect(remote, connect.port(), simulation.now());
  }

  private int bind(TcpSocket own, int port) {
    return own.bind(IpAddress.ANY, port, simulation.now());
  }

  private boolean accept() {
    Program listener = siblings.apply("listener");
    TcpSocket accepted =
        listener == null || listener.socket == null
            ? null
            : listener.socket.accept(simulation.now());
    if (accepted == null) {
      return false;
    }
    use(accepted);
    report("accept", "ok");
    return true;
  }

  private boolean write(Call.Write write) {
    while (writtenOfCall < write.bytes()) {
      int length = (int) Math.min(CHUNK, write.bytes() - writtenOfCall);
      byte[] bytes = new byte[length];
      for (int i = 0; i < length; i++) {
        bytes[i] = pattern(written + i);
      }
      int count = open().write(ByteBuffer.wrap(bytes), simulation.now());
      if (count == Errno.EAGAIN.result()) {
        return false;
      }
      if (count < 0) {
        return report("write", count);
      }
      written += count;
      writtenOfCall += count;
    }
    return report("write", 0);
  }

  private boolean shutdown(Call.Shutdown shutdown) {
    long now = simulation.now();
    return report(
        "shutdown", shutdown.write() ? open().shutdownWrite(now) : open().shutdownRead(now));
  }

  private boolean close(Call.Close close) {
    if (close.atEnd() && !ended && !failed) {
      return false;
    }
    if (socket != null) {
      socket.close(simulation.now());
    }
    return true;
  }

  private boolean abort() {
    open().abort(simulation.now());
    return true;
  }

  // ---- reading ----

  private boolean readNext() {
    Call.Read call = reads.peek();
    boolean open = socket != null && !connecting && !socket.isClosed() && !isBeforeConnect();
    boolean done = call != null && open && isRead(call);
    if (done) {
      reads.poll();
      readOfCall = 0;
    }
    return done;
  }

  private boolean isBeforeConnect() {
    return socket.remotePort() == 0;
  }

  private boolean isRead(Call.Read call) {
    while (call.bytes() == 0 || readOfCall < call.bytes()) {
      long wanted = call.bytes() == 0 ? CHUNK : Math.min(CHUNK, call.bytes() - readOfCall);
      ByteBuffer buffer = ByteBuffer.allocate((int) wanted);
      int count = socket.read(buffer, simulation.now());
      if (count == Errno.EAGAIN.result()) {
        return false;
      }
      if (count <= 0) {
        ended = true;
        report("read", count == 0 ? "end" : Errno.of(count).name());
        return true;
      }
      check(buffer.flip());
      readOfCall += count;
    }
    report("read", "ok");
    return true;
  }

  private void check(ByteBuffer bytes) {
    while (bytes.hasRemaining()) {
      exact &= bytes.get() == pattern(read);
      read++;
    }
  }
}
