package io.handfast.observe.jfr;

import jdk.jfr.Category;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.StackTrace;

/** What all events of a stack say. */
@Category({"Handfast", "TCP"})
@StackTrace(false)
public abstract class StackEvent extends Event {
  /** Name of the host. */
  @Label("Host")
  public String host;

  /** Number of the connection in its stack, as in {@code ss}; 0 when there is none. */
  @Label("Connection")
  public long connection;

  /** Why, in a sentence. */
  @Label("Reason")
  public String reason;

  /** Where that is written. */
  @Label("Source")
  public String source;
}
