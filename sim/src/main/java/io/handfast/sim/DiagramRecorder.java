package io.handfast.sim;

import io.handfast.event.EventType;
import io.handfast.event.Reason;
import io.handfast.tcp.State;
import io.handfast.trace.DiagramEntry;
import io.handfast.trace.RelativeNumbers;
import io.handfast.trace.SegmentSummary;
import io.handfast.trace.SequenceDiagram;
import io.handfast.wire.IpAddress;
import io.handfast.wire.TcpView;

/** Writes down a simulation of two hosts as a sequence diagram, with both ends' states. */
public final class DiagramRecorder implements SimObserver {
  private static final int WANTED =
      EventType.STATE.bit()
          | EventType.TIMEOUT.bit()
          | EventType.RECOVERY.bit()
          | EventType.PROBE.bit()
          | EventType.FAILED.bit();

  private final SequenceDiagram diagram;
  private final RelativeNumbers numbers = new RelativeNumbers();

  /** Begins to record. */
  public DiagramRecorder(Simulation simulation, SimHost left, SimHost right) {
    diagram = new SequenceDiagram(left.name(), right.name());
    diagram.subtitles(left.address().toString(), right.address().toString());
    simulation.observe(this);
    listen(left);
    listen(right);
  }

  /** The diagram so far; its options may be changed. */
  public SequenceDiagram diagram() {
    return diagram;
  }

  @Override
  public void packet(SimPacket packet, Fate fate, long arrivesAt) {
    packet.tcp().ifPresent(tcp -> add(packet, tcp, fate, arrivesAt));
  }

  private void add(SimPacket packet, TcpView tcp, Fate fate, long arrivesAt) {
    IpAddress from = packet.from().address(packet.isV4());
    IpAddress to = packet.to().address(packet.isV4());
    SegmentSummary summary = SegmentSummary.of(from, to, tcp, numbers);
    String sender = packet.from().name();
    String receiver = packet.to().name();
    long at = time(packet.sentAt());
    if (!fate.arrives()) {
      diagram.add(DiagramEntry.Sent.dropped(at, sender, receiver, summary, fate.words()));
    } else {
      String note = fate == Fate.DELIVERED ? "" : fate.words();
      diagram.add(
          DiagramEntry.Sent.arrived(at, sender, receiver, summary, time(arrivesAt)).withNote(note));
    }
  }

  private void listen(SimHost host) {
    host.stack()
        .events()
        .subscribe(
            WANTED, (now, type, reason, connection, a, b) -> event(host, now, type, reason, a, b));
  }

  private void event(SimHost host, long now, EventType type, Reason reason, long a, long b) {
    if (type == EventType.STATE) {
      String from = State.of((int) a).rfc();
      String to = State.of((int) b).rfc();
      diagram.add(new DiagramEntry.StateChange(time(now), host.name(), from, to));
    } else {
      diagram.add(new DiagramEntry.Note(time(now), host.name(), words(type, reason, a, b)));
    }
  }

  private static String words(EventType type, Reason reason, long a, long b) {
    return switch (type) {
      case TIMEOUT ->
          "timeout "
              + a
              + (b > 0 ? " after " + b / 1_000_000 + " ms" : "")
              + ": "
              + reason.english();
      case RECOVERY -> "repair begins, congestion window " + b + ": " + reason.english();
      case PROBE -> "probe " + a + ": " + reason.english();
      default -> reason.english();
    };
  }

  private static long time(long now) {
    return now - Simulation.START;
  }
}
