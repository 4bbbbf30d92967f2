package io.handfast.trace;

import static java.lang.Integer.toUnsignedString;

import io.handfast.wire.Bytes;
import io.handfast.wire.Octets;
import io.handfast.wire.TcpFlags;
import io.handfast.wire.TcpOptions;
import io.handfast.wire.TcpView;
import java.lang.foreign.MemorySegment;

/** A TCP segment in the words of tcpdump. */
final class TcpLine {
  /** In tcpdump's order: FIN, SYN, RST, PSH, ACK, URG, ECE, CWR, AE. */
  private static final String FLAGS = "FSRP.UEWe";

  private TcpLine() {}

  /** The sequence numbers are told from the given starts; 0 for "as they stand". */
  static String text(TcpView tcp, int seqStart, int ackStart, int sackStart) {
    StringBuilder text = new StringBuilder("Flags [").append(flags(tcp.flags())).append(']');
    int length = tcp.payloadLength();
    int seq = tcp.seq() - seqStart;
    boolean takesSequence = (tcp.flags() & (TcpFlags.SYN | TcpFlags.FIN | TcpFlags.RST)) != 0;
    if (length > 0 || takesSequence) {
      text.append(", seq ").append(toUnsignedString(seq));
      text.append(length > 0 ? ":" + toUnsignedString(seq + length) : "");
    }
    if (tcp.has(TcpFlags.ACK)) {
      text.append(", ack ").append(toUnsignedString(tcp.ack() - ackStart));
    }
    text.append(", win ").append(tcp.window());
    if (tcp.has(TcpFlags.URG)) {
      text.append(", urg ").append(tcp.urgentPointer());
    }
    if (tcp.optionsLength() > 0) {
      text.append(", options [").append(options(tcp, sackStart)).append(']');
    }
    return text.append(", length ").append(length).toString();
  }

  /** For example {@code S.}; {@code none} without any. */
  static String flags(int flags) {
    StringBuilder text = new StringBuilder();
    for (int bit = 0; bit < FLAGS.length(); bit++) {
      if ((flags >> bit & 1) != 0) {
        text.append(FLAGS.charAt(bit));
      }
    }
    return text.isEmpty() ? "none" : text.toString();
  }

  private static String options(TcpView tcp, int sackStart) {
    StringBuilder text = new StringBuilder();
    int at = 0;
    while (at < tcp.optionsLength()) {
      long here = tcp.optionsOffset() + at;
      int kind = Bytes.u8(tcp.memory(), here);
      int rest = tcp.optionsLength() - at;
      int length = kind <= 1 ? 1 : rest > 1 ? Bytes.u8(tcp.memory(), here + 1) : 0;
      text.append(text.isEmpty() ? "" : ",");
      if (length < 1 || length > rest || length == 1 && kind > 1) {
        return text.append("[bad opt]").toString();
      }
      text.append(option(tcp.memory(), here, kind, length, sackStart));
      if (kind == TcpOptions.END) {
        return text.toString();
      }
      at += length;
    }
    return text.toString();
  }

  private static String option(MemorySegment memory, long at, int kind, int length, int start) {
    if (kind <= TcpOptions.NOP) {
      return kind == TcpOptions.END ? "eol" : "nop";
    }
    long data = at + 2;
    return switch (length << 8 | kind) {
      case 4 << 8 | TcpOptions.MSS -> "mss " + Bytes.u16(memory, data);
      case 3 << 8 | TcpOptions.WINDOW_SCALE -> "wscale " + Bytes.u8(memory, data);
      case 2 << 8 | TcpOptions.SACK_PERMITTED -> "sackOK";
      case 10 << 8 | TcpOptions.TIMESTAMPS ->
          "TS val " + Bytes.u32(memory, data) + " ecr " + Bytes.u32(memory, data + 4);
      case 4 << 8 | TcpOptions.USER_TIMEOUT ->
          "uto 0x" + Integer.toHexString(Bytes.u16(memory, data));
      case 2 << 8 | TcpOptions.FAST_OPEN -> "tfo cookiereq";
      default -> ofAnyLength(memory, data, kind, length, start);
    };
  }

  private static String ofAnyLength(
      MemorySegment memory, long data, int kind, int length, int start) {
    if (kind == TcpOptions.SACK && length % 8 == 2 && length > 2) {
      return sack(memory, data, length, start);
    }
    String name = kind == TcpOptions.FAST_OPEN ? "tfo cookie " : "unknown-" + kind + " 0x";
    return name + Octets.of(memory, data, length - 2);
  }

  private static String sack(MemorySegment memory, long at, int length, int start) {
    int count = (length - 2) / 8;
    StringBuilder text = new StringBuilder("sack ").append(count).append(' ');
    for (int i = 0; i < count; i++) {
      int left = Bytes.i32(memory, at + 8L * i) - start;
      int right = Bytes.i32(memory, at + 8L * i + 4) - start;
      text.append('{').append(toUnsignedString(left)).append(':');
      text.append(toUnsignedString(right)).append('}');
    }
    return text.toString();
  }
}
