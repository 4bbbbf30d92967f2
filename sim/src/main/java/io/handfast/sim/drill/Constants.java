package io.handfast.sim.drill;

import io.handfast.event.Errno;
import java.util.Map;
import java.util.TreeMap;

/** Linux's numbers for the symbols of system calls. */
final class Constants {
  static final long SOL_TCP = 6;
  static final long TCP_CM_INQ = 36;
  static final long O_NONBLOCK = 0x800;
  static final long MSG_TRUNC = 0x20;
  static final long MSG_OOB = 1;
  static final long MSG_EOR = 0x80;
  static final long MSG_MORE = 0x8000;
  static final long MSG_DONTWAIT = 0x40;
  static final long MSG_NOSIGNAL = 0x4000;
  static final long MSG_FASTOPEN = 0x2000_0000;
  static final long MSG_ERRQUEUE = 0x2000;
  static final long MSG_ZEROCOPY = 0x400_0000;
  static final long POLLIN = 1;
  static final long POLLOUT = 4;
  static final long POLLERR = 8;
  static final long POLLHUP = 16;
  static final long POLLRDNORM = 0x40;
  static final long POLLWRNORM = 0x100;
  static final long POLLRDHUP = 0x2000;
  static final long EPOLLET = 1L << 31;
  static final long EPOLLONESHOT = 1L << 30;

  private static final Map<String, Long> VALUES = new TreeMap<>();

  static {
    sockets();
    flags();
    states();
  }

  private Constants() {}

  private static void put(String name, long value) {
    VALUES.put(name, value);
  }

  private static void sockets() {
    put("AF_UNSPEC", 0);
    put("AF_INET", 2);
    put("PF_INET", 2);
    put("AF_INET6", 10);
    put("PF_INET6", 10);
    put("SOCK_STREAM", 1);
    put("SOCK_DGRAM", 2);
    put("SOCK_NONBLOCK", O_NONBLOCK);
    put("SOCK_CLOEXEC", 0x80000);
    put("IPPROTO_TCP", 6);
    put("SOL_IP", 0);
    put("SOL_SOCKET", 1);
    put("SOL_TCP", 6);
    put("SOL_IPV6", 41);
    put("TCP_CM_INQ", TCP_CM_INQ);
    put("IP_RECVERR", 11);
    put("IPV6_RECVERR", 25);
    put("SHUT_RD", 0);
    put("SHUT_WR", 1);
    put("SHUT_RDWR", 2);
    put("F_GETFL", 3);
    put("F_SETFL", 4);
    put("O_RDONLY", 0);
    put("O_WRONLY", 1);
    put("O_RDWR", 2);
    put("O_NONBLOCK", O_NONBLOCK);
    String[] discoveries = {"DONT", "WANT", "DO", "PROBE"};
    for (int i = 0; i < discoveries.length; i++) {
      put("IP_PMTUDISC_" + discoveries[i], i);
      put("IPV6_PMTUDISC_" + discoveries[i], i);
    }
    put("SO_EE_ORIGIN_ZEROCOPY", 5);
    put("SO_EE_CODE_ZEROCOPY_COPIED", 1);
    put("EPOLL_CTL_ADD", 1);
    put("EPOLL_CTL_DEL", 2);
    put("EPOLL_CTL_MOD", 3);
  }

  private static void flags() {
    put("MSG_OOB", MSG_OOB);
    put("MSG_PEEK", 2);
    put("MSG_TRUNC", MSG_TRUNC);
    put("MSG_DONTWAIT", MSG_DONTWAIT);
    put("MSG_EOR", MSG_EOR);
    put("MSG_WAITALL", 0x100);
    put("MSG_ERRQUEUE", MSG_ERRQUEUE);
    put("MSG_NOSIGNAL", MSG_NOSIGNAL);
    put("MSG_MORE", MSG_MORE);
    put("MSG_ZEROCOPY", MSG_ZEROCOPY);
    put("MSG_FASTOPEN", MSG_FASTOPEN);
    for (String prefix : new String[] {"POLL", "EPOLL"}) {
      put(prefix + "IN", POLLIN);
      put(prefix + "OUT", POLLOUT);
      put(prefix + "ERR", POLLERR);
      put(prefix + "HUP", POLLHUP);
      put(prefix + "RDNORM", POLLRDNORM);
      put(prefix + "WRNORM", POLLWRNORM);
      put(prefix + "RDHUP", POLLRDHUP);
    }
    put("EPOLLEXCLUSIVE", 1L << 28); // one waiter, so that nobody else is left out
    put("EPOLLET", EPOLLET);
    put("EPOLLONESHOT", EPOLLONESHOT);
  }

  private static void states() {
    String[] states = {
      "ESTABLISHED",
      "SYN_SENT",
      "SYN_RECV",
      "FIN_WAIT1",
      "FIN_WAIT2",
      "TIME_WAIT",
      "CLOSE",
      "CLOSE_WAIT",
      "LAST_ACK",
      "LISTEN",
      "CLOSING"
    };
    for (int i = 0; i < states.length; i++) {
      put("TCP_" + states[i], i + 1);
    }
    String[] phases = {"Open", "Disorder", "CWR", "Recovery", "Loss"};
    for (int i = 0; i < phases.length; i++) {
      put("TCP_CA_" + phases[i], i);
    }
    put("TCPI_OPT_TIMESTAMPS", 1);
    put("TCPI_OPT_SACK", 2);
    put("TCPI_OPT_WSCALE", 4);
    put("TCPI_OPT_ECN", 8);
    put("TCPI_OPT_ECN_SEEN", 16);
    put("TCPI_OPT_SYN_DATA", 32);
  }

  /** The number of a symbol, or null. */
  static Long value(String name) {
    return VALUES.get(name);
  }

  /** The number behind the name of an error, or -1. */
  static int errno(String name) {
    for (Errno each : Errno.values()) {
      if (each.name().equals(name)) {
        return each.code();
      }
    }
    return -1;
  }

  /** The value of an argument. */
  static long evaluate(Expr expr) {
    return switch (expr) {
      case Expr.Num(long value) -> value;
      case Expr.Or(var parts) ->
          parts.stream().mapToLong(Constants::evaluate).reduce(0, (a, b) -> a | b);
      case Expr.Name(String name) -> {
        Long value = VALUES.get(name);
        if (value == null && errno(name) > 0) {
          yield errno(name);
        }
        if (value == null) {
          throw DrillStop.unsupported("the symbol " + name);
        }
        yield value;
      }
      default -> throw DrillStop.error("expected a number, found " + expr.text());
    };
  }
}
