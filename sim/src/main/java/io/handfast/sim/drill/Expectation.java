package io.handfast.sim.drill;

import io.handfast.wire.TcpFlags;
import java.util.List;

/** Takes packets of the stack and compares them with what the script expects. */
final class Expectation {
  private static final long PATIENCE = 2_000_000;

  /** When a packet is due, in µs since the start of the script. */
  record Due(long from, long to, long tolerance, boolean always) {
    long limit() {
      return always ? Long.MAX_VALUE - 1 : to + PATIENCE;
    }

    boolean covers(long micros) {
      return always || micros >= from - tolerance && micros <= to + tolerance;
    }

    String text() {
      String range = from == to ? "" : " to " + PacketText.seconds(to);
      return always ? "at any time" : "at " + PacketText.seconds(from) + range;
    }
  }

  private final World world;
  private final PacketComparison comparison;
  private final boolean strictSegments;

  Expectation(World world, PacketComparison comparison, boolean strictSegments) {
    this.world = world;
    this.comparison = comparison;
    this.strictSegments = strictSegments;
  }

  /** The stack has sent this, or sends it when it is due; the clock follows. */
  long meet(Action.Tcp expected, Flow flow, Due due) {
    LivePacket packet = take(flow, due.limit());
    if (packet == null) {
      throw DrillStop.mismatch(wanted(expected, due) + "; the stack sent nothing");
    }
    if (!strictSegments) {
      packet = joinTo(packet, expected, flow, due);
    }
    flow.learn(expected, packet);
    List<String> differences = comparison.differences(expected, packet, flow);
    if (!due.covers(packet.micros())) {
      differences.add("the time differs");
    }
    if (!differences.isEmpty()) {
      throw DrillStop.mismatch(
          wanted(expected, due)
              + "; "
              + came(packet, flow)
              + ": "
              + String.join(", ", differences));
    }
    return packet.micros();
  }

  private static String wanted(Action.Tcp expected, Due due) {
    return "expected " + PacketText.of(expected) + " " + due.text();
  }

  private static String came(LivePacket packet, Flow flow) {
    return "the stack sent "
        + PacketText.of(flow.script(packet))
        + " at "
        + PacketText.seconds(packet.micros());
  }

  // ---- taking ----

  /** The next packet of the flow, or null when there is none until the limit. */
  private LivePacket take(Flow flow, long limit) {
    while (true) {
      LivePacket next = world.sent.poll();
      if (next == null) {
        if (world.nextMicros() > limit) {
          return null;
        }
        world.step();
      } else if (belongs(next, flow)) {
        return next;
      }
    }
  }

  private boolean belongs(LivePacket packet, Flow flow) {
    return packet.tcp().sourcePort() == flow.localPort
        && packet.tcp().destinationPort() == flow.remotePort
        && packet.destination().equals(world.addresses.remote());
  }

  // ---- joining ----

  /** Takes more packets while the expected payload is longer than what came. */
  private LivePacket joinTo(LivePacket first, Action.Tcp expected, Flow flow, Due due) {
    LivePacket whole = first;
    LivePacket latest = first;
    while (whole.length() < expected.length() && whole.length() > 0) {
      LivePacket next = take(flow, due.limit());
      boolean goesOn = next != null && latest.length() == first.length() && continues(whole, next);
      if (!goesOn) {
        String then = next == null ? " and then nothing" : ", then " + came(next, flow);
        throw DrillStop.mismatch(wanted(expected, due) + "; " + came(whole, flow) + then);
      }
      int flags = next.tcp().flags() & ~TcpFlags.CWR | whole.tcp().flags() & TcpFlags.CWR;
      whole = whole.joined(next, flags);
      latest = next;
    }
    return whole;
  }

  private static boolean continues(LivePacket whole, LivePacket next) {
    int loose = TcpFlags.FIN | TcpFlags.PSH | TcpFlags.CWR;
    return next.tcp().seq() == whole.tcp().seq() + whole.length()
        && next.tcp().ack() == whole.tcp().ack()
        && next.tcp().window() == whole.tcp().window()
        && ((next.tcp().flags() ^ whole.tcp().flags()) & ~loose) == 0
        && (whole.tcp().flags() & TcpFlags.FIN) == 0;
  }
}
