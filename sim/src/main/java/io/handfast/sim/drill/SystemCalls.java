package io.handfast.sim.drill;

import java.util.List;

/** Turns the calls of a script into operations on sockets. */
final class SystemCalls {
  private final ConnectionCalls connections;
  private final DataCalls data;
  private final OptionCalls options;
  private final PollCalls polling;

  SystemCalls(Process process) {
    connections = new ConnectionCalls(process);
    data = new DataCalls(process);
    options = new OptionCalls(process);
    polling = new PollCalls(process);
  }

  /** The operation behind a call. */
  Operation operation(Action.Call call) {
    List<Expr> args = call.arguments();
    return switch (call.name()) {
      case "socket" -> connections.socket(args, call.result());
      case "bind" -> connections.bind(args);
      case "listen" -> connections.listen(args);
      case "accept", "accept4" -> connections.accept(args, call.result());
      case "connect" -> connections.connect(args);
      case "close" -> connections.close(args);
      case "shutdown" -> connections.shutdown(args);
      case "read" -> data.receive(args.get(0), args.get(1), args.get(2), 0);
      case "recv", "recvfrom" ->
          data.receive(args.get(0), args.get(1), args.get(2), flags(args, 3));
      case "recvmsg" -> data.receiveMessage(args);
      case "write" -> data.send(args.get(0), args.get(1), args.get(2), 0);
      case "send" -> data.send(args.get(0), args.get(1), args.get(2), flags(args, 3));
      case "sendto" -> data.sendTo(args, flags(args, 3));
      case "sendmsg" -> data.sendMessage(args);
      case "open" -> data.open(call.result());
      case "sendfile" -> data.sendFile(args);
      case "ioctl" -> data.ioctl(args);
      case "fcntl" -> options.fcntl(args);
      case "setsockopt" -> options.set(args);
      case "getsockopt" -> options.get(args);
      case "poll" -> polling.poll(args);
      case "epoll_create", "epoll_create1" -> polling.create(call.result());
      case "epoll_ctl" -> polling.control(args);
      case "epoll_wait" -> polling.await(args);
      default -> throw DrillStop.unsupported("the system call " + call.name());
    };
  }

  private static long flags(List<Expr> args, int at) {
    return Constants.evaluate(args.get(at));
  }
}
