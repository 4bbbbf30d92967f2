package io.handfast.stack;

import io.handfast.buffer.Packet;
import io.handfast.event.Counter;
import io.handfast.event.Errno;
import io.handfast.ip.RateLimit;
import io.handfast.tcp.FlowKey;
import io.handfast.tcp.IcmpError;
import io.handfast.tcp.Tunable;
import io.handfast.wire.Bytes;
import io.handfast.wire.Checksum;
import io.handfast.wire.Icmpv4View;
import io.handfast.wire.Icmpv6View;
import io.handfast.wire.IpAddress;
import io.handfast.wire.IpProtocol;
import io.handfast.wire.Ipv6View;
import io.handfast.wire.Unreachable;
import java.lang.foreign.MemorySegment;

/**
 * ICMP (RFC 792) and ICMPv6 (RFC 4443): echo, the errors that we send, rate-limited, and the errors
 * about our own packets, believed only when they quote something that is really outstanding.
 */
final class Icmp {
  private static final int PER_SECOND = 1_000;
  private static final int BURST = 50;
  private static final int HEADER = 8;

  /** An error quotes so much that it fits 576 bytes (RFC 1812 section 4.3.2.3) or 1280 (v6). */
  private static final int QUOTE_V4 = 576 - 20 - HEADER;

  private static final int QUOTE_V6 = 1_280 - 40 - HEADER;

  private final NetworkStack stack;
  private final RateLimit limit = new RateLimit(PER_SECOND, BURST);
  private final Icmpv4View v4 = new Icmpv4View();
  private final Icmpv6View v6 = new Icmpv6View();
  private final FlowKey quoted = new FlowKey();

  Icmp(NetworkStack stack) {
    this.stack = stack;
  }

  // ---- in ----

  void receiveV4(IpAddress from, IpAddress to, Packet packet, long offset, int length, long now) {
    count(Counter.ICMP_IN_MSGS);
    if (v4.wrap(packet.memory(), offset, length) != null) {
      count(Counter.ICMP_IN_ERRORS);
    } else if (!v4.checksumIsRight()) {
      count(Counter.ICMP_IN_CSUM_ERRORS);
    } else if (v4.isEchoRequest()) {
      echo(from, to, packet, offset, length, Icmpv4View.ECHO_REPLY, now);
    } else if (v4.type() == Icmpv4View.ECHO_REPLY) {
      count(Counter.ICMP_IN_ECHO_REPS);
    } else if (errorV4() != null) {
      countError(errorV4(), false);
      unreachable(
          packet.memory(), v4.bodyOffset(), v4.bodyLength(), errorV4(), (int) v4.mtu(), now);
    }
  }

  /** What an error means to a transport; null for what no transport heeds (RFC 6633, RFC 1122). */
  private IcmpError errorV4() {
    return switch (v4.type()) {
      case Icmpv4View.UNREACHABLE -> unreachableV4();
      case Icmpv4View.TIME_EXCEEDED -> IcmpError.TIME_EXCEEDED;
      case Icmpv4View.PARAMETER_PROBLEM -> IcmpError.PARAMETER_PROBLEM;
      default -> null;
    };
  }

  private IcmpError unreachableV4() {
    return switch (v4.code()) {
      case Icmpv4View.FRAGMENTATION_NEEDED -> IcmpError.PACKET_TOO_BIG;
      case Icmpv4View.NET_UNREACHABLE,
          Icmpv4View.NET_UNKNOWN,
          Icmpv4View.NET_PROHIBITED,
          Icmpv4View.NET_UNREACHABLE_FOR_TOS ->
          IcmpError.NET_UNREACHABLE;
      case Icmpv4View.PROTOCOL_UNREACHABLE -> IcmpError.PROTOCOL_UNREACHABLE;
      case Icmpv4View.PORT_UNREACHABLE -> IcmpError.PORT_UNREACHABLE;
      case Icmpv4View.SOURCE_ROUTE_FAILED -> IcmpError.SOURCE_ROUTE_FAILED;
      case Icmpv4View.HOST_UNKNOWN -> IcmpError.HOST_UNKNOWN;
      case Icmpv4View.HOST_ISOLATED -> IcmpError.HOST_ISOLATED;
      default -> IcmpError.HOST_UNREACHABLE;
    };
  }

  void receiveV6(IpAddress from, IpAddress to, Packet packet, long offset, int length, long now) {
    count(Counter.ICMP_IN_MSGS);
    long sum =
        Checksum.pseudoHeader(
            false, from.high(), from.low(), to.high(), to.low(), IpProtocol.ICMPV6);
    if (v6.wrap(packet.memory(), offset, length) != null) {
      count(Counter.ICMP_IN_ERRORS);
    } else if (!v6.checksumIsRight(sum)) {
      count(Counter.ICMP_IN_CSUM_ERRORS);
    } else if (v6.isEchoRequest()) {
      echo(from, to, packet, offset, length, Icmpv6View.ECHO_REPLY, now);
    } else if (v6.type() == Icmpv6View.ECHO_REPLY) {
      count(Counter.ICMP_IN_ECHO_REPS);
    } else if (errorV6() != null) {
      IcmpError error = errorV6();
      countError(error, true);
      int mtu = (int) Math.min(v6.mtu(), 65_535);
      unreachable(packet.memory(), v6.bodyOffset(), v6.bodyLength(), error, mtu, now);
    }
  }

  private IcmpError errorV6() {
    return switch (v6.type()) {
      case Icmpv6View.UNREACHABLE -> unreachableV6();
      case Icmpv6View.PACKET_TOO_BIG -> IcmpError.PACKET_TOO_BIG;
      case Icmpv6View.TIME_EXCEEDED -> IcmpError.TIME_EXCEEDED;
      case Icmpv6View.PARAMETER_PROBLEM -> IcmpError.PARAMETER_PROBLEM;
      default -> null;
    };
  }

  private IcmpError unreachableV6() {
    return switch (v6.code()) {
      case Icmpv6View.NO_ROUTE -> IcmpError.NET_UNREACHABLE;
      case Icmpv6View.PORT_UNREACHABLE -> IcmpError.PORT_UNREACHABLE;
      case Icmpv6View.BEYOND_SCOPE, Icmpv6View.ADDRESS_UNREACHABLE -> IcmpError.HOST_UNREACHABLE;
      default -> IcmpError.PROHIBITED;
    };
  }

  // ---- errors about our packets ----

  private void countError(IcmpError error, boolean ipv6) {
    boolean tooBigV6 = ipv6 && error == IcmpError.PACKET_TOO_BIG;
    count(
        switch (error) {
          case TIME_EXCEEDED -> Counter.ICMP_IN_TIME_EXCDS;
          case PARAMETER_PROBLEM -> Counter.ICMP_IN_PARM_PROBS;
          default -> tooBigV6 ? Counter.ICMP_IN_PKT_TOO_BIGS : Counter.ICMP_IN_DEST_UNREACHS;
        });
  }

  /**
   * What a router would say of a packet that the link cannot deliver (RFC 1122 section 2.3.2.2).
   */
  void undeliverable(MemorySegment packet, long now) {
    unreachable(packet, 0, (int) packet.byteSize(), IcmpError.HOST_UNREACHABLE, 0, now);
  }

  /** Reads the quoted packet: addresses, ports and, of TCP, the sequence number. */
  private void unreachable(
      MemorySegment memory, long at, int length, IcmpError error, int mtu, long now) {
    boolean isV4 = length >= 20 && Bytes.u8(memory, at) >>> 4 == 4;
    boolean isV6 = length >= 40 && Bytes.u8(memory, at) >>> 4 == 6;
    int header = isV4 ? (Bytes.u8(memory, at) & 15) * 4 : 40;
    if (!isV4 && !isV6 || header < 20 || length < header + HEADER) {
      count(Counter.ICMP_IN_ERRORS);
      return;
    }
    int protocol = Bytes.u8(memory, at + (isV4 ? 9 : 6));
    IpAddress local = isV4 ? v4At(memory, at + 12) : v6At(memory, at + 8);
    IpAddress remote = isV4 ? v4At(memory, at + 16) : v6At(memory, at + 24);
    int localPort = Bytes.u16(memory, at + header);
    int remotePort = Bytes.u16(memory, at + header + 2);
    if (protocol == IpProtocol.TCP) {
      quoted.set(local, localPort, remote, remotePort);
      aboutTcp(Bytes.i32(memory, at + header + 4), error, mtu, now);
    } else if (protocol == IpProtocol.UDP && error == IcmpError.PORT_UNREACHABLE) {
      stack.udp().onIcmpError(local, localPort, remote, remotePort, Errno.ECONNREFUSED);
    }
  }

  private void aboutTcp(int seq, IcmpError error, int mtu, long now) {
    boolean known = stack.tcp().isOutstanding(quoted, seq);
    if (known && error == IcmpError.PACKET_TOO_BIG && !learn(mtu, now)) {
      return;
    }
    stack.tcp().onIcmpError(quoted, seq, error, now);
  }

  private boolean learn(int mtu, long now) {
    int current = stack.output.pathMtu(quoted);
    int min = stack.tcp().config().getInt(Tunable.MIN_PMTU);
    return stack.output.lockedMtu(quoted) == 0
        && stack.pathMtus.learn(quoted.remote(), mtu, current, min, now);
  }

  private static IpAddress v4At(MemorySegment memory, long at) {
    return IpAddress.ofV4(Bytes.i32(memory, at));
  }

  private static IpAddress v6At(MemorySegment memory, long at) {
    return new IpAddress(Bytes.i64(memory, at), Bytes.i64(memory, at + 8));
  }

  // ---- out ----

  private void echo(
      IpAddress from, IpAddress to, Packet packet, long offset, int length, int type, long now) {
    count(Counter.ICMP_IN_ECHOS);
    if (!stack.isLocal(to)) {
      count(Counter.IP_IN_ADDR_ERRORS); // an address that is only forwarded: we cannot speak for it
      return;
    }
    if (!mayAnswer(from, now)) {
      return;
    }
    Packet reply = stack.pool().acquire(length);
    MemorySegment.copy(packet.memory(), offset, reply.memory(), 0, length);
    count(Counter.ICMP_OUT_ECHO_REPS);
    send(to, from, reply, type, 0, Bytes.i32(reply.memory(), 4), length);
  }

  void portUnreachable(
      IpAddress from, IpAddress to, Packet packet, long ipOffset, int ipLength, long now) {
    int type = from.isV4() ? Icmpv4View.UNREACHABLE : Icmpv6View.UNREACHABLE;
    int code = from.isV4() ? Icmpv4View.PORT_UNREACHABLE : Icmpv6View.PORT_UNREACHABLE;
    quote(from, to, packet, ipOffset, ipLength, type, code, 0, now);
  }

  void protocolUnreachable(
      IpAddress from,
      IpAddress to,
      Packet packet,
      long ipOffset,
      int ipLength,
      int protocol,
      long now) {
    if (from.isV4()) {
      int code = Icmpv4View.PROTOCOL_UNREACHABLE;
      quote(from, to, packet, ipOffset, ipLength, Icmpv4View.UNREACHABLE, code, 0, now);
    } else {
      // RFC 8200 section 4: the pointer names the field that held the unknown number.
      int type = Icmpv6View.PARAMETER_PROBLEM;
      int code = Icmpv6View.UNRECOGNIZED_NEXT_HEADER;
      quote(from, to, packet, ipOffset, ipLength, type, code, 6, now);
    }
  }

  /**
   * An unknown IPv6 option that wants to be reported (RFC 8200 section 4.2, high bits 10 and 11).
   */
  void parameterProblem(
      IpAddress from,
      IpAddress to,
      Packet packet,
      long ipOffset,
      int ipLength,
      Ipv6View view,
      long now) {
    int option = Bytes.u8(view.memory(), view.offset() + view.problemPointer());
    if (option >>> 6 >= 2) {
      int type = Icmpv6View.PARAMETER_PROBLEM;
      int code = Icmpv6View.UNRECOGNIZED_OPTION;
      quote(from, to, packet, ipOffset, ipLength, type, code, view.problemPointer(), now);
    }
  }

  /** As a router says it, from our own address towards the sender. */
  void unreachable(Unreachable why, IpAddress sender, byte[] quoted, long now) {
    IpAddress from = stack.routes.sourceFor(sender);
    if (from == null || !mayAnswer(sender, now)) {
      return;
    }
    int length = Math.min(quoted.length, sender.isV4() ? QUOTE_V4 : QUOTE_V6);
    Packet message = stack.pool().acquire(HEADER + length);
    MemorySegment.copy(MemorySegment.ofArray(quoted), 0, message.memory(), HEADER, length);
    count(Counter.ICMP_OUT_DEST_UNREACHS);
    int type = sender.isV4() ? Icmpv4View.UNREACHABLE : Icmpv6View.UNREACHABLE;
    int code = sender.isV4() ? why.codeV4() : why.codeV6();
    send(from, sender, message, type, code, 0, HEADER + length);
  }

  private void quote(
      IpAddress from,
      IpAddress to,
      Packet packet,
      long ipOffset,
      int ipLength,
      int type,
      int code,
      int rest,
      long now) {
    if (ipLength == 0 || !stack.isLocal(to) || !mayAnswer(from, now)) {
      return;
    }
    int length = Math.min(ipLength, from.isV4() ? QUOTE_V4 : QUOTE_V6);
    Packet message = stack.pool().acquire(HEADER + length);
    MemorySegment.copy(packet.memory(), ipOffset, message.memory(), HEADER, length);
    count(Counter.ICMP_OUT_DEST_UNREACHS);
    send(to, from, message, type, code, rest, HEADER + length);
  }

  private boolean mayAnswer(IpAddress from, long now) {
    boolean may = !from.isMulticast() && !from.isAny() && limit.tryTake(now);
    if (!may) {
      count(Counter.ICMP_OUT_RATE_LIMITED);
    }
    return may;
  }

  private void send(
      IpAddress from, IpAddress to, Packet message, int type, int code, int rest, int length) {
    MemorySegment memory = message.memory();
    Bytes.put32(memory, 0, type << 24 | code << 16);
    Bytes.put32(memory, 4, rest);
    long sum = 0;
    if (!to.isV4()) {
      sum =
          Checksum.addInt(
              length,
              Checksum.pseudoHeader(
                  false, from.high(), from.low(), to.high(), to.low(), IpProtocol.ICMPV6));
    }
    Bytes.put16(memory, 2, Checksum.finish(Checksum.add(memory, 0, length, sum)));
    stack.output.sendIcmp(from, to, memory, 0, length);
    message.release();
  }

  private void count(Counter counter) {
    stack.counters().add(counter);
  }
}
