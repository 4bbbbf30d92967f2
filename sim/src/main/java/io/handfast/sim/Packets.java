package io.handfast.sim;

import io.handfast.wire.TcpFlags;
import java.util.function.Predicate;

/** Kinds of packet, for {@link Rule}; combine them with {@code and}, {@code or}, {@code negate}. */
public final class Packets {
  /** Every packet. */
  public static final Predicate<SimPacket> ANY = packet -> true;

  /** A SYN without ACK: the first segment of a handshake. */
  public static final Predicate<SimPacket> SYN = packet -> packet.hasFlags(TcpFlags.SYN);

  /** A SYN-ACK: the second segment of a handshake. */
  public static final Predicate<SimPacket> SYN_ACK =
      packet -> packet.hasFlags(TcpFlags.SYN | TcpFlags.ACK);

  /** A segment with payload. */
  public static final Predicate<SimPacket> DATA = SimPacket::hasData;

  /** An ACK without payload, SYN, FIN or RST: the third segment of a handshake is the first one. */
  public static final Predicate<SimPacket> PURE_ACK =
      packet -> packet.hasFlags(TcpFlags.ACK) && !packet.hasData();

  /** A segment with FIN, with or without payload. */
  public static final Predicate<SimPacket> FIN = has(TcpFlags.FIN);

  /** A segment with RST. */
  public static final Predicate<SimPacket> RST = has(TcpFlags.RST);

  /** Anything but TCP, as ICMP and UDP. */
  public static final Predicate<SimPacket> NOT_TCP = packet -> packet.tcp().isEmpty();

  private Packets() {}

  private static Predicate<SimPacket> has(int flag) {
    return packet -> packet.tcp().filter(tcp -> tcp.has(flag)).isPresent();
  }

  /** A TCP segment from or to this port. */
  public static Predicate<SimPacket> port(int port) {
    return packet ->
        packet
            .tcp()
            .filter(tcp -> tcp.sourcePort() == port || tcp.destinationPort() == port)
            .isPresent();
  }
}
