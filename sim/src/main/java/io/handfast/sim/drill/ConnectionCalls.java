package io.handfast.sim.drill;

import io.handfast.event.Errno;
import io.handfast.tcp.State;
import io.handfast.tcp.TcpSocket;
import java.util.List;

/** Calls that open and close connections. */
final class ConnectionCalls {
  static final int PORT = 8_080;

  private final Process process;
  private final World world;

  ConnectionCalls(Process process) {
    this.process = process;
    this.world = process.world;
  }

  Operation socket(List<Expr> args, Expr result) {
    long type = Constants.evaluate(args.get(1));
    if ((type & 0xf) != 1) {
      throw DrillStop.unsupported("sockets that are not SOCK_STREAM");
    }
    long descriptor = Constants.evaluate(result);
    return () -> {
      boolean nonBlocking = (type & Constants.O_NONBLOCK) != 0;
      OpenFile file = new OpenFile(world, world.stack().tcpSocket(), nonBlocking);
      process.open(descriptor, file);
      process.newSocket(file);
      return (int) descriptor;
    };
  }

  Operation bind(List<Expr> args) {
    OpenFile file = process.socket(args.getFirst());
    return () -> {
      int result = file.socket.bind(world.addresses.local(), PORT, world.nanos());
      if (result == 0) {
        file.flow.localPort = PORT;
      }
      return result;
    };
  }

  Operation listen(List<Expr> args) {
    OpenFile file = process.socket(args.getFirst());
    int backlog = (int) Constants.evaluate(args.get(1));
    return () -> {
      int result = file.socket.listen(backlog, world.nanos());
      file.flow.listening = result == 0;
      return result;
    };
  }

  Operation accept(List<Expr> args, Expr result) {
    OpenFile file = process.socket(args.getFirst());
    return () -> {
      if (file.socket.state() != State.LISTEN) {
        return Errno.EINVAL.result();
      }
      TcpSocket accepted = file.socket.accept(world.nanos());
      if (accepted == null) {
        return file.nonBlocking ? Errno.EAGAIN.result() : Operation.BLOCKED;
      }
      OpenFile connection = new OpenFile(world, accepted, false);
      connection.errors.zeroCopy = file.errors.zeroCopy;
      long descriptor = Math.max(0, Constants.evaluate(result));
      process.open(descriptor, connection);
      process.accepted(connection);
      return (int) descriptor;
    };
  }

  // ---- connect ----

  Operation connect(List<Expr> args) {
    OpenFile file = process.socket(args.getFirst());
    if (args.get(1).text().contains("AF_UNSPEC")) {
      throw DrillStop.unsupported("connect to AF_UNSPEC");
    }
    return () -> file.connecting ? goOn(file) : begin(file);
  }

  private int begin(OpenFile file) {
    int result = file.socket.connect(world.addresses.remote(), PORT, world.nanos());
    file.deferred = result == 0;
    if (result != 0 && result != Errno.EINPROGRESS.result()) {
      return result;
    }
    file.connectsTo(PORT);
    if (file.deferred) {
      return 0;
    }
    file.connecting = true;
    world.stack().poll(world.nanos());
    return file.nonBlocking ? result : Operation.BLOCKED;
  }

  private int goOn(OpenFile file) {
    int result = file.socket.finishConnect();
    if (result == Errno.EINPROGRESS.result()) {
      return file.nonBlocking ? Errno.EALREADY.result() : Operation.BLOCKED;
    }
    file.connecting = false;
    return result;
  }

  // ---- the end ----

  Operation close(List<Expr> args) {
    if (process.closeEpoll(args.getFirst())) {
      return () -> 0;
    }
    OpenFile file = process.socket(args.getFirst());
    long end = world.micros() + 1_000_000L * Math.max(0, file.socket.linger());
    return new Operation() {
      @Override
      public int attempt() {
        file.closed = true;
        process.forget(args.getFirst());
        file.socket.close(world.nanos());
        boolean lingers = !file.nonBlocking && file.socket.linger() > 0;
        return lingers && file.socket.hasLingeringData() ? BLOCKED : 0;
      }

      @Override
      public long timeout() {
        return end;
      }
    };
  }

  Operation shutdown(List<Expr> args) {
    OpenFile file = process.socket(args.getFirst());
    long how = Constants.evaluate(args.get(1));
    return () -> {
      int read = how == 1 ? 0 : file.socket.shutdownRead(world.nanos());
      int write = how == 0 ? 0 : file.socket.shutdownWrite(world.nanos());
      return Math.min(read, write);
    };
  }
}
