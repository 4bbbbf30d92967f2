package io.handfast.observe;

import io.handfast.event.Errno;
import io.handfast.event.EventListener;
import io.handfast.event.EventType;
import io.handfast.event.Reason;
import io.handfast.observe.jfr.CloseWaitLeakEvent;
import io.handfast.observe.jfr.FailureEvent;
import io.handfast.observe.jfr.PacketDroppedEvent;
import io.handfast.observe.jfr.RecoveryEvent;
import io.handfast.observe.jfr.ResetEvent;
import io.handfast.observe.jfr.RetransmissionEvent;
import io.handfast.observe.jfr.StackEvent;
import io.handfast.observe.jfr.StateEvent;
import io.handfast.observe.jfr.SynFloodEvent;
import io.handfast.observe.jfr.TimeoutEvent;
import io.handfast.observe.jfr.WindowEvent;
import io.handfast.tcp.State;

/** Writes a stack's events to Flight Recorder; a kind that no recording wants costs one test. */
final class FlightRecording implements EventListener {
  /** Everything but single segments and cookies, of which there are millions. */
  static final int EVENTS =
      EventType.STATE.bit()
          | EventType.RETRANSMITTED.bit()
          | EventType.TIMEOUT.bit()
          | EventType.DROPPED.bit()
          | EventType.RESET.bit()
          | EventType.RECOVERY.bit()
          | EventType.WINDOW.bit()
          | EventType.FAILED.bit()
          | EventType.FLOOD.bit()
          | EventType.LEAK.bit();

  private final String host;

  FlightRecording(String host) {
    this.host = host;
  }

  @Override
  public void event(long now, EventType type, Reason reason, long connection, long a, long b) {
    StackEvent event = make(type, a, b);
    if (event != null && event.shouldCommit()) {
      event.host = host;
      event.connection = connection;
      event.reason = reason.english();
      event.source = reason.source();
      event.commit();
    }
  }

  private static StackEvent make(EventType type, long a, long b) {
    return switch (type) {
      case STATE -> new StateEvent(State.values()[(int) a].name(), State.values()[(int) b].name());
      case RETRANSMITTED -> new RetransmissionEvent(a & 0xffff_ffffL, (int) b);
      case TIMEOUT -> new TimeoutEvent((int) a, b);
      case DROPPED -> new PacketDroppedEvent(a & 0xffff_ffffL, (int) b);
      case RESET -> new ResetEvent(b == 0);
      case RECOVERY -> new RecoveryEvent((int) b);
      case WINDOW -> new WindowEvent(a, b == 0);
      case FAILED -> new FailureEvent(Errno.of((int) -a).name());
      case FLOOD -> new SynFloodEvent((int) a, (int) b);
      case LEAK -> new CloseWaitLeakEvent((int) a, b);
      default -> null;
    };
  }
}
