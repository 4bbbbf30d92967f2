package io.handfast.stack;

import static org.assertj.core.api.Assertions.assertThat;

import io.handfast.event.Errno;
import io.handfast.udp.UdpSocket;
import io.handfast.wire.IpAddress;
import java.nio.ByteBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What IP_MTU_DISCOVER makes of a datagram that is larger than the way's packets, of 1500 bytes.
 */
class DontFragmentTest {
  private final WireTap tap = new WireTap();

  private int send(boolean dontFragment, String to, int length) {
    UdpSocket socket = tap.stack.udpSocket();
    socket.dontFragment(dontFragment);
    int sent = socket.send(ByteBuffer.allocate(length), IpAddress.parse(to), 5_000, tap.now);
    tap.settle();
    return sent;
  }

  @ParameterizedTest
  @CsvSource({"10.0.0.1, 1472", "fd00::1, 1452"})
  void aDatagramThatMayNotBeCutIsRefusedWhenItDoesNotFit(String to, int fits) {
    assertThat(send(true, to, fits + 1)).isEqualTo(Errno.EMSGSIZE.result());
    assertThat(tap.sent).isEmpty();
    assertThat(send(true, to, fits)).isEqualTo(fits);
    assertThat(tap.sent).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({"10.0.0.1, 1473", "fd00::1, 1453"})
  void anotherOneIsCut(String to, int length) {
    assertThat(send(false, to, length)).isEqualTo(length);
    assertThat(tap.sent).hasSize(2);
  }
}
