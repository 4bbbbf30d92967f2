package io.handfast.observe.jfr;

import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;

/** A reset was sent or received. */
@Name("io.handfast.Reset")
@Label("Reset")
@Description("A reset was sent or received")
public final class ResetEvent extends StackEvent {
  /** Ours, or else the peer's. */
  @Label("Sent")
  public final boolean sent;

  /** Sent or received. */
  public ResetEvent(boolean sent) {
    this.sent = sent;
  }
}
