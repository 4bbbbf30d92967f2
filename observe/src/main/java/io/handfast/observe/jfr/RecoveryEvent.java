package io.handfast.observe.jfr;

import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;

/** A sender began to repair a loss, or took it back. */
@Name("io.handfast.LossRecovery")
@Label("Loss recovery")
@Description("A sender began to repair a loss, or took it back")
public final class RecoveryEvent extends StackEvent {
  /** Packets that may be in flight. */
  @Label("Congestion window")
  public final int congestionWindow;

  /** With so many packets in the congestion window. */
  public RecoveryEvent(int congestionWindow) {
    this.congestionWindow = congestionWindow;
  }
}
