package io.handfast.stack;

import static org.assertj.core.api.Assertions.assertThat;

import io.handfast.event.Errno;
import io.handfast.ip.Prefix;
import io.handfast.requirements.Requirement;
import io.handfast.tcp.State;
import io.handfast.tcp.TcpSocket;
import io.handfast.wire.IpAddress;
import io.handfast.wire.IpPackets;
import io.handfast.wire.Ipv4View;
import io.handfast.wire.TcpFlags;
import io.handfast.wire.TcpHeader;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which of several addresses a connection uses (RFC 9293 3.9.1.1), and which it refuses. */
class LocalAddressTest {
  private final WireTap tap = new WireTap();
  private final WireTap second = new WireTap();

  LocalAddressTest() {
    tap.stack.addAddress(1, Prefix.parse("10.0.0.3/24"));
    int index = tap.stack.addInterface("second", second);
    tap.stack.addAddress(index, Prefix.parse("10.1.0.2/24"));
  }

  private static IpAddress ip(String text) {
    return IpAddress.parse(text);
  }

  private static String sourceOf(byte[] packet) {
    Ipv4View view = new Ipv4View();
    assertThat(view.wrap(MemorySegment.ofArray(packet), 0, packet.length)).isNull();
    return IpAddress.ofV4(view.source()).toString();
  }

  private TcpSocket connect(IpAddress from, String to) {
    TcpSocket socket = tap.stack.tcpSocket();
    assertThat(socket.bind(from, 0, tap.now)).isZero();
    assertThat(socket.connect(ip(to), 80, tap.now)).isEqualTo(Errno.EINPROGRESS.result());
    tap.settle();
    return socket;
  }

  @Test
  @Requirement("RFC 9293 MUST-44")
  void whoNamesNoAddressGetsThatOfTheWayOut() {
    assertThat(connect(IpAddress.ANY, "10.0.0.9").localAddress()).isEqualTo(ip("10.0.0.2"));
    assertThat(sourceOf(tap.sent.remove())).isEqualTo("10.0.0.2");
    assertThat(connect(IpAddress.ANY, "10.1.0.9").localAddress()).isEqualTo(ip("10.1.0.2"));
    assertThat(sourceOf(second.sent.remove())).isEqualTo("10.1.0.2");
    assertThat(tap.sent).isEmpty();
  }

  @Test
  @Requirement("RFC 9293 MUST-43")
  void whoNamesAnAddressGetsThatOne() {
    connect(ip("10.0.0.3"), "10.0.0.9");
    assertThat(sourceOf(tap.sent.remove())).isEqualTo("10.0.0.3");
    connect(ip("10.1.0.2"), "10.0.0.9");
    assertThat(sourceOf(tap.sent.remove())).isEqualTo("10.1.0.2");
  }

  @Test
  void nobodyGetsAnAddressThatIsNotOurs() {
    TcpSocket socket = tap.stack.tcpSocket();
    assertThat(socket.bind(ip("10.0.0.4"), 0, tap.now)).isEqualTo(Errno.EADDRNOTAVAIL.result());
  }

  @Test
  @Requirement("RFC 9293 MUST-45")
  void theAddressStaysThatOfTheFirstSegment() {
    connect(IpAddress.ANY, "10.9.9.9");
    assertThat(sourceOf(tap.sent.remove())).isEqualTo("10.0.0.2");
    tap.stack.addAddress(1, Prefix.parse("10.9.9.1/24")); // now a better one for a new connection
    tap.now += 1_000_000_000L;
    tap.settle();
    assertThat(sourceOf(tap.sent.remove())).isEqualTo("10.0.0.2");
  }

  @Test
  @Requirement("RFC 9293 MUST-45")
  void whoeverIsCalledAnswersFromThatAddress() {
    TcpSocket listener = tap.stack.tcpSocket();
    listener.bind(IpAddress.ANY, 80, tap.now);
    listener.listen(5, tap.now);
    IpAddress peer = ip("10.0.0.9");
    tap.receive(IpPackets.tcp(peer, ip("10.0.0.3"), TcpHeader.of(9, 80, 7, 0, TcpFlags.SYN, 99)));
    byte[] synAck = tap.sent.remove();
    assertThat(sourceOf(synAck)).isEqualTo("10.0.0.3");
    int iss = TcpHeader.parse(MemorySegment.ofArray(synAck), 20, 24).seq();
    TcpHeader data = TcpHeader.of(9, 80, 8, iss + 1, TcpFlags.ACK, 99);
    tap.receive(IpPackets.tcp(peer, ip("10.0.0.3"), data, (byte) 1));
    assertThat(sourceOf(tap.sent.remove())).isEqualTo("10.0.0.3");
    assertThat(listener.accept(tap.now).localAddress()).isEqualTo(ip("10.0.0.3"));
  }

  /** ENETUNREACH, as Linux says. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "224.0.0.1",
        "239.1.2.3",
        "ff02::1",
        "255.255.255.255",
        "10.0.0.255",
        "10.1.0.255"
      })
  @Requirement({"RFC 9293 MUST-46", "RFC 9293 MUST-46 open"})
  void nobodyConnectsToMany(String address) {
    TcpSocket socket = tap.stack.tcpSocket();
    assertThat(socket.connect(ip(address), 80, tap.now)).isEqualTo(Errno.ENETUNREACH.result());
    tap.settle();
    assertThat(tap.sent).isEmpty();
    assertThat(second.sent).isEmpty();
    assertThat(socket.state()).isEqualTo(State.CLOSED);
  }
}
