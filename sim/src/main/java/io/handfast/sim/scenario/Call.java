package io.handfast.sim.scenario;

import java.time.Duration;
import java.util.Optional;

/** What a program does on a socket, or somebody to a host or the network. */
sealed interface Call {
  /** Of a socket: done in order, each when the one before is done, as a blocking program would. */
  sealed interface OfSocket extends Call {}

  record Listen(int port, int backlog) implements OfSocket {}

  /**
   * @param fromPort 0 for an ephemeral one
   */
  record Connect(String host, int port, int fromPort) implements OfSocket {}

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
  record Flood(String host, int port, int perSecond, Duration time) implements Call {}

  // ---- of the network ----

  record Apply(RuleSentence rule) implements Call {}

  record Cut(boolean cut, Optional<String> from) implements Call {}
}
