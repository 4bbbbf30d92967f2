package io.handfast.sim.drill;

import io.handfast.event.Counter;
import io.handfast.event.Counters;
import io.handfast.stack.NetworkStack;
import io.handfast.tcp.State;
import io.handfast.tcp.TcpInfo;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Commands that concern the running stack: {@code nstat}, listeners in /proc/net/tcp, and what it
 * has learnt of peers.
 */
final class HostCommands {
  private static final Pattern COUNTER =
      Pattern.compile("nstat\\b[^|]*\\|\\s*grep\\s+(?:-q\\s+)?\"?(\\w+)\"?\\s*");
  private static final Pattern LISTENER =
      Pattern.compile("grep \" 0A \" /proc/net/tcp[^|]*\\|\\s*grep \":([0-9A-F]{4})\"\\s*");

  private final World world;
  private final long[] seen = new long[Counter.values().length];

  HostCommands(World world) {
    this.world = world;
  }

  /** Runs the command when it is one of these. */
  boolean run(String line) {
    Matcher counter = COUNTER.matcher(line);
    Matcher listener = LISTENER.matcher(line);
    if (counter.matches()) {
      requireRise(counter.group(1));
    } else if (listener.matches()) {
      requireListener(Integer.parseInt(listener.group(1), 16));
    } else if (line.startsWith("ip tcp_metrics flush")) {
      world.stack().tcp().forgetFastOpenCookies();
    } else if (line.equals("nstat")) {
      remember();
    } else {
      return false;
    }
    return true;
  }

  private void remember() {
    Counters counters = world.stack().counters();
    Arrays.setAll(seen, i -> counters.get(Counter.values()[i]));
  }

  /** nstat prints what has changed since it was run before, and nothing else. */
  private void requireRise(String name) {
    Counter counter =
        Arrays.stream(Counter.values())
            .filter(each -> each.nstat().equals(name))
            .findFirst()
            .orElseThrow(() -> DrillStop.unsupported("the counter " + name));
    boolean rose = world.stack().counters().get(counter) > seen[counter.ordinal()];
    remember();
    if (!rose) {
      throw DrillStop.mismatch("the counter " + name + " did not rise");
    }
  }

  private void requireListener(int port) {
    NetworkStack stack = world.stack();
    boolean listens = stack.sockets(world.nanos()).stream().anyMatch(each -> isOn(each, port));
    if (!listens) {
      throw DrillStop.mismatch("nobody listens on port " + port);
    }
  }

  private static boolean isOn(TcpInfo socket, int port) {
    return socket.state() == State.LISTEN && socket.localPort() == port;
  }
}
