package io.handfast.observe.jfr;

import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;

/** A received packet or segment was dropped. */
@Name("io.handfast.PacketDropped")
@Label("Packet dropped")
@Description("A received packet or segment was dropped")
public final class PacketDroppedEvent extends StackEvent {
  /** First sequence number, or 0. */
  @Label("Sequence number")
  public final long sequence;

  /** Payload bytes. */
  @Label("Length")
  @DataAmount
  public final int length;

  /** Of the bytes from {@code sequence} on. */
  public PacketDroppedEvent(long sequence, int length) {
    this.sequence = sequence;
    this.length = length;
  }
}
