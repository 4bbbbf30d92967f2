package io.handfast.sim.dialogue;

import io.handfast.wire.TcpFlags;
import io.handfast.wire.TcpOption;
import io.handfast.wire.TcpOptionList;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * A segment as a dialogue writes it, with sequence numbers counted from each side's own initial
 * one: a SYN has seq 0, the first byte of data seq 1. What is not said is not checked when
 * expected, and filled in sensibly when sent. Immutable.
 */
public final class Segment {
  public static final Segment SYN = new Segment(TcpFlags.SYN);
  public static final Segment SYN_ACK = new Segment(TcpFlags.SYN | TcpFlags.ACK);
  public static final Segment ACK = new Segment(TcpFlags.ACK);
  public static final Segment PSH_ACK = new Segment(TcpFlags.PSH | TcpFlags.ACK);
  public static final Segment FIN_ACK = new Segment(TcpFlags.FIN | TcpFlags.ACK);
  public static final Segment FIN_PSH_ACK = new Segment(TcpFlags.FIN | TcpFlags.PSH | TcpFlags.ACK);
  public static final Segment RST = new Segment(TcpFlags.RST);
  public static final Segment RST_ACK = new Segment(TcpFlags.RST | TcpFlags.ACK);

  final int flags;
  final Integer seq;
  final Integer ack;
  final Integer window;
  final Integer length;
  final byte[] payload;
  final List<TcpOption> options;
  final Integer segmentSize;
  final Integer urgentPointer;
  final Integer ecn;

  private Segment(int flags) {
    this(flags, null, null, null, null, null, List.of(), null, null, null);
  }

  private Segment(
      int flags,
      Integer seq,
      Integer ack,
      Integer window,
      Integer length,
      byte[] payload,
      List<TcpOption> options,
      Integer segmentSize,
      Integer urgentPointer,
      Integer ecn) {
    this.flags = flags;
    this.seq = seq;
    this.ack = ack;
    this.window = window;
    this.length = length;
    this.payload = payload;
    this.options = options;
    this.segmentSize = segmentSize;
    this.urgentPointer = urgentPointer;
    this.ecn = ecn;
  }

  /** A segment with any of the nine flags. */
  public static Segment flags(int flags) {
    return new Segment(flags);
  }

  /** Sequence number, relative to the sender's initial one. */
  public Segment seq(int relative) {
    return new Segment(
        flags, relative, ack, window, length, payload, options, segmentSize, urgentPointer, ecn);
  }

  /** Acknowledgement number, relative to the other side's initial one. */
  public Segment ack(int relative) {
    return new Segment(
        flags, seq, relative, window, length, payload, options, segmentSize, urgentPointer, ecn);
  }

  /** Window field as it stands on the wire. */
  public Segment win(int field) {
    return new Segment(
        flags, seq, ack, field, length, payload, options, segmentSize, urgentPointer, ecn);
  }

  /** Payload of this many bytes; when sent, byte i of the stream is {@code (byte) i}. */
  public Segment len(int bytes) {
    return new Segment(
        flags, seq, ack, window, bytes, payload, options, segmentSize, urgentPointer, ecn);
  }

  /** Payload. */
  public Segment data(byte... bytes) {
    return new Segment(
        flags, seq, ack, window, bytes.length, bytes, options, segmentSize, urgentPointer, ecn);
  }

  /** An option more. */
  public Segment with(TcpOption option) {
    List<TcpOption> more = new ArrayList<>(options);
    more.add(option);
    return new Segment(
        flags,
        seq,
        ack,
        window,
        length,
        payload,
        List.copyOf(more),
        segmentSize,
        urgentPointer,
        ecn);
  }

  /** Payload bytes of each packet that the link cuts it into; 0 for a packet that goes as it is. */
  public Segment cutTo(int bytes) {
    return new Segment(
        flags, seq, ack, window, length, payload, options, bytes, urgentPointer, ecn);
  }

  /** URG, with the pointer as it stands on the wire. */
  public Segment urgent(int pointer) {
    return new Segment(
        flags | TcpFlags.URG,
        seq,
        ack,
        window,
        length,
        payload,
        options,
        segmentSize,
        pointer,
        ecn);
  }

  /** ECN field of the IP header: 0 for a packet that is not ECT, 1, 2 for ECT(0), 3 for CE. */
  public Segment ecn(int field) {
    return new Segment(
        flags, seq, ack, window, length, payload, options, segmentSize, urgentPointer, field);
  }

  /** MSS option. */
  public Segment mss(int bytes) {
    return with(new TcpOption.Mss(bytes));
  }

  /** Window scale option. */
  public Segment wscale(int shift) {
    return with(new TcpOption.WindowScale(shift));
  }

  /** SACK-permitted option. */
  public Segment sackOk() {
    return with(new TcpOption.SackPermitted());
  }

  /** Timestamps option, values as they stand. */
  public Segment ts(int tsVal, int tsEcr) {
    return with(new TcpOption.Timestamps(tsVal, tsEcr));
  }

  /** SACK option; edges relative to the initial number of the side whose data is acknowledged. */
  public Segment sack(int... relativeEdges) {
    return with(TcpOption.Sack.of(relativeEdges));
  }

  TcpOptionList optionList() {
    List<TcpOption> padded = new ArrayList<>(options);
    while (TcpOptionList.of(padded.toArray(TcpOption[]::new)).length() % 4 != 0) {
      padded.add(new TcpOption.Nop());
    }
    return TcpOptionList.of(padded.toArray(TcpOption[]::new));
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(TcpFlags.toString(flags));
    append(text, " seq ", seq);
    append(text, " ack ", (flags & TcpFlags.ACK) != 0 ? ack : null);
    append(text, " win ", window);
    append(text, " len ", length);
    append(text, " cut to ", segmentSize);
    append(text, " urg ", urgentPointer);
    append(text, " ecn ", ecn);
    options.forEach(option -> text.append(' ').append(option));
    return text.toString();
  }

  private static void append(StringBuilder text, String name, Integer value) {
    if (Objects.nonNull(value)) {
      text.append(name).append(value);
    }
  }
}
