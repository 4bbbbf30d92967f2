package io.handfast.stack;

import static org.assertj.core.api.Assertions.assertThat;

import io.handfast.ip.Prefix;
import io.handfast.requirements.Requirement;
import io.handfast.tcp.TcpSocket;
import io.handfast.wire.IpAddress;
import org.junit.jupiter.api.Test;

/** When TCP gets no answer along a way, IP tries another one (RFC 1122 3.3.1.4 and 3.3.1.5). */
class DetoursTest {
  private static final long SECOND = 1_000_000_000L;

  private final WireTap first = new WireTap();
  private final WireTap second = new WireTap();

  private void secondWay() {
    int index = first.stack.addInterface("second", second);
    first.stack.addAddress(index, Prefix.parse("10.1.0.2/24"));
    first.stack.addRoute(Prefix.parse("0.0.0.0/0"), index);
  }

  private TcpSocket connect(String to) {
    TcpSocket socket = first.stack.tcpSocket();
    socket.connect(IpAddress.parse(to), 80, first.now);
    first.settle();
    return socket;
  }

  private int seconds(int seconds, WireTap way) {
    first.sent.clear();
    second.sent.clear();
    for (int i = 0; i < seconds * 10; i++) {
      first.now += SECOND / 10;
      first.stack.poll(first.now);
      first.settle();
    }
    return way.sent.size();
  }

  @Test
  @Requirement("RFC 9293 MUST-20 R1")
  void theThirdSynAgainGoesTheOtherWayFromTheSameAddress() {
    secondWay();
    TcpSocket socket = connect("192.0.2.1");
    assertThat(first.sent).hasSize(1);
    assertThat(seconds(2, first)).isEqualTo(2); // at 1 and 2 s
    assertThat(second.sent).isEmpty();
    assertThat(seconds(2, second)).isEqualTo(2); // at 3 and 4 s
    assertThat(first.sent).isEmpty();
    assertThat(socket.localAddress()).isEqualTo(IpAddress.parse("10.0.0.2"));
  }

  @Test
  void otherDestinationsKeepTheBestWay() {
    secondWay();
    connect("192.0.2.1");
    seconds(4, second);
    first.sent.clear();
    connect("192.0.2.2");
    assertThat(first.sent).hasSize(1);
  }

  @Test
  void withOneWayOnlyItIsKept() {
    connect("192.0.2.1");
    assertThat(seconds(5, first)).isEqualTo(5);
  }

  @Test
  void afterTenMinutesTheBestWayIsTriedAgain() {
    secondWay();
    connect("192.0.2.1").abort(first.now);
    TcpSocket socket = connect("192.0.2.1");
    seconds(4, second);
    socket.abort(first.now);
    seconds(601, first);
    connect("192.0.2.1");
    assertThat(first.sent).hasSize(1);
  }
}
