package io.handfast.observe.jfr;

import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Timespan;

/** A program does not close connections whose peers have finished. */
@Name("io.handfast.CloseWaitLeak")
@Label("CLOSE-WAIT leak")
@Description("A program does not close connections whose peers have finished")
public final class CloseWaitLeakEvent extends StackEvent {
  /** Such connections. */
  @Label("Connections")
  public final int connections;

  /** How long the oldest has been silent. */
  @Label("Silence")
  @Timespan(Timespan.SECONDS)
  public final long silence;

  /** So many, the oldest for {@code silence} seconds. */
  public CloseWaitLeakEvent(int connections, long silence) {
    this.connections = connections;
    this.silence = silence;
  }
}
