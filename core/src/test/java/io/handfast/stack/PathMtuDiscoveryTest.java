package io.handfast.stack;

import static org.assertj.core.api.Assertions.assertThat;

import io.handfast.tcp.PathMtuDiscovery;
import io.handfast.tcp.TcpSocket;
import io.handfast.wire.IpAddress;
import io.handfast.wire.Ipv4View;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** IP_MTU_DISCOVER decides over "don't fragment", and with it over the identification. */
class PathMtuDiscoveryTest {
  @ParameterizedTest
  @CsvSource({"DONT, false", "WANT, true", "DO, true", "PROBE, true"})
  void onlyDontLetsRoutersFragment(PathMtuDiscovery how, boolean dontFragment) {
    WireTap tap = new WireTap();
    for (int i = 0; i < 3; i++) {
      TcpSocket socket = tap.stack.tcpSocket();
      socket.pathMtuDiscovery(how);
      socket.connect(IpAddress.parse("10.0.0.1"), 80, tap.now);
      byte[] syn = tap.sent.poll();
      Ipv4View view = new Ipv4View();
      assertThat(view.wrap(MemorySegment.ofArray(syn), 0, syn.length)).isNull();
      assertThat(view.dontFragment()).isEqualTo(dontFragment);
      assertThat(view.id()).isEqualTo(dontFragment ? 0 : i); // RFC 6864: they differ
    }
  }
}
