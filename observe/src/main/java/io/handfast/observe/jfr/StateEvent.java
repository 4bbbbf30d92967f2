package io.handfast.observe.jfr;

import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;

/** A connection changed its state. */
@Name("io.handfast.StateChange")
@Label("State change")
@Description("A connection changed its state")
public final class StateEvent extends StackEvent {
  /** State before. */
  @Label("From")
  public final String from;

  /** State after. */
  @Label("To")
  public final String to;

  /** From one state to another, by the names of RFC 9293. */
  public StateEvent(String from, String to) {
    this.from = from;
    this.to = to;
  }
}
