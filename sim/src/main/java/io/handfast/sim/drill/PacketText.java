package io.handfast.sim.drill;

import io.handfast.wire.TcpFlags;
import io.handfast.wire.TcpOption;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Writes packets as scripts do. */
final class PacketText {
  private PacketText() {}

  static String of(Action.Tcp packet) {
    StringBuilder text = new StringBuilder(packet.inbound() ? "< " : "> ");
    text.append(flags(packet.flags())).append(' ');
    text.append(unsigned(packet.seq())).append(':');
    text.append(unsigned(packet.seq() + packet.length()));
    text.append('(').append(packet.length()).append(')');
    packet.ack().ifPresent(ack -> text.append(" ack ").append(unsigned(ack)));
    packet.window().ifPresent(window -> text.append(" win ").append(window));
    packet.urgent().ifPresent(urgent -> text.append(" urg ").append(urgent));
    packet
        .options()
        .ifPresentOrElse(
            options -> text.append(options.isEmpty() ? "" : " <" + options(options) + ">"),
            () -> text.append(" <...>"));
    return text.toString();
  }

  static String flags(int flags) {
    String letters = "FSRP.UEWA";
    int[] order = {1, 0, 2, 3, 5, 6, 7, 8, 4};
    StringBuilder text = new StringBuilder();
    for (int bit : order) {
      text.append((flags >> bit & 1) != 0 ? letters.charAt(bit) : "");
    }
    return flags == 0 ? "-" : text.toString();
  }

  /** Flags in words, for a difference. */
  static String words(int flags) {
    return TcpFlags.toString(flags);
  }

  static String options(List<TcpOption> options) {
    return options.stream().map(PacketText::option).collect(Collectors.joining(","));
  }

  private static String option(TcpOption option) {
    return switch (option) {
      case TcpOption.End _ -> "eol";
      case TcpOption.Nop _ -> "nop";
      case TcpOption.Mss(int bytes) -> "mss " + bytes;
      case TcpOption.WindowScale(int shift) -> "wscale " + shift;
      case TcpOption.SackPermitted _ -> "sackOK";
      case TcpOption.Sack(List<TcpOption.Sack.Block> blocks) ->
          blocks.stream()
              .map(b -> unsigned(b.left()) + ":" + unsigned(b.right()))
              .collect(Collectors.joining(" ", "sack ", ""));
      case TcpOption.Timestamps(int value, int echo) ->
          "TS val " + unsigned(value) + " ecr " + unsigned(echo);
      case TcpOption.UserTimeout(int value) -> "uto " + value;
      case TcpOption.FastOpen open -> "FO " + open.cookie();
      case TcpOption.Other other -> "kind " + other.kind() + " " + other.data();
    };
  }

  private static String unsigned(int value) {
    // Just below the initial number, a small negative one says more than four billion.
    return value < 0 && value > -1_000_000
        ? Integer.toString(value)
        : Integer.toUnsignedString(value);
  }

  static String seconds(long micros) {
    return String.format(Locale.ROOT, "%.6f s", micros / 1e6);
  }
}
