package io.handfast.trace;

import io.handfast.wire.IpAddress;
import io.handfast.wire.TcpFlags;
import io.handfast.wire.TcpOptions;
import io.handfast.wire.TcpView;

/**
 * What a diagram says of one packet, and what it has to know to tell runs and repetitions.
 *
 * @param label on the arrow
 * @param flags TCP control bits, see {@link TcpFlags}; 0 when it is no TCP segment
 * @param seq SEG.SEQ from the start of the connection, so that SYN has 0
 * @param ack SEG.ACK likewise
 * @param length payload in bytes
 * @param connection tells one from another; 0 where there is only one
 */
public record SegmentSummary(
    String label, int flags, int seq, int ack, int length, int connection) {
  private static final int PLAIN = TcpFlags.ACK | TcpFlags.PSH | TcpFlags.ECE | TcpFlags.CWR;

  /** One of the only connection. */
  public SegmentSummary(String label, int flags, int seq, int ack, int length) {
    this(label, flags, seq, ack, length, 0);
  }

  /** Any packet that is no TCP segment. */
  public static SegmentSummary of(String label) {
    return new SegmentSummary(label, 0, 0, 0, 0);
  }

  /**
   * A TCP segment.
   *
   * @param extras what else the arrow shall say, for example {@code win 0}
   */
  public static SegmentSummary tcp(int flags, int seq, int ack, int length, String... extras) {
    StringBuilder label = new StringBuilder(TcpFlags.toString(flags));
    label.append("  seq ").append(Integer.toUnsignedString(seq));
    if ((flags & TcpFlags.ACK) != 0) {
      label.append("  ack ").append(Integer.toUnsignedString(ack));
    }
    if (length > 0) {
      label.append("  len ").append(length);
    }
    for (String extra : extras) {
      label.append("  ").append(extra);
    }
    return new SegmentSummary(label.toString(), flags, seq, ack, length);
  }

  /**
   * A TCP segment as captured, with its zero window and its SACK blocks.
   *
   * @param numbers remembers the start of the connection from segment to segment
   */
  public static SegmentSummary of(
      IpAddress source, IpAddress destination, TcpView tcp, RelativeNumbers numbers) {
    numbers.see(source, destination, tcp);
    boolean closed = tcp.window() == 0 && !tcp.has(TcpFlags.RST);
    String window = closed ? "win 0" : "";
    String sack = sack(tcp, numbers.ackStart());
    SegmentSummary plain =
        tcp(
            tcp.flags(),
            tcp.seq() - numbers.seqStart(),
            tcp.ack() - numbers.ackStart(),
            tcp.payloadLength());
    String extras = (window.isEmpty() ? "" : "  " + window) + sack;
    return new SegmentSummary(
        plain.label + extras,
        plain.flags,
        plain.seq,
        plain.ack,
        plain.length,
        numbers.connection());
  }

  private static String sack(TcpView tcp, int start) {
    TcpOptions options = new TcpOptions();
    options.parse(tcp);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < options.sackCount(); i++) {
      text.append(i == 0 ? "  sack " : ",");
      text.append(Integer.toUnsignedString(options.sackLeft(i) - start)).append('-');
      text.append(Integer.toUnsignedString(options.sackRight(i) - start));
    }
    return text.toString();
  }

  /** Sequence numbers that it takes: payload, and one each for SYN and FIN. */
  public int sequenceLength() {
    return length + (flags >> 1 & 1) + (flags & 1);
  }

  /** A segment of the steady flow: an acknowledgment or data, nothing that changes a state. */
  boolean isPlain() {
    return (flags & TcpFlags.ACK) != 0 && (flags & ~PLAIN) == 0;
  }

  /** True when this segment carries sequence number {@code number}. */
  boolean carries(int number) {
    return Integer.compareUnsigned(number - seq, sequenceLength()) < 0;
  }
}
