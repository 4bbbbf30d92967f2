package io.handfast.observe.jfr;

import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;

/** A segment was sent again. */
@Name("io.handfast.Retransmission")
@Label("Retransmission")
@Description("A segment was sent again")
public final class RetransmissionEvent extends StackEvent {
  /** First sequence number. */
  @Label("Sequence number")
  public final long sequence;

  /** Payload bytes. */
  @Label("Length")
  @DataAmount
  public final int length;

  /** Of the bytes from {@code sequence} on. */
  public RetransmissionEvent(long sequence, int length) {
    this.sequence = sequence;
    this.length = length;
  }
}
