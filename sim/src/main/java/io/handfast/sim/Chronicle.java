package io.handfast.sim;

import io.handfast.event.EventType;
import io.handfast.event.Reason;
import io.handfast.stack.NetworkStack;
import io.handfast.tcp.State;
import io.handfast.trace.RelativeNumbers;
import io.handfast.trace.SegmentSummary;
import io.handfast.wire.IpAddress;
import io.handfast.wire.TcpView;
import io.handfast.wire.UdpView;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Writes down what happens between two hosts: their segments, states, timers and reasons. What
 * third parties do to either of them is counted, not written.
 */
public final class Chronicle implements SimObserver {
  private static final int WANTED =
      EventType.STATE.bit()
          | EventType.TIMEOUT.bit()
          | EventType.RECOVERY.bit()
          | EventType.FAST_OPEN.bit()
          | EventType.PROBE.bit()
          | EventType.WINDOW.bit()
          | EventType.DROPPED.bit()
          | EventType.RESET.bit()
          | EventType.RETRANSMITTED.bit()
          | EventType.FLOOD.bit()
          | EventType.LEAK.bit()
          | EventType.FAILED.bit();

  private final SimHost left;
  private final SimHost right;
  private final List<Moment> moments = new ArrayList<>();
  private final RelativeNumbers numbers = new RelativeNumbers();
  private final Set<String> closedWindows = new TreeSet<>();

  /** Hosts that third parties have sent TCP segments to. */
  private final Set<String> crowded = new TreeSet<>();

  private long strangers;
  private boolean strangerIsHere;

  /** Begins to write. */
  public Chronicle(Simulation simulation, SimHost left, SimHost right) {
    this.left = left;
    this.right = right;
    simulation.observe(this);
    listen(left);
    listen(right);
  }

  /** What has happened so far, segments in the order they were sent. */
  public List<Moment> moments() {
    return List.copyOf(moments);
  }

  /** Packets of third parties that reached one of the two. */
  public long strangers() {
    return strangers;
  }

  /** What a program of one of the two did; of others it is not written. */
  public void step(Moment.Step step) {
    if (step.host().equals(left.name()) || step.host().equals(right.name())) {
      moments.add(step);
    }
  }

  // ---- packets ----

  @Override
  public void packet(SimPacket packet, Fate fate, long arrivesAt) {
    boolean underWay = fate.arrives() && !(packet.to() instanceof SimHost);
    SimHost from = hostOf(packet.source());
    SimHost to = hostOf(packet.destination());
    if (!underWay && from != null && to != null && from != to) {
      packet.tcp().ifPresent(tcp -> add(packet, summary(packet, tcp), from, to, fate, arrivesAt));
      packet.udp().ifPresent(udp -> add(packet, summary(udp), from, to, fate, arrivesAt));
    }
  }

  private SegmentSummary summary(SimPacket packet, TcpView tcp) {
    return SegmentSummary.of(packet.source(), packet.destination(), tcp, numbers);
  }

  private static SegmentSummary summary(UdpView udp) {
    return SegmentSummary.of(
        "UDP  "
            + udp.sourcePort()
            + " → "
            + udp.destinationPort()
            + "  len "
            + (udp.payloadLength()));
  }

  private void add(
      SimPacket packet,
      SegmentSummary summary,
      SimHost from,
      SimHost to,
      Fate fate,
      long arrivesAt) {
    long sentAt = time(packet.origin().sentAt());
    long arrival = arrivesAt < 0 ? -1 : time(arrivesAt);
    moments.add(new Moment.Segment(sentAt, from.name(), to.name(), summary, fate, arrival));
  }

  private SimHost hostOf(IpAddress address) {
    return left.has(address) ? left : right.has(address) ? right : null;
  }

  @Override
  public void arrived(SimPacket packet, Fate fate, byte[] bytes) {
    boolean here = packet.to() == left || packet.to() == right;
    strangerIsHere =
        here && (hostOf(packet.source()) == null || hostOf(packet.destination()) == null);
    strangers += strangerIsHere ? 1 : 0;
    if (strangerIsHere && packet.tcp().isPresent()) {
      crowded.add(packet.to().name());
    }
  }

  @Override
  public void processed(SimPacket packet) {
    strangerIsHere = false;
  }

  // ---- hosts ----

  private void listen(SimHost host) {
    NetworkStack stack = host.stack();
    stack
        .events()
        .subscribe(
            WANTED,
            (now, type, reason, connection, a, b) -> {
              boolean ours =
                  host.stack() == stack
                      && !host.isDown()
                      && !isAboutStrangers(host, type, connection);
              if (ours && isWorthAWord(host, type, reason, b)) {
                event(host, now, type, reason, a, b);
              }
            });
  }

  /**
   * A retransmission has a cause that was told already; a reset that came is in the picture; and
   * the first window of a connection was never closed.
   */
  private boolean isWorthAWord(SimHost host, EventType type, Reason reason, long b) {
    return switch (type) {
      case RETRANSMITTED -> reason == Reason.TIME_WAIT_ACK;
      case RESET -> b == 0;
      case WINDOW -> {
        String side = host.name() + (b == 0 ? " own" : " peer");
        yield reason == Reason.WINDOW_CLOSED ? closedWindows.add(side) : closedWindows.remove(side);
      }
      default -> true;
    };
  }

  /**
   * Half-open connections are compact records without a number: among many it is not told whose.
   */
  private boolean isAboutStrangers(SimHost host, EventType type, long connection) {
    boolean ofTimer = type == EventType.TIMEOUT || type == EventType.STATE;
    boolean nobodys = crowded.contains(host.name()) && connection == 0 && ofTimer;
    return type != EventType.FLOOD && (strangerIsHere || nobodys);
  }

  private void event(SimHost host, long now, EventType type, Reason reason, long a, long b) {
    long at = time(now);
    if (type == EventType.STATE) {
      stateChange(at, host.name(), State.of((int) a), State.of((int) b), reason);
    } else {
      moments.add(new Moment.Event(at, host.name(), type, reason, a, b));
    }
  }

  /**
   * A FIN that acknowledges ours leads from FIN-WAIT-1 to TIME-WAIT (RFC 9293 figure 5): the state
   * that the stack passes between its two facts is not seen from outside.
   */
  private void stateChange(long at, String host, State from, State to, Reason reason) {
    boolean passing =
        from == State.FIN_WAIT_2
            && to == State.TIME_WAIT
            && !moments.isEmpty()
            && moments.getLast() instanceof Moment.StateChange before
            && before.at() == at
            && before.host().equals(host)
            && before.to() == State.FIN_WAIT_2;
    State begin = from;
    if (passing) {
      begin = ((Moment.StateChange) moments.removeLast()).from();
    }
    moments.add(new Moment.StateChange(at, host, begin, to, reason));
  }

  @Override
  public void crashed(SimHost host) {
    life(host, false);
  }

  @Override
  public void booted(SimHost host) {
    life(host, true);
    if (host == left || host == right) {
      listen(host);
    }
  }

  private void life(SimHost host, boolean up) {
    if (host == left || host == right) {
      moments.add(new Moment.Life(time(host.now()), host.name(), up));
    }
  }

  private static long time(long now) {
    return now - Simulation.START;
  }
}
