package io.handfast.shield;

import static org.assertj.core.api.Assertions.assertThat;

import io.handfast.secret.KeyedHash;
import io.handfast.wire.Checksum;
import io.handfast.wire.IpAddress;
import io.handfast.wire.IpPackets;
import io.handfast.wire.IpProtocol;
import io.handfast.wire.TcpHeader;
import io.handfast.wire.TcpOption;
import io.handfast.wire.TcpOptionList;
import java.lang.foreign.MemorySegment;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Any bytes from either side: nothing falls over, and what comes out has the checksums it had. */
class ShieldFuzzTest {
  private static final int PACKETS = 100_000;
  private static final long START = 1_000_000_000L;

  private final SplittableRandom dice = new SplittableRandom(23);
  private byte[] sent;
  private boolean sound;
  private long own;
  private long passed;

  @ParameterizedTest
  @EnumSource(ShieldMode.class)
  void noPacketMeetsADefect(ShieldMode mode) {
    ShieldConfig config = ShieldConfig.STANDARD.withMode(mode).withHalfOpenMax(8).withFlowsMax(16);
    Shield shield = new Shield(config, new KeyedHash(1, 2), this::check, START);
    long now = START;
    for (int i = 0; i < PACKETS; i++) {
      Side from = dice.nextBoolean() ? Side.OUTSIDE : Side.INSIDE;
      sent = packet(from);
      sound = checksumIsRight(sent);
      if (dice.nextInt(4) == 0) {
        damage(sent);
      }
      shield.receive(from, MemorySegment.ofArray(sent), 0, sent.length, now);
      now += dice.nextLong(2_000_000);
      shield.poll(now);
    }
    assertThat(shield.lastDefect()).isNull();
    assertThat(shield.get(ShieldCount.DEFECTS)).isZero();
    assertThat(passed).isPositive();
    if (mode != ShieldMode.OFF) {
      assertThat(own).isPositive();
    }
    ShieldStatus status = shield.status();
    assertThat(status.halfOpen()).isLessThanOrEqualTo(8);
    assertThat(status.translated()).isLessThanOrEqualTo(16);
  }

  /** Few addresses, ports and numbers, so that packets meet connections. */
  private byte[] packet(Side from) {
    boolean v4 = dice.nextInt(4) > 0;
    IpAddress client = IpAddress.parse((v4 ? "192.0.2." : "fd00::") + (1 + dice.nextInt(4)));
    IpAddress server = IpAddress.parse(v4 ? "203.0.113.80" : "fd01::80");
    int port = 1_000 + dice.nextInt(4);
    boolean out = from == Side.OUTSIDE;
    TcpOptionList options =
        dice.nextBoolean()
            ? TcpOptionList.NONE
            : TcpOptionList.of(
                new TcpOption.Mss(1 + dice.nextInt(65_000)),
                new TcpOption.Timestamps(dice.nextInt(9), dice.nextInt(9)));
    TcpHeader header =
        new TcpHeader(
            out ? port : 80,
            out ? 80 : port,
            dice.nextInt(4),
            dice.nextInt(4),
            dice.nextInt(512),
            dice.nextInt(65_536),
            0,
            options);
    byte[] data = new byte[dice.nextInt(20)];
    return out
        ? IpPackets.tcp(client, server, header, data)
        : IpPackets.tcp(server, client, header, data);
  }

  private void damage(byte[] bytes) {
    sound = false;
    for (int i = dice.nextInt(1, 5); i > 0; i--) {
      bytes[dice.nextInt(bytes.length)] = (byte) dice.nextInt();
    }
  }

  private void check(Side to, MemorySegment memory, int offset, int length, boolean isOwn) {
    byte[] bytes = new byte[length];
    MemorySegment.copy(memory, offset, MemorySegment.ofArray(bytes), 0, length);
    own += isOwn ? 1 : 0;
    passed += isOwn ? 0 : 1;
    if (isOwn || sound) {
      assertThat(checksumIsRight(bytes)).as("own %s, to %s", isOwn, to).isTrue();
    }
  }

  private static boolean checksumIsRight(byte[] packet) {
    boolean v4 = packet[0] >>> 4 == 4;
    MemorySegment memory = MemorySegment.ofArray(packet);
    int at = v4 ? (packet[0] & 15) * 4 : 40;
    byte[] source = new byte[v4 ? 4 : 16];
    byte[] destination = new byte[source.length];
    System.arraycopy(packet, v4 ? 12 : 8, source, 0, source.length);
    System.arraycopy(packet, v4 ? 16 : 24, destination, 0, source.length);
    long sum =
        Checksum.pseudoHeader(IpAddress.of(source), IpAddress.of(destination), IpProtocol.TCP);
    int length = packet.length - at;
    boolean header = !v4 || Checksum.fold(Checksum.add(memory, 0, at, 0)) == 0xffff;
    return header
        && Checksum.fold(Checksum.add(memory, at, length, Checksum.addWord(length, sum))) == 0xffff;
  }
}
