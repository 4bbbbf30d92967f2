package io.handfast.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.handfast.buffer.Packet;
import io.handfast.event.Counter;
import io.handfast.stack.NetworkStack;
import io.handfast.tcp.TcpSocket;
import io.handfast.tcp.Tunable;
import io.handfast.wire.Bytes;
import io.handfast.wire.Checksum;
import io.handfast.wire.Icmpv4Message;
import io.handfast.wire.IpAddress;
import io.handfast.wire.IpPackets;
import io.handfast.wire.IpProtocol;
import io.handfast.wire.TcpFlags;
import io.handfast.wire.TcpHeader;
import io.handfast.wire.TcpOption;
import io.handfast.wire.TcpOptionList;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Mutated packets against a live stack: no exception escapes, memory stays bounded, and an honest
 * connection beside them moves its bytes as if nothing had happened.
 */
class MutatedPacketsTest {
  private static final IpAddress SERVER = IpAddress.parse("10.0.0.2");
  private static final IpAddress ATTACKER = IpAddress.parse("10.0.0.66");
  private static final IpAddress SERVER6 = IpAddress.parse("fd00::2");
  private static final IpAddress ATTACKER6 = IpAddress.parse("fd00::66");
  private static final int PORT = 81;
  private static final long POOL_LIMIT = 64L << 20;

  private final SplittableRandom random = new SplittableRandom(20);
  private final List<byte[]> corpus = new ArrayList<>();
  private int victimSeq = 1_000;
  private int victimAck;

  @Test
  void aMillionMutatedPacketsHarmNobody() {
    attack(1_000_000);
  }

  @Test
  @Tag("slow")
  void tenMillionMutatedPacketsHarmNobody() {
    attack(10_000_000);
  }

  private void attack(int packets) {
    Transfer honest = new Transfer(5, Impairment.NONE.withDelay(1_000_000).withLoss(0.01), 200_000);
    NetworkStack target = honest.server.stack();
    honest.simulation.observe(this::learn);
    fillCorpus();
    serveAttacker(honest);
    honest.start();
    for (int i = 0; i < packets; i++) {
      send(target, mutate(), honest.simulation.now());
      if (i % 1_000 == 999) {
        honest.simulation.runFor(1_000_000);
        assertThat(target.pool().bytesInUse()).isLessThan(POOL_LIMIT);
      }
      if (i % 20_000 == 19_999) {
        openVictim(target, honest);
      }
    }
    assertThat(target.lastDefect()).isNull();
    assertThat(target.counters().get(Counter.STACK_PACKET_ERRORS)).isZero();
    assertThat(target.counters().get(Counter.EXT_ASSERTIONS)).isZero();
    assertThat(target.counters().get(Counter.TCP_IN_SEGS)).isGreaterThan(packets / 10);
    assertThat(target.counters().get(Counter.EXT_OFO_QUEUE)).isPositive();
    int halfOpen = target.tcp().config().getInt(Tunable.TCP_MAX_SYN_BACKLOG);
    long sockets = target.sockets(honest.simulation.now()).size();
    assertThat(sockets).isLessThan(halfOpen + 20_000);
    honest.finish();
  }

  /** A server that reads some connections, leaves others unread, and closes now and then. */
  private void serveAttacker(Transfer honest) {
    NetworkStack target = honest.server.stack();
    TcpSocket listener = target.tcpSocket();
    listener.bind(IpAddress.ANY, PORT, honest.simulation.now());
    listener.listen(1_000, honest.simulation.now());
    listener.observer(ready -> {
      TcpSocket accepted = listener.accept(honest.simulation.now());
      if (accepted != null) {
        accepted.observer(bits -> serve(accepted, honest.simulation.now()));
      }
    });
  }

  private void serve(TcpSocket socket, long now) {
    int choice = random.nextInt(50);
    if (choice == 0) {
      socket.close(now);
    } else if (choice < 25) {
      socket.skip(1 << 20, now);
      socket.write(MemorySegment.ofArray(new byte[2_000]), 0, 2_000, now);
    }
  }

  /** What the server answers the attacker, so that the next packets hit its windows. */
  private void learn(SimPacket packet, Fate fate, long arrivesAt) {
    packet
        .tcp()
        .filter(tcp -> tcp.sourcePort() == PORT && tcp.destinationPort() == 4_242)
        .ifPresent(tcp -> victimAck = tcp.seq() + tcp.segmentLength());
  }

  /** A connection of the attacker's own, to be shot at from inside its windows. */
  private void openVictim(NetworkStack target, Transfer honest) {
    victimSeq = random.nextInt();
    long now = honest.simulation.now();
    send(target, tcp(TcpFlags.SYN, victimSeq, 0, 4_242, 0), now);
    honest.simulation.runFor(1_000_000);
    send(target, tcp(TcpFlags.ACK, ++victimSeq, victimAck, 4_242, 10), now);
    honest.simulation.runFor(1_000_000);
    victimSeq += 10;
  }

  private static void send(NetworkStack target, byte[] bytes, long now) {
    Packet packet = target.pool().acquirePacket(bytes);
    target.receive(1, packet, now);
    packet.release();
  }

  // ---- packets ----

  private void fillCorpus() {
    corpus.add(IpPackets.udp(ATTACKER, SERVER, 1, 2, new byte[40]));
    corpus.add(IpPackets.udp(ATTACKER6, SERVER6, 1, 2, new byte[40]));
    corpus.add(
        IpPackets.icmp(
            ATTACKER,
            SERVER,
            new Icmpv4Message(8, 0, 0x12340001, io.handfast.wire.Octets.of(new byte[56]))));
    byte[] quoted = Arrays.copyOf(tcp(TcpFlags.ACK, 1, 1, 80, 0), 28);
    corpus.add(
        IpPackets.icmp(
            ATTACKER, SERVER, new Icmpv4Message(3, 4, 600, io.handfast.wire.Octets.of(quoted))));
    TcpHeader v6 = TcpHeader.of(4_242, PORT, 5, 5, TcpFlags.SYN, 1_000);
    corpus.add(IpPackets.tcp(ATTACKER6, SERVER6, v6));
  }

  private byte[] tcp(int flags, int seq, int ack, int port, int length) {
    TcpHeader header =
        TcpHeader.of(port, PORT, seq, ack, flags, 60_000).withOptions(options(flags));
    return IpPackets.tcp(ATTACKER, SERVER, header, new byte[length]);
  }

  private TcpOptionList options(int flags) {
    return switch (random.nextInt(4)) {
      case 0 -> TcpOptionList.NONE;
      case 1 -> TcpOptionList.aligned(new TcpOption.Mss(random.nextInt(65_536)));
      case 2 ->
          TcpOptionList.aligned(
              new TcpOption.Mss(1_460),
              new TcpOption.SackPermitted(),
              new TcpOption.WindowScale(random.nextInt(256)));
      default -> {
        int left = victimAck + random.nextInt(-4_000, 4_000);
        yield TcpOptionList.aligned(TcpOption.Sack.of(left, left + random.nextInt(9_000)));
      }
    };
  }

  private byte[] mutate() {
    byte[] bytes;
    if (random.nextInt(4) == 0) {
      bytes = corpus.get(random.nextInt(corpus.size())).clone();
    } else {
      int port = random.nextInt(3) == 0 ? random.nextInt(65_536) : 4_242;
      int seq = victimSeq + (random.nextBoolean() ? random.nextInt(-3_000, 70_000) : 0);
      int ack = victimAck + (random.nextBoolean() ? random.nextInt(-3_000, 3_000) : 0);
      int flags = random.nextInt(3) == 0 ? random.nextInt(512) : TcpFlags.ACK;
      bytes = tcp(flags, seq, ack, port, random.nextInt(4) == 0 ? random.nextInt(1_400) : 0);
    }
    int flips = random.nextInt(4);
    for (int i = 0; i < flips; i++) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
    }
    if (random.nextInt(3) == 0) {
      bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
    }
    if (random.nextInt(4) != 0) {
      mendChecksums(bytes);
    }
    return bytes;
  }

  /** Most mutations must get past the checksums, or they would test nothing else. */
  private static void mendChecksums(byte[] bytes) {
    if (bytes.length < 20 || bytes[0] >>> 4 != 4) {
      return;
    }
    MemorySegment memory = MemorySegment.ofArray(bytes);
    int header = Math.min((bytes[0] & 15) * 4, bytes.length);
    if (header < 20) {
      return;
    }
    Bytes.put16(memory, 10, 0);
    Bytes.put16(memory, 10, Checksum.finish(Checksum.add(memory, 0, header, 0)));
    int length = Math.min(Bytes.u16(memory, 2), bytes.length) - header;
    boolean tcp = bytes[9] == IpProtocol.TCP && length >= 20;
    boolean icmp = bytes[9] == IpProtocol.ICMP && length >= 8;
    if (!tcp && !icmp) {
      return;
    }
    int at = header + (tcp ? 16 : 2);
    Bytes.put16(memory, at, 0);
    long sum = 0;
    if (tcp) {
      sum = Checksum.addInt(Bytes.i32(memory, 12), Checksum.addInt(Bytes.i32(memory, 16), 0));
      sum = Checksum.addWord(length, Checksum.addWord(IpProtocol.TCP, sum));
    }
    Bytes.put16(memory, at, Checksum.finish(Checksum.add(memory, header, length, sum)));
  }
}
