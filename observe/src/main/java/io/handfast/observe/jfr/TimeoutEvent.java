package io.handfast.observe.jfr;

import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Timespan;

/** A retransmission or probe timer ran out. */
@Name("io.handfast.Timeout")
@Label("Timeout")
@Description("A retransmission or probe timer ran out")
public final class TimeoutEvent extends StackEvent {
  /** 1 is the first. */
  @Label("Attempt")
  public final int attempt;

  /** How long was waited. */
  @Label("Timeout")
  @Timespan(Timespan.NANOSECONDS)
  public final long timeout;

  /** The {@code attempt}th, after {@code timeout} ns. */
  public TimeoutEvent(int attempt, long timeout) {
    this.attempt = attempt;
    this.timeout = timeout;
  }
}
