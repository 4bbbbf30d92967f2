package io.handfast.sim.proof;

import io.handfast.tcp.Fact;
import io.handfast.tcp.Lifecycle;
import io.handfast.tcp.State;
import io.handfast.wire.IpAddress;
import io.handfast.wire.IpPackets;
import io.handfast.wire.TcpFlags;
import io.handfast.wire.TcpHeader;
import java.lang.foreign.MemorySegment;
import java.lang.reflect.Field;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** Bugs to be found, planted from outside: the stack has no switch for them. */
final class PlantedBugs {
  private static final int IP_HEADER = 20;

  private PlantedBugs() {}

  /** Runs with one entry of the table of transitions changed. */
  static <T> T withTransition(State from, Fact fact, State to, Supplier<T> run) {
    State[] row = table()[from.ordinal()];
    State right = row[fact.ordinal()];
    row[fact.ordinal()] = to;
    try {
      return run.get();
    } finally {
      row[fact.ordinal()] = right;
    }
  }

  private static State[][] table() {
    try {
      Field field = Lifecycle.class.getDeclaredField("TABLE");
      field.setAccessible(true);
      return (State[][]) field.get(null);
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(e);
    }
  }

  /** As if nothing were ever sent again: a second SYN, FIN or piece of data vanishes. */
  static UnaryOperator<byte[]> withoutRetransmission() {
    Set<String> sent = new HashSet<>();
    return bytes -> {
      TcpHeader header = header(bytes);
      int text = bytes.length - IP_HEADER - header.length();
      boolean takesNumbers = text > 0 || (header.flags() & (TcpFlags.SYN | TcpFlags.FIN)) != 0;
      String key = bytes[15] + "/" + header.seq() + "/" + header.flags() + "/" + text;
      return takesNumbers && !sent.add(key) ? null : bytes;
    };
  }

  /** As if RCV.NXT went one too far over a FIN: A's ACKs are one too high once it has one. */
  static UnaryOperator<byte[]> withAcknowledgementsOneTooHigh() {
    return bytes -> {
      TcpHeader header = header(bytes);
      boolean bare = header.flags() == TcpFlags.ACK && bytes.length == IP_HEADER + header.length();
      if (!bare) {
        return bytes;
      }
      TcpHeader wrong =
          new TcpHeader(
              header.sourcePort(),
              header.destinationPort(),
              header.seq(),
              header.ack() + 1,
              header.flags(),
              header.window(),
              header.urgentPointer(),
              header.options());
      return IpPackets.tcp(address(bytes, 12), address(bytes, 16), wrong, new byte[0]);
    };
  }

  private static IpAddress address(byte[] bytes, int at) {
    byte[] four = Arrays.copyOfRange(bytes, at, at + 4);
    return IpAddress.parse(
        (four[0] & 255) + "." + (four[1] & 255) + "." + (four[2] & 255) + "." + (four[3] & 255));
  }

  private static TcpHeader header(byte[] bytes) {
    return TcpHeader.parse(MemorySegment.ofArray(bytes), IP_HEADER, bytes.length - IP_HEADER);
  }
}
