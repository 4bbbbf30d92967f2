package io.handfast.sim.drill;

import io.handfast.event.Errno;
import io.handfast.tcp.SendFlags;
import io.handfast.tcp.TcpSocket;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** Calls that read and write. All data is zeros; what is read is only counted. */
final class DataCalls {
  private static final long HARMLESS = Constants.MSG_DONTWAIT | Constants.MSG_NOSIGNAL;

  private static final long SENT =
      HARMLESS
          | Constants.MSG_MORE
          | Constants.MSG_EOR
          | Constants.MSG_OOB
          | Constants.MSG_FASTOPEN
          | Constants.MSG_ZEROCOPY;

  private final Process process;
  private final World world;

  DataCalls(Process process) {
    this.process = process;
    this.world = process.world;
  }

  // ---- reading ----

  Operation receive(Expr descriptor, Expr buffer, Expr size, long flags) {
    if ((flags & ~(HARMLESS | Constants.MSG_TRUNC)) != 0) {
      throw DrillStop.unsupported("receiving with flags 0x" + Long.toHexString(flags));
    }
    OpenFile file = process.socket(descriptor);
    if (isNowhere(buffer)) {
      return () -> file.socket.available() > 0 ? Errno.EFAULT.result() : Errno.EAGAIN.result();
    }
    int length = (int) Constants.evaluate(size);
    boolean waits = !file.nonBlocking && (flags & Constants.MSG_DONTWAIT) == 0;
    boolean skips = (flags & Constants.MSG_TRUNC) != 0;
    return () -> {
      int result =
          skips
              ? file.socket.skip(length, world.nanos())
              : file.socket.read(MemorySegment.ofArray(new byte[length]), 0, length, world.nanos());
      return waits && result == Errno.EAGAIN.result() ? Operation.BLOCKED : result;
    };
  }

  /**
   * A null pointer. The stack takes buffers, not addresses, so that the kernel's copy, which meets
   * the address and gives up, is what the runner stands in for.
   */
  private static boolean isNowhere(Expr buffer) {
    return !(buffer instanceof Expr.Ellipsis);
  }

  Operation receiveMessage(List<Expr> args) {
    long flags = Constants.evaluate(args.get(2));
    if ((flags & Constants.MSG_ERRQUEUE) != 0) {
      return takeError(process.socket(args.getFirst()), message(args.get(1)));
    }
    Expr.Struct message = message(args.get(1));
    ControlMessages control = new ControlMessages(message);
    Expr length = new Expr.Num(vectorLength(message));
    Operation reading = receive(args.getFirst(), new Expr.Ellipsis(), length, flags);
    OpenFile file = process.socket(args.getFirst());
    return new Operation() {
      @Override
      public int attempt() {
        int result = reading.attempt();
        if (result >= 0 && file.tellsLeft) {
          control.add(
              Constants.SOL_TCP, Constants.TCP_CM_INQ, List.of((long) file.socket.inquire()));
        }
        return result;
      }

      @Override
      public void verify() {
        control.verify();
      }
    };
  }

  private Operation takeError(OpenFile file, Expr.Struct message) {
    ControlMessages control = new ControlMessages(message);
    long flags = Constants.evaluate(message.field("msg_flags").orElse(new Expr.Num(0)));
    return new Operation() {
      @Override
      public int attempt() {
        file.errors.collect(file.socket, world.nanos());
        return file.errors.take(control);
      }

      @Override
      public void verify() {
        control.verify();
        if (flags != Constants.MSG_ERRQUEUE) {
          throw DrillStop.mismatch("msg_flags is MSG_ERRQUEUE, not 0x" + Long.toHexString(flags));
        }
      }
    };
  }

  Operation ioctl(List<Expr> args) {
    TcpSocket socket = process.socket(args.getFirst()).socket;
    String request = args.get(1).text();
    long expected = Constants.evaluate(OptionCalls.single(args.get(2)));
    return new Operation() {
      private long actual;

      @Override
      public int attempt() {
        actual =
            switch (request) {
              case "SIOCINQ", "FIONREAD" -> socket.available();
              case "SIOCOUTQ" -> socket.info(world.nanos()).sendQueue();
              default -> throw DrillStop.unsupported("ioctl " + request);
            };
        return 0;
      }

      @Override
      public void verify() {
        if (actual != expected) {
          throw DrillStop.mismatch(request + " says " + actual + ", not " + expected);
        }
      }
    };
  }

  // ---- writing ----

  Operation send(Expr descriptor, Expr buffer, Expr size, long flags) {
    if ((flags & ~SENT) != 0) {
      throw DrillStop.unsupported("sending with flags 0x" + Long.toHexString(flags & ~SENT));
    }
    OpenFile file = process.socket(descriptor);
    int length = (int) Constants.evaluate(size);
    boolean waits = !file.nonBlocking && (flags & Constants.MSG_DONTWAIT) == 0;
    if (isNowhere(buffer) && length > 0) {
      return () -> file.socket.state().maySend() ? Errno.EFAULT.result() : Errno.EPIPE.result();
    }
    Write write = new Write(world, file, length, sendFlags(flags), waits);
    write.urgent = (flags & Constants.MSG_OOB) != 0;
    write.fastOpen = (flags & Constants.MSG_FASTOPEN) != 0;
    write.zeroCopy = (flags & Constants.MSG_ZEROCOPY) != 0;
    return write;
  }

  Operation sendTo(List<Expr> args, long flags) {
    boolean nowhere = args.size() > 4 && args.get(4).text().contains("AF_UNSPEC");
    if (nowhere && (flags & Constants.MSG_FASTOPEN) != 0) {
      return Errno.EOPNOTSUPP::result;
    }
    return send(args.get(0), args.get(1), args.get(2), flags);
  }

  /** A file to send from is as long as it takes, and all zeros like every other data. */
  Operation open(Expr result) {
    long descriptor = Constants.evaluate(result);
    return () -> {
      process.open(descriptor, new OpenFile());
      return (int) descriptor;
    };
  }

  Operation sendFile(List<Expr> args) {
    process.plainFile(args.get(1));
    return send(args.getFirst(), new Expr.Ellipsis(), args.get(3), 0);
  }

  private static int sendFlags(long flags) {
    return ((flags & Constants.MSG_MORE) != 0 ? SendFlags.MORE : 0)
        | ((flags & Constants.MSG_EOR) != 0 ? SendFlags.END_OF_RECORD : 0);
  }

  Operation sendMessage(List<Expr> args) {
    Expr.Struct message = message(args.get(1));
    long flags = Constants.evaluate(args.get(2));
    return send(args.getFirst(), new Expr.Ellipsis(), new Expr.Num(vectorLength(message)), flags);
  }

  // ---- messages ----

  private static Expr.Struct message(Expr expr) {
    if (expr instanceof Expr.Struct message) {
      return message;
    }
    throw DrillStop.unsupported("a message at the address " + expr.text());
  }

  private static long vectorLength(Expr.Struct message) {
    long length = 0;
    if (message.field("msg_iov").orElse(null) instanceof Expr.Sequence(List<Expr> items)) {
      for (Expr item : items) {
        if (item instanceof Expr.Struct(List<Expr.Field> fields) && fields.size() == 2) {
          length += Constants.evaluate(fields.get(1).value());
        }
      }
    }
    return length;
  }
}
