package io.handfast.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.handfast.buffer.BufferPool;
import io.handfast.buffer.Packet;
import io.handfast.secret.KeyedHash;
import io.handfast.tcp.FlowKey;
import io.handfast.wire.Checksum;
import io.handfast.wire.IpAddress;
import io.handfast.wire.IpProtocol;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The flow alone decides, in whatever packet it shows. */
class ShardSteeringTest {
  private final ShardSteering steering = new ShardSteering(3, new KeyedHash(1, 2));
  private final BufferPool pool = new BufferPool();

  private static byte[] packet(IpAddress from, IpAddress to, int protocol, byte[] payload) {
    boolean v4 = from.isV4();
    ByteBuffer bytes = ByteBuffer.allocate((v4 ? 20 : 40) + payload.length);
    if (v4) {
      bytes.put((byte) 0x45).put((byte) 0).putShort((short) bytes.capacity()).putInt(0x4000);
      bytes.put((byte) 64).put((byte) protocol).putShort((short) 0);
    } else {
      bytes.putInt(6 << 28).putShort((short) payload.length);
      bytes.put((byte) protocol).put((byte) 64);
    }
    bytes.put(from.toBytes()).put(to.toBytes()).put(payload);
    return v4 ? summed(bytes.array()) : bytes.array();
  }

  private static byte[] summed(byte[] packet) {
    packet[10] = 0;
    packet[11] = 0;
    int sum = Checksum.finish(Checksum.add(MemorySegment.ofArray(packet), 0, 20, 0));
    ByteBuffer.wrap(packet).putShort(10, (short) sum);
    return packet;
  }

  private static byte[] segment(int fromPort, int toPort) {
    ByteBuffer bytes = ByteBuffer.allocate(20);
    return bytes.putShort((short) fromPort).putShort((short) toPort).array();
  }

  private int owner(byte[] bytes) {
    Packet packet = pool.acquirePacket(bytes);
    try {
      return steering.ownerOf(packet);
    } finally {
      packet.release();
    }
  }

  @ParameterizedTest
  @CsvSource({"10.0.0.2, 10.0.0.1", "fd00::2, fd00::1"})
  void aSegmentAndAnIcmpErrorAboutOneOfOursGoWhereTheFlowIs(String own, String far) {
    IpAddress local = IpAddress.parse(own);
    IpAddress remote = IpAddress.parse(far);
    int icmp = local.isV4() ? IpProtocol.ICMP : IpProtocol.ICMPV6;
    boolean[] seen = new boolean[3];
    for (int port = 1; port <= 300; port++) {
      int expected = steering.ownerOf(new FlowKey().set(local, port, remote, 443));
      seen[expected] = true;
      byte[] incoming = packet(remote, local, IpProtocol.TCP, segment(443, port));
      assertThat(owner(incoming)).isEqualTo(expected);
      byte[] quoted = packet(local, remote, IpProtocol.TCP, segment(port, 443));
      byte[] error = ByteBuffer.allocate(8 + quoted.length).position(8).put(quoted).array();
      assertThat(owner(packet(remote, local, icmp, error))).isEqualTo(expected);
    }
    assertThat(seen).containsOnly(true);
  }

  @Test
  void whatHasNoTcpFlowIsForTheFirst() {
    IpAddress local = IpAddress.parse("10.0.0.2");
    IpAddress remote = IpAddress.parse("10.0.0.1");
    for (int port = 1; port <= 50; port++) {
      assertThat(owner(packet(remote, local, IpProtocol.UDP, segment(443, port)))).isZero();
      byte[] fragment = packet(remote, local, IpProtocol.TCP, segment(443, port));
      fragment[6] = 0x20; // more follow
      assertThat(owner(summed(fragment))).isZero();
    }
    assertThat(owner(packet(remote, local, IpProtocol.TCP, new byte[3]))).isZero();
    assertThat(owner(packet(remote, local, IpProtocol.ICMP, new byte[8]))).isZero();
    assertThat(owner(new byte[] {0x45})).isZero();
    assertThat(owner(new byte[] {0x60, 0})).isZero();
  }

  @Test
  void thereIsAtLeastOne() {
    assertThatThrownBy(() -> new ShardSteering(0, new KeyedHash(1, 2)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
