package io.handfast.stack;

import io.handfast.buffer.Packet;
import io.handfast.secret.KeyedHash;
import io.handfast.tcp.FlowKey;
import io.handfast.wire.Bytes;
import io.handfast.wire.IpAddress;
import io.handfast.wire.IpProtocol;
import io.handfast.wire.Ipv4View;
import io.handfast.wire.Ipv6View;
import io.handfast.wire.Malformed;
import java.lang.foreign.MemorySegment;

/**
 * Which of several stacks with the same addresses a packet is for: a TCP segment by a keyed hash of
 * its flow, an ICMP error by the segment that it quotes, everything else belongs to the first one.
 * So the flow alone decides, whatever queue of the device a packet comes by.
 *
 * <p>Fragments show no ports and belong to the first; TCP that comes in fragments is therefore lost
 * to the others. Not thread-safe: each stack has its own.
 */
public final class ShardSteering {
  private static final int FIRST = 0;
  private static final int ICMP_HEADER = 8;
  private static final int PORTS = 4;

  private final int shards;
  private final KeyedHash secret;
  private final FlowKey flow = new FlowKey();
  private final Ipv4View v4 = new Ipv4View();
  private final Ipv6View v6 = new Ipv6View();

  /**
   * Over that many stacks.
   *
   * @param secret the same for all of them
   * @throws IllegalArgumentException when there is none
   */
  public ShardSteering(int shards, KeyedHash secret) {
    if (shards < 1) {
      throw new IllegalArgumentException(shards + " shards");
    }
    this.shards = shards;
    this.secret = secret.derive("shards");
  }

  /** The stack that a flow belongs to, from 0 on. */
  public int ownerOf(FlowKey which) {
    return (int) Long.remainderUnsigned(which.hash(secret), shards);
  }

  /** The stack that a packet is for; one that is not understood is for the first. */
  public int ownerOf(Packet packet) {
    MemorySegment memory = packet.memory();
    int length = packet.length;
    if (length > 0 && Bytes.u8(memory, packet.offset) >>> 4 == 6) {
      return v6.wrap(memory, packet.offset, length) == null ? ownerOfV6() : FIRST;
    }
    Malformed problem = v4.wrap(memory, packet.offset, length);
    boolean sound = problem == null || problem == Malformed.SOURCE_ROUTE; // the stack decides on it
    return sound ? ownerOfV4() : FIRST;
  }

  private int ownerOfV4() {
    long at = v4.payloadOffset();
    if (v4.isFragment()) {
      return FIRST;
    }
    if (v4.protocol() == IpProtocol.TCP && v4.payloadLength() >= PORTS) {
      IpAddress local = IpAddress.ofV4(v4.destination());
      IpAddress remote = IpAddress.ofV4(v4.source());
      return owner(local, Bytes.u16(v4.memory(), at + 2), remote, Bytes.u16(v4.memory(), at));
    }
    return v4.protocol() == IpProtocol.ICMP
        ? ownerOfQuote(v4.memory(), at + ICMP_HEADER, v4.payloadLength() - ICMP_HEADER)
        : FIRST;
  }

  private int ownerOfV6() {
    long at = v6.payloadOffset();
    if (v6.isFragment()) {
      return FIRST;
    }
    if (v6.protocol() == IpProtocol.TCP && v6.payloadLength() >= PORTS) {
      IpAddress local = new IpAddress(v6.destinationHigh(), v6.destinationLow());
      IpAddress remote = new IpAddress(v6.sourceHigh(), v6.sourceLow());
      return owner(local, Bytes.u16(v6.memory(), at + 2), remote, Bytes.u16(v6.memory(), at));
    }
    return v6.protocol() == IpProtocol.ICMPV6
        ? ownerOfQuote(v6.memory(), at + ICMP_HEADER, v6.payloadLength() - ICMP_HEADER)
        : FIRST;
  }

  /**
   * The beginning of a packet of ours, so with our end as its source. Messages that quote nothing
   * rarely look like one, and if one does, any stack can answer it.
   */
  private int ownerOfQuote(MemorySegment memory, long at, int length) {
    int version = length > 0 ? Bytes.u8(memory, at) >>> 4 : 0;
    if (version == 4 && length >= 20) {
      int header = (Bytes.u8(memory, at) & 15) * 4;
      boolean tcp = Bytes.u8(memory, at + 9) == IpProtocol.TCP && length >= header + PORTS;
      return tcp
          ? owner(
              IpAddress.ofV4(Bytes.i32(memory, at + 12)),
              Bytes.u16(memory, at + header),
              IpAddress.ofV4(Bytes.i32(memory, at + 16)),
              Bytes.u16(memory, at + header + 2))
          : FIRST;
    }
    if (version == 6 && length >= 40 + PORTS && Bytes.u8(memory, at + 6) == IpProtocol.TCP) {
      return owner(
          new IpAddress(Bytes.i64(memory, at + 8), Bytes.i64(memory, at + 16)),
          Bytes.u16(memory, at + 40),
          new IpAddress(Bytes.i64(memory, at + 24), Bytes.i64(memory, at + 32)),
          Bytes.u16(memory, at + 42));
    }
    return FIRST;
  }

  private int owner(IpAddress local, int localPort, IpAddress remote, int remotePort) {
    return ownerOf(flow.set(local, localPort, remote, remotePort));
  }
}
