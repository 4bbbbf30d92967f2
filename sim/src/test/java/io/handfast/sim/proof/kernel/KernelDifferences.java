package io.handfast.sim.proof.kernel;

import static io.handfast.wire.TcpFlags.ACK;
import static io.handfast.wire.TcpFlags.FIN;
import static io.handfast.wire.TcpFlags.RST;
import static io.handfast.wire.TcpFlags.SYN;
import static io.handfast.wire.TcpFlags.URG;

import io.handfast.sim.proof.kernel.Duel.Difference;
import io.handfast.tcp.State;
import java.util.List;
import java.util.function.Predicate;

/**
 * The reviewed list of differences between our stack and the Linux kernel (seen with 6.18). The
 * first entry that applies names a difference.
 */
final class KernelDifferences {
  static final String UNLISTED = "NOT LISTED";

  private record Entry(String name, Predicate<Difference> applies) {}

  private static final String NOTHING = "[]";

  private static final List<Entry> ALL =
      List.of(
          new Entry(
              "no ACK, SYN or RST, outside the window: Linux drops it unseen; RFC 9293 checks the"
                  + " number first and answers",
              d ->
                  isSegment(d)
                      && lacks(d, ACK | SYN | RST)
                      && isOneAck(d.ours())
                      && none(d.kernel())),
          new Entry(
              "half-open, wrong ACK: Linux looks at the ACK before the number and resets; RFC 9293"
                  + " the other way round",
              d -> isHalfOpen(d) && d.act().has(ACK) && d.act().ack() != 1 && resets(d.kernel())),
          new Entry(
              "half-open, ended by a SYN in the window (RFC 9293), kept by Linux when its ACK is"
                  + " wrong or its number that of the SYN: what followed",
              KernelDifferences::hadOddSynWhileHalfOpen),
          new Entry(
              "ends exactly at RCV.NXT: in the window for Linux (its ACK and RST count), outside by"
                  + " table 6 of RFC 9293",
              d -> isSegment(d) && end(d) == d.rcvNxt()),
          new Entry(
              "challenge ACKs: Linux limits them, with all other answers to what is out of order, to"
                  + " one in half a second, ours to ten",
              d -> isSegment(d) && isOneAck(d.ours()) && none(d.kernel()) && hadOddBefore(d)),
          new Entry(
              "acknowledges what was never sent, before the ISS: old for RFC 5961, challenged by"
                  + " Linux since 6.7, which counts the bytes acknowledged",
              d -> isSegment(d) && d.act().has(ACK) && d.act().ack() < 1),
          new Entry(
              "text behind the peer's FIN: ignored by RFC 9293; Linux resets when the segment begins"
                  + " before RCV.NXT",
              d -> hadFin(d) && d.act().text() > 0 && resets(d.kernel())),
          new Entry(
              "an early FIN for a closed socket: data is missing that nobody will read, and Linux"
                  + " resets at once; ours when it comes",
              d -> d.act().has(FIN) && d.act().seq() > d.rcvNxt() && resets(d.kernel())),
          new Entry(
              "text that runs over a FIN held out of order: the peer contradicts itself; for ours the"
                  + " FIN holds, for Linux the text",
              d -> d.act().text() > 0 && ranOverFin(d)),
          new Entry(
              "a reset with the number of the peer's own FIN: Linux believes it, for the sake of"
                  + " macOS; RFC 5961 does not",
              KernelDifferences::hadResetOfFin),
          new Entry(
              "FIN-WAIT-2 of a closed socket: a compact record on Linux, which answers resets outside"
                  + " the window too",
              d -> d.before() == State.FIN_WAIT_2 && d.act().has(RST) && isOneAck(d.kernel())),
          new Entry(
              "urgent data: out of line on Linux, in line with us",
              d -> d.ours().startsWith("reads") && had(d, URG)),
          new Entry(
              "a reset that the JDK remembers: the kernel's socket is read through java.net",
              d -> d.ours().endsWith("bytes, end") && d.kernel().endsWith("bytes, error")),
          new Entry(
              "SYN with FIN to a TIME-WAIT record: Linux gives way to a listener that then drops it",
              d -> d.before() == State.TIME_WAIT && d.act().has(SYN) && d.act().has(FIN)),
          new Entry(
              "what goes out after a timeout: the two have measured other round-trip times",
              d ->
                  d.past().stream().anyMatch(each -> each.act().kind() == Act.Kind.WRITE)
                      && (d.kernel().contains("FIN") || d.ours().contains("FIN"))));

  private KernelDifferences() {}

  static String nameOf(Difference difference) {
    return ALL.stream()
        .filter(each -> each.applies.test(difference))
        .map(Entry::name)
        .findFirst()
        .orElse(UNLISTED);
  }

  private static boolean isSegment(Difference d) {
    return d.act().kind() == Act.Kind.SEGMENT;
  }

  private static boolean lacks(Difference d, int flags) {
    return (d.act().flags() & flags) == 0;
  }

  private static boolean none(String answers) {
    return answers.equals(NOTHING);
  }

  private static boolean isOneAck(String answers) {
    return answers.startsWith("[ACK seq") && !answers.contains(",") && !answers.contains("len");
  }

  private static boolean resets(String answers) {
    return answers.startsWith("[RST");
  }

  private static boolean isHalfOpen(Difference d) {
    return d.before() == State.SYN_RECEIVED;
  }

  /** Behind the last number that the segment takes. */
  private static int end(Difference d) {
    Act act = d.act();
    return act.seq() + act.text() + (act.has(SYN) ? 1 : 0) + (act.has(FIN) ? 1 : 0);
  }

  private static boolean hadOddSynWhileHalfOpen(Difference d) {
    return d.past().stream()
        .anyMatch(each -> each.state() == State.SYN_RECEIVED && each.act().has(SYN));
  }

  /** Something that is answered with an ACK out of turn came before, or is this. */
  private static boolean hadOddBefore(Difference d) {
    return d.past().stream().limit(d.past().size() - 1L).anyMatch(each -> isOdd(each.act()));
  }

  private static boolean isOdd(Act act) {
    return act.kind() == Act.Kind.SEGMENT && (act.flags() & ~16) != 8 && (act.flags() & 0x3f) != 16
        || act.seq() < 1
        || act.ack() < 1;
  }

  private static boolean ranOverFin(Difference d) {
    return d.past().stream()
        .map(Duel.Past::act)
        .anyMatch(each -> each.has(FIN) && each.seq() > d.act().seq() && each.seq() < end(d));
  }

  private static boolean hadResetOfFin(Difference d) {
    return d.past().stream().anyMatch(each -> hasFinished(each.state()) && each.act().has(RST));
  }

  private static boolean hasFinished(State state) {
    return state == State.CLOSE_WAIT || state == State.LAST_ACK || state == State.CLOSING;
  }

  private static boolean hadFin(Difference d) {
    return hasFinished(d.before());
  }

  private static boolean had(Difference d, int flag) {
    return d.past().stream().anyMatch(each -> each.act().has(flag));
  }
}
