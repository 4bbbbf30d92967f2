package io.handfast.sim.proof;

import io.handfast.wire.TcpFlags;

/** One segment that arrives in one situation. */
record Case(
    Situation situation,
    boolean ipv4,
    int ctl,
    Place place,
    Acking acking,
    int text,
    Stamps stamps) {
  Seg segment(Duet duet) {
    long seq = place.seq(duet.model, duet.irs);
    return new Seg(seq, acking.ack(duet.model), ctl, text, 65_535, stamps.inCase);
  }

  @Override
  public String toString() {
    String stamped = stamps == Stamps.NONE ? "" : ", timestamp " + stamps;
    return String.format(
        "%s, IPv%d: %s at %s of the window, ack %s, %d bytes%s",
        situation, ipv4 ? 4 : 6, TcpFlags.toString(ctl), place, acking, text, stamped);
  }
}
