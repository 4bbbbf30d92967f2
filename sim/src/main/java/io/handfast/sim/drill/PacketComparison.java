package io.handfast.sim.drill;

import io.handfast.wire.TcpFlags;
import io.handfast.wire.TcpOption;
import io.handfast.wire.TcpOptionList;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Compares a packet of the stack with an expected one, field by field. */
final class PacketComparison {
  private static final int ACE_BITS = TcpFlags.AE | TcpFlags.CWR | TcpFlags.ECE;

  /** How timestamps are compared: a tick of 0 µs means that their values are not. */
  record Clock(long tickMicros, long toleranceMicros) {}

  private final DrillOptions options;
  private final Clock clock;
  private boolean overlooked;
  private final List<String> notes = new ArrayList<>();

  PacketComparison(DrillOptions options, Clock clock) {
    this.options = options;
    this.clock = clock;
  }

  /** Something differed that the options allow to differ. */
  boolean overlooked() {
    return overlooked;
  }

  /** Differences that do not count, for people. */
  List<String> notes() {
    return notes;
  }

  /** All differences, most telling first; empty when there are none. */
  List<String> differences(Action.Tcp expected, LivePacket live, Flow flow) {
    List<String> differences = new ArrayList<>();
    Action.Tcp actual = flow.script(live);
    compareFlags(expected, actual, live, flow, differences);
    compareNumbers(expected, actual, differences);
    compareWindow(expected, actual, differences);
    expected.options().ifPresent(list -> compareOptions(list, actual, live, differences));
    compareIp(expected.ip(), live, differences);
    for (byte each : live.payload()) {
      if (each != 0) {
        differences.add("the payload differs");
        break;
      }
    }
    return differences;
  }

  // ---- flags ----

  private void compareFlags(
      Action.Tcp expected, Action.Tcp actual, LivePacket live, Flow flow, List<String> to) {
    int ace = expected.ace().orElse(0);
    int wanted = ace == 0 ? expected.flags() : expected.flags() & ~ACE_BITS | aceBits(ace);
    int different = wanted ^ actual.flags();
    if (different == TcpFlags.PSH && options.relaxedPsh() && pushIsFree(expected, live, flow)) {
      overlooked = true;
      different = 0;
    }
    if ((different & actual.flags()) != 0) {
      to.add(PacketText.words(different & actual.flags()) + " was not expected");
    }
    if ((different & wanted) != 0) {
      to.add(PacketText.words(different & wanted) + " is missing");
    }
  }

  /** The three bits of the ACE counter (RFC 9768), AE first. */
  static int aceBits(int ace) {
    return ((ace & 4) != 0 ? TcpFlags.AE : 0)
        | ((ace & 2) != 0 ? TcpFlags.CWR : 0)
        | ((ace & 1) != 0 ? TcpFlags.ECE : 0);
  }

  /** Where PSH depends on how super-segments are cut. */
  private static boolean pushIsFree(Action.Tcp expected, LivePacket live, Flow flow) {
    int end = expected.seq() + expected.length();
    int mss = flow.file == null || flow.file.socket == null ? 536 : flow.file.socket.info(0).mss();
    return live.length() > 0 && (live.length() > mss || !flow.endsWrite(end));
  }

  // ---- numbers ----

  private static void compareNumbers(Action.Tcp expected, Action.Tcp actual, List<String> to) {
    if (expected.seq() != actual.seq()) {
      to.add("the sequence number differs");
    }
    if (expected.length() != actual.length()) {
      to.add("the length differs");
    }
    if (expected.ack().orElse(0) != actual.ack().orElse(0)) {
      to.add("the acknowledgement number differs");
    }
    if (expected.urgent().orElse(0) != actual.urgent().orElse(0)) {
      to.add("the urgent pointer differs");
    }
  }

  private void compareWindow(Action.Tcp expected, Action.Tcp actual, List<String> to) {
    if (expected.window().isPresent() && !expected.window().equals(actual.window())) {
      if (options.ignoreWindow()) {
        overlooked = true;
      } else {
        to.add("the window differs");
      }
    }
  }

  private static void compareIp(Action.IpInfo ip, LivePacket live, List<String> to) {
    if (!live.problem().isEmpty()) {
      to.add(live.problem());
    }
    if (!ip.ecn().accepts(live.tos() & 3)) {
      to.add("the ECN field is " + (live.tos() & 3));
    }
    if (ip.tos().isPresent() && ip.tos().getAsInt() != live.tos()) {
      to.add("the traffic class is 0x" + Integer.toHexString(live.tos()));
    }
    if (ip.ttl().isPresent() && ip.ttl().getAsInt() != live.ttl()) {
      to.add("the TTL is " + live.ttl());
    }
  }

  // ---- options ----

  private void compareOptions(
      List<TcpOption> expected, Action.Tcp actual, LivePacket live, List<String> to) {
    List<TcpOption> wanted = TcpOptionList.of(expected.toArray(TcpOption[]::new)).options();
    List<TcpOption> found = actual.options().orElseThrow();
    if (!withoutTimes(wanted).equals(withoutTimes(found))) {
      to.add("the options differ");
      return;
    }
    Optional<TcpOption.Timestamps> wantedTimes = Flow.timestamps(wanted);
    Optional<TcpOption.Timestamps> foundTimes = Flow.timestamps(found);
    if (wantedTimes.isPresent() && foundTimes.isPresent()) {
      compareTimes(wantedTimes.get(), foundTimes.get(), live, to);
    }
  }

  private static List<TcpOption> withoutTimes(List<TcpOption> options) {
    return options.stream()
        .map(o -> o instanceof TcpOption.Timestamps ? new TcpOption.Timestamps(0, 0) : o)
        .toList();
  }

  private void compareTimes(
      TcpOption.Timestamps wanted, TcpOption.Timestamps found, LivePacket live, List<String> to) {
    long apart = Math.abs((long) wanted.tsVal() - found.tsVal()) * clock.tickMicros;
    if (apart > Math.max(clock.toleranceMicros, live.micros() / 8)) {
      to.add("the TS val differs");
    }
    if (wanted.tsEcr() != found.tsEcr()) {
      notes.add("TS ecr is " + found.tsEcr() + " where the script says " + wanted.tsEcr());
    }
  }
}
