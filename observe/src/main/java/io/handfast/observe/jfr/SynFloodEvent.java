package io.handfast.observe.jfr;

import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;

/** A SYN flood began or ended. */
@Name("io.handfast.SynFlood")
@Label("SYN flood")
@Description("A SYN flood began or ended")
public final class SynFloodEvent extends StackEvent {
  /** New SYNs a second. */
  @Label("SYNs per second")
  public final int synsPerSecond;

  /** Of them that nobody followed up, 0 to 100. */
  @Label("Unanswered percent")
  public final int unansweredPercent;

  /** At that rate. */
  public SynFloodEvent(int synsPerSecond, int unansweredPercent) {
    this.synsPerSecond = synsPerSecond;
    this.unansweredPercent = unansweredPercent;
  }
}
