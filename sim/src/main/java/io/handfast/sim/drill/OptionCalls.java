package io.handfast.sim.drill;

import io.handfast.event.Errno;
import io.handfast.tcp.PathMtuDiscovery;
import io.handfast.tcp.TcpSocket;
import io.handfast.wire.Octets;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;

/** Calls that set and get options of sockets. */
final class OptionCalls {
  private final Process process;

  OptionCalls(Process process) {
    this.process = process;
  }

  /** The one element of {@code [value]}. */
  static Expr single(Expr expr) {
    return expr instanceof Expr.Sequence(List<Expr> items) && items.size() == 1
        ? items.getFirst()
        : expr;
  }

  // ---- setsockopt ----

  Operation set(List<Expr> args) {
    OpenFile file = process.socket(args.getFirst());
    TcpSocket socket = file.socket;
    String name = args.get(2).text();
    Expr value = single(args.get(3));
    if (value instanceof Expr.Text(String text)) {
      return () -> setText(socket, name, text, Constants.evaluate(args.get(4)));
    }
    return () -> {
      if (name.equals("TCP_INQ")) {
        file.tellsLeft = Constants.evaluate(value) != 0;
        return 0;
      }
      if (name.equals("SO_ZEROCOPY")) {
        file.errors.zeroCopy = Constants.evaluate(value) != 0;
        return 0;
      }
      if (name.equals("SO_LINGER")) {
        linger(socket, value);
        return 0;
      }
      return set(socket, name, Constants.evaluate(value));
    };
  }

  private static int setText(TcpSocket socket, String name, String text, long length) {
    if (!name.equals("TCP_FASTOPEN_KEY")) {
      throw DrillStop.unsupported("the socket option " + name + " with a string");
    }
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    return socket.fastOpenKey(Octets.of(Arrays.copyOf(bytes, (int) length)));
  }

  private static void linger(TcpSocket socket, Expr value) {
    if (!(value instanceof Expr.Struct struct)) {
      throw DrillStop.error("SO_LINGER takes {onoff=…, linger=…}");
    }
    long on = Constants.evaluate(struct.field("onoff").orElse(new Expr.Num(0)));
    long seconds = Constants.evaluate(struct.field("linger").orElse(new Expr.Num(0)));
    socket.linger(on == 0 ? -1 : (int) seconds);
  }

  private static int set(TcpSocket socket, String name, long value) {
    int number = (int) value;
    boolean on = value != 0;
    switch (name) {
      case "SO_REUSEADDR" -> socket.reuseAddress(on);
      case "SO_REUSEPORT" -> socket.reusePort(on);
      case "SO_KEEPALIVE" -> socket.keepAlive(on);
      case "SO_SNDBUF" -> socket.sendBuffer(number);
      case "SO_RCVBUF" -> socket.receiveBuffer(number);
      case "TCP_NODELAY" -> socket.noDelay(on);
      case "TCP_CORK" -> socket.cork(on);
      case "SO_MAX_PACING_RATE" -> socket.maxPacingRate(value);
      case "TCP_NOTSENT_LOWAT" -> socket.notSentLowat(value);
      case "TCP_MAXSEG" -> {
        return socket.maxSegment(number);
      }
      case "IP_MTU_DISCOVER", "IPV6_MTU_DISCOVER" ->
          socket.pathMtuDiscovery(PathMtuDiscovery.values()[number]);
      case "TCP_FASTOPEN" -> {
        return socket.fastOpen(number);
      }
      case "TCP_FASTOPEN_CONNECT" -> {
        return socket.fastOpenConnect(on);
      }
      case "TCP_FASTOPEN_NO_COOKIE" -> {
        return socket.fastOpenNoCookie(on);
      }
      case "TCP_QUICKACK" -> socket.quickAck(on);
      case "TCP_SYNCNT" -> socket.synCount(number);
      case "TCP_KEEPIDLE" -> socket.keepIdle(number);
      case "TCP_KEEPINTVL" -> socket.keepInterval(number);
      case "TCP_KEEPCNT" -> socket.keepCount(number);
      case "TCP_USER_TIMEOUT" -> socket.userTimeout(number);
      case "IP_TOS", "IPV6_TCLASS" -> socket.trafficClass(number);
      // A mark steers Linux's own routing and filters, and a free bind any address: on a wire with
      // one peer and one address neither shows.
      case "SO_MARK", "IP_FREEBIND" -> {}
      default -> throw DrillStop.unsupported("the socket option " + name);
    }
    return 0;
  }

  // ---- getsockopt ----

  Operation get(List<Expr> args) {
    TcpSocket socket = process.socket(args.getFirst()).socket;
    String name = args.get(2).text();
    OptionalLong expected =
        single(args.get(3)) instanceof Expr.Ellipsis
            ? OptionalLong.empty()
            : OptionalLong.of(Constants.evaluate(single(args.get(3))));
    return new Operation() {
      private long actual;

      @Override
      public int attempt() {
        actual = OptionCalls.get(socket, name);
        return 0;
      }

      @Override
      public void verify() {
        if (expected.isPresent() && expected.getAsLong() != actual) {
          throw DrillStop.mismatch(name + " is " + actual + ", not " + expected.getAsLong());
        }
      }
    };
  }

  private static long get(TcpSocket socket, String name) {
    return switch (name) {
      case "SO_ERROR" -> {
        Errno error = socket.takeError();
        yield error == null ? 0 : error.code();
      }
      case "SO_REUSEADDR" -> socket.reuseAddress() ? 1 : 0;
      case "SO_REUSEPORT" -> socket.reusePort() ? 1 : 0;
      case "SO_KEEPALIVE" -> socket.keepAlive() ? 1 : 0;
      // Linux shows what it charges, twice what was asked for.
      case "SO_SNDBUF" -> 2L * socket.sendBuffer();
      case "SO_RCVBUF" -> 2L * socket.receiveBuffer();
      case "TCP_NODELAY" -> socket.noDelay() ? 1 : 0;
      case "TCP_QUICKACK" -> socket.quickAck() ? 1 : 0;
      case "TCP_FASTOPEN" -> socket.fastOpen();
      case "TCP_FASTOPEN_CONNECT" -> socket.fastOpenConnect() ? 1 : 0;
      case "TCP_FASTOPEN_NO_COOKIE" -> socket.fastOpenNoCookie() ? 1 : 0;
      case "TCP_CORK" -> socket.cork() ? 1 : 0;
      case "TCP_MAXSEG" -> socket.maxSegment();
      case "TCP_NOTSENT_LOWAT" -> socket.notSentLowat();
      case "IP_MTU_DISCOVER", "IPV6_MTU_DISCOVER" -> socket.pathMtuDiscovery().ordinal();
      case "TCP_SYNCNT" -> socket.synCount();
      case "TCP_KEEPIDLE" -> socket.keepIdle();
      case "TCP_KEEPINTVL" -> socket.keepInterval();
      case "TCP_KEEPCNT" -> socket.keepCount();
      case "TCP_USER_TIMEOUT" -> socket.userTimeout();
      case "IP_TOS", "IPV6_TCLASS" -> socket.trafficClass();
      default -> throw DrillStop.unsupported("the socket option " + name);
    };
  }

  // ---- fcntl ----

  Operation fcntl(List<Expr> args) {
    OpenFile file = process.socket(args.getFirst());
    return switch (args.get(1).text()) {
      case "F_GETFL" -> () -> 2 | (file.nonBlocking ? (int) Constants.O_NONBLOCK : 0);
      case "F_SETFL" -> {
        long flags = Constants.evaluate(args.get(2));
        yield () -> {
          file.nonBlocking = (flags & Constants.O_NONBLOCK) != 0;
          return 0;
        };
      }
      default -> throw DrillStop.unsupported("fcntl " + args.get(1).text());
    };
  }
}
