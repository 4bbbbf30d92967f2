package io.handfast.observe.jfr;

import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;

/** A connection ended with an error. */
@Name("io.handfast.Failure")
@Label("Failure")
@Description("A connection ended with an error")
public final class FailureEvent extends StackEvent {
  /** Name of the errno. */
  @Label("Error")
  public final String error;

  /** With that errno. */
  public FailureEvent(String error) {
    this.error = error;
  }
}
