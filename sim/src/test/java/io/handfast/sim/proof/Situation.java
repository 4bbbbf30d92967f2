package io.handfast.sim.proof;

import static io.handfast.wire.TcpFlags.ACK;
import static io.handfast.wire.TcpFlags.FIN;
import static io.handfast.wire.TcpFlags.SYN;

import java.util.function.Consumer;

/** The eleven states, some in several kinds, each with the way that leads there. */
enum Situation {
  CLOSED(Duet::closed),
  LISTEN(Duet::listen),
  SYN_SENT(Duet::connect),
  SYN_RECEIVED(Situation::synReceived),
  /** By way of SYN-SENT: a simultaneous open. */
  SYN_RECEIVED_ACTIVE(Situation::simultaneous),
  ESTABLISHED(Situation::established),
  /** Ten bytes are sent and not acknowledged. */
  ESTABLISHED_SENDING(d -> established(d).send(10)),
  /** The application does not read, and the peer has filled the window. */
  ESTABLISHED_FULL(Situation::full),
  FIN_WAIT_1(d -> established(d).shutdown()),
  /** The application has closed the socket: nobody reads any more. */
  FIN_WAIT_1_ORPHAN(d -> established(d).close()),
  FIN_WAIT_2(d -> finWait2(established(d).shutdown())),
  FIN_WAIT_2_ORPHAN(d -> finWait2(established(d).close())),
  CLOSE_WAIT(Situation::closeWait),
  CLOSING(d -> fin(established(d).shutdown(), Acking.DUPLICATE)),
  LAST_ACK(d -> closeWait(d).shutdown()),
  TIME_WAIT(d -> fin(finWait2(established(d).shutdown()), Acking.EXACT).later(1));

  private final Consumer<Duet> way;

  Situation(Consumer<Duet> way) {
    this.way = way;
  }

  /** Leads a stack and the model there. */
  Duet reach(boolean ipv4, Stamps stamps) {
    return lead(new Duet(ipv4, this == ESTABLISHED_FULL, stamps.before).unchecked());
  }

  /** The same; an {@link AssertionError} when the two do not agree on every step. */
  Duet reachInAgreement(boolean ipv4, Stamps stamps) {
    return lead(new Duet(ipv4, this == ESTABLISHED_FULL, stamps.before));
  }

  private Duet lead(Duet duet) {
    way.accept(duet);
    return duet;
  }

  private static Duet synReceived(Duet d) {
    d.listen();
    return d.peer(SYN, Acking.NONE, 0);
  }

  private static Duet simultaneous(Duet d) {
    d.connect();
    return d.peer(SYN, Acking.NONE, 0);
  }

  private static Duet established(Duet d) {
    return synReceived(d).peer(ACK, Acking.EXACT, 0).accept();
  }

  private static Duet full(Duet d) {
    established(d);
    while (d.model.rcvWnd > 0) {
      d.peer(ACK, Acking.EXACT, (int) d.model.rcvWnd);
    }
    return d;
  }

  private static Duet finWait2(Duet d) {
    return d.peer(ACK, Acking.EXACT, 0);
  }

  private static Duet closeWait(Duet d) {
    return fin(established(d), Acking.EXACT);
  }

  private static Duet fin(Duet d, Acking acking) {
    return d.peer(FIN | ACK, acking, 0);
  }
}
