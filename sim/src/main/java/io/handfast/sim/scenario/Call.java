package io.handfast.sim.scenario;

import io.handfast.sim.apps.HttpStyle;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What a program does on a socket, or somebody to a host or the network. */
sealed interface Call {
  /** Names of hosts that it speaks of. */
  default List<String> hosts() {
    return List.of();
  }

  /** Of a socket: done in order, each when the one before is done, as a blocking program would. */
  sealed interface OfSocket extends Call {}

  record Listen(int port, int backlog) implements OfSocket {}

  /**
   * @param fromPort 0 for an ephemeral one
   * @param within the program's own patience
   */
  record Connect(String host, int port, int fromPort, Optional<Duration> within)
      implements OfSocket {
    @Override
    public List<String> hosts() {
      return List.of(host);
    }
  }

  record Accept() implements OfSocket {}

  record Write(int bytes) implements OfSocket {}

  /**
   * @param bytes 0 for everything up to the end of the stream
   */
  record Read(int bytes) implements OfSocket {}

  record Shutdown(boolean write) implements OfSocket {}

  /**
   * @param atEnd not before the peer has finished and everything is read
   */
  record Close(boolean atEnd) implements OfSocket {}

  record Abort() implements OfSocket {}

  record Option(String name, long value) implements OfSocket {}

  // ---- of a host ----

  record Sysctl(String name, long value) implements Call {}

  record Crash() implements Call {}

  record Reboot() implements Call {}

  /** SYNs from made-up addresses, evenly spread. */
  record Flood(String host, int port, int perSecond, Duration time) implements Call {
    @Override
    public List<String> hosts() {
      return List.of(host);
    }
  }

  /** One segment, made by hand: whatever it says, no stack stands behind it. */
  record HandMade(int flags, String host, int port, int from, int seq, int ack, int bytes)
      implements Call {
    @Override
    public List<String> hosts() {
      return List.of(host);
    }
  }

  /** Of a program that a scenario brings along. */
  sealed interface OfProgram extends Call {}

  /** A beat every so often, on a connection of its own. */
  record Heartbeat(String host, int port, Duration every, Duration patience) implements OfProgram {
    @Override
    public List<String> hosts() {
      return List.of(host);
    }
  }

  /**
   * Takes heartbeats.
   *
   * @param patience without a beat a client is offline
   */
  record Watch(int port, Duration patience) implements OfProgram {}

  /** A web server. */
  record ServeHttp(int port) implements OfProgram {}

  /**
   * A name server.
   *
   * @param root where a recursive one begins to ask
   */
  record ServeDns(Optional<String> root) implements OfProgram {
    @Override
    public List<String> hosts() {
      return root.stream().toList();
    }
  }

  /** Pages of one server. */
  record Get(String host, int port, HttpStyle style, List<String> paths) implements OfProgram {
    @Override
    public List<String> hosts() {
      return List.of(host);
    }
  }

  /** A URL, from its name to its page. */
  record Open(String name, int port, String path) implements OfProgram {}

  // ---- of the network ----

  record Apply(RuleSentence rule) implements Call {}

  record Cut(boolean cut, Optional<String> from, Optional<Between> on) implements Call {}
}
