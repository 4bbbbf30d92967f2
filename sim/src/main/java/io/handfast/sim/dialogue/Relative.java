package io.handfast.sim.dialogue;

import io.handfast.wire.TcpFlags;
import io.handfast.wire.TcpHeader;
import io.handfast.wire.TcpOption;
import io.handfast.wire.TcpOptionList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Segments with their numbers counted from each side's initial one: compared and in words. */
final class Relative {
  private Relative() {}

  /** What the segment sent has that was not expected; empty when nothing. */
  static String difference(Segment expected, Dialogue.Sent actual, int iss, int irs) {
    TcpHeader header = actual.header();
    List<String> wrong = new ArrayList<>();
    if (expected.flags != header.flags()) {
      wrong.add("the flags were " + TcpFlags.toString(header.flags()));
    }
    compare(wrong, "seq", expected.seq, header.seq() - iss);
    compare(wrong, "ack", expected.ack, header.ack() - irs);
    compare(wrong, "win", expected.window, header.window());
    compare(wrong, "len", expected.length, actual.payload().length);
    compare(wrong, "urg", expected.urgentPointer, header.urgentPointer());
    compare(wrong, "the ECN field", expected.ecn, actual.ecn());
    compare(wrong, "the size it is cut to", expected.segmentSize, actual.segmentSize());
    if (expected.payload != null && !Arrays.equals(expected.payload, actual.payload())) {
      wrong.add("the payload differs");
    }
    List<TcpOption> options = shift(header.options(), -irs).options();
    for (TcpOption option : expected.options) {
      if (!options.contains(option)) {
        wrong.add("there was no " + option + " in " + options);
      }
    }
    return String.join(" and ", wrong);
  }

  private static void compare(List<String> wrong, String name, Integer expected, int actual) {
    if (expected != null && expected != actual) {
      wrong.add(name + " was " + actual);
    }
  }

  /** The options with the edges of SACK blocks moved by {@code base}. */
  static TcpOptionList shift(TcpOptionList list, int base) {
    List<TcpOption> shifted = new ArrayList<>();
    for (TcpOption option : list.options()) {
      shifted.add(
          option instanceof TcpOption.Sack(List<TcpOption.Sack.Block> blocks)
              ? new TcpOption.Sack(blocks.stream().map(block -> shift(block, base)).toList())
              : option);
    }
    return TcpOptionList.of(shifted.toArray(TcpOption[]::new));
  }

  private static TcpOption.Sack.Block shift(TcpOption.Sack.Block block, int base) {
    return new TcpOption.Sack.Block(block.left() + base, block.right() + base);
  }

  static String describe(Dialogue.Sent segment, int iss, int irs) {
    TcpHeader header = segment.header();
    return String.format(
        "%s seq %d ack %d win %d len %d %s",
        TcpFlags.toString(header.flags()),
        header.seq() - iss,
        (header.flags() & TcpFlags.ACK) == 0 ? 0 : header.ack() - irs,
        header.window(),
        segment.payload().length,
        shift(header.options(), -irs).options());
  }
}
