package io.handfast.stack;

import static org.assertj.core.api.Assertions.assertThat;

import io.handfast.event.Counter;
import io.handfast.event.Errno;
import io.handfast.udp.UdpSocket;
import io.handfast.wire.IpAddress;
import io.handfast.wire.Ipv4View;
import io.handfast.wire.Ipv6View;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Datagrams larger than the MTU, by RFC 791 section 3.2 and RFC 8200 section 4.5. */
class FragmenterTest {
  private static final IpAddress PEER = IpAddress.parse("10.0.0.1");
  private static final IpAddress PEER6 = IpAddress.parse("fd00::1");

  private final WireTap tap = new WireTap();

  private int send(IpAddress to, int length) {
    byte[] data = new byte[length];
    for (int i = 0; i < length; i++) {
      data[i] = (byte) (i / 7);
    }
    UdpSocket socket = tap.stack.udpSocket();
    return socket.send(ByteBuffer.wrap(data), to, 9, tap.now);
  }

  private long count(Counter counter) {
    return tap.stack.counters().get(counter);
  }

  private static Ipv4View v4(byte[] bytes) {
    Ipv4View view = new Ipv4View();
    assertThat(view.wrap(MemorySegment.ofArray(bytes), 0, bytes.length)).isNull();
    return view;
  }

  private static Ipv6View v6(byte[] bytes) {
    Ipv6View view = new Ipv6View();
    assertThat(view.wrap(MemorySegment.ofArray(bytes), 0, bytes.length)).isNull();
    return view;
  }

  /** 4,000 bytes and a header of 8: 1,480 + 1,480 + 1,048. */
  @Test
  void ipv4FragmentsCarryTheWholeDatagram() {
    assertThat(send(PEER, 4_000)).isEqualTo(4_000);
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    List<Integer> ids = new ArrayList<>();
    while (!tap.sent.isEmpty()) {
      byte[] bytes = tap.sent.poll();
      Ipv4View view = v4(bytes);
      assertThat(view.fragmentOffset()).isEqualTo(whole.size());
      assertThat(view.moreFragments()).isEqualTo(tap.sent.size() > 0);
      assertThat(bytes.length).isLessThanOrEqualTo(1_500);
      ids.add(view.id());
      whole.write(bytes, 20, bytes.length - 20);
    }
    assertThat(ids).hasSize(3).containsOnly(ids.getFirst());
    isTheDatagram(whole.toByteArray());
    assertThat(count(Counter.IP_FRAG_CREATES)).isEqualTo(3);
    assertThat(count(Counter.IP_FRAG_OKS)).isEqualTo(1);
  }

  @Test
  void ipv6FragmentsHaveAHeaderOfTheirOwn() {
    assertThat(send(PEER6, 4_000)).isEqualTo(4_000);
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    List<Integer> ids = new ArrayList<>();
    while (!tap.sent.isEmpty()) {
      byte[] bytes = tap.sent.poll();
      Ipv6View view = v6(bytes);
      assertThat(view.isFragment()).isTrue();
      assertThat(view.fragmentOffset()).isEqualTo(whole.size());
      assertThat(view.moreFragments()).isEqualTo(tap.sent.size() > 0);
      ids.add(view.fragmentId());
      whole.write(bytes, 48, bytes.length - 48);
    }
    assertThat(ids).hasSize(3).containsOnly(ids.getFirst());
    isTheDatagram(whole.toByteArray());
  }

  private static void isTheDatagram(byte[] udp) {
    assertThat(udp).hasSize(4_008);
    byte[] data = Arrays.copyOfRange(udp, 8, udp.length);
    for (int i = 0; i < data.length; i++) {
      assertThat(data[i]).isEqualTo((byte) (i / 7));
    }
  }

  /** BAD-INPUTS 28: the identification of one peer tells nothing about that of another. */
  @Test
  void identificationsOfTwoPeersDoNotFollowEachOther() {
    List<Integer> ids = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      send(IpAddress.ofV4(0x0a00_0101 + i), 2_000);
      ids.add(v4(tap.sent.poll()).id());
      tap.sent.clear();
    }
    int small = 0;
    for (int i = 1; i < ids.size(); i++) {
      small += Math.abs(ids.get(i) - ids.get(i - 1)) < 100 ? 1 : 0;
    }
    assertThat(small).isLessThan(5);
  }

  /** One byte more than the length fields hold is refused. */
  @ParameterizedTest
  @CsvSource({"10.0.0.1, 65507", "fd00::1, 65527"})
  void theLargestDatagramGoesAndOneByteMoreDoesNot(String to, int largest) {
    assertThat(send(IpAddress.parse(to), largest)).isEqualTo(largest);
    assertThat(tap.sent).hasSizeGreaterThan(44);
    assertThat(send(IpAddress.parse(to), largest + 1)).isEqualTo(Errno.EMSGSIZE.result());
  }

  @Test
  void whatFitsIsNotCut() {
    send(PEER, 1_472);
    assertThat(v4(tap.sent.poll()).isFragment()).isFalse();
    send(PEER, 1_473);
    assertThat(tap.sent).hasSize(2);
  }
}
