package io.handfast.observe.jfr;

import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;

/** A receive window closed or opened. */
@Name("io.handfast.Window")
@Label("Window")
@Description("A receive window closed or opened")
public final class WindowEvent extends StackEvent {
  /** Bytes. */
  @Label("Window")
  @DataAmount
  public final long window;

  /** Our own, or else the peer's. */
  @Label("Ours")
  public final boolean ours;

  /** Now {@code window} bytes. */
  public WindowEvent(long window, boolean ours) {
    this.window = window;
    this.ours = ours;
  }
}
