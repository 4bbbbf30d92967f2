package io.handfast.stack;

import static org.assertj.core.api.Assertions.assertThat;

import io.handfast.requirements.Requirement;
import io.handfast.tcp.TcpConfig;
import io.handfast.tcp.TcpSocket;
import io.handfast.tcp.Tunable;
import io.handfast.wire.IpAddress;
import io.handfast.wire.IpPackets;
import io.handfast.wire.IpProtocol;
import io.handfast.wire.Ipv4Header;
import io.handfast.wire.Octets;
import io.handfast.wire.SourceRoute;
import io.handfast.wire.TcpFlags;
import io.handfast.wire.TcpHeader;
import io.handfast.wire.TransportChecksum;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What TCP asks of IP for its segments: Diffserv, TTL, source routes (RFC 9293 3.9.1.9, 3.9.2). */
class IpServiceTest {
  private static final int DSCP_EF = 46 << 2;

  private final WireTap tap = new WireTap();
  private TcpSocket socket;
  private IpAddress us;
  private IpAddress peer;
  private int seq = 7;
  private int ack;

  private static int headerLength(byte[] packet) {
    return packet[0] >>> 4 == 6 ? 40 : (packet[0] & 15) * 4;
  }

  private static int trafficClass(byte[] packet) {
    return packet[0] >>> 4 == 6
        ? (packet[0] << 4 | (packet[1] & 0xff) >>> 4) & 0xff
        : packet[1] & 0xff;
  }

  private static int timeToLive(byte[] packet) {
    return packet[packet[0] >>> 4 == 6 ? 7 : 8] & 0xff;
  }

  private static TcpHeader tcp(byte[] packet) {
    int at = headerLength(packet);
    return TcpHeader.parse(MemorySegment.ofArray(packet), at, packet.length - at);
  }

  private void family(boolean ipv4) {
    us = IpAddress.parse(ipv4 ? "10.0.0.2" : "fd00::2");
    peer = IpAddress.parse(ipv4 ? "10.0.0.1" : "fd00::1");
  }

  private void peerSays(int flags, byte... data) {
    peerSays(Octets.EMPTY, flags, data);
  }

  private void peerSays(Octets ipOptions, int flags, byte... data) {
    TcpHeader header = TcpHeader.of(1_000, 80, seq, ack, flags, 60_000);
    if (ipOptions.length() == 0) {
      tap.receive(IpPackets.tcp(peer, us, header, data));
    } else {
      Ipv4Header ip =
          new Ipv4Header(0, 0, 0, true, false, 0, 64, IpProtocol.TCP, peer, us, ipOptions);
      tap.receive(IpPackets.tcp(ip, header, data));
    }
    seq += data.length + (flags >> 1 & 1) + (flags & 1);
  }

  /**
   * SYN-ACK, ACK of data, data twice, FIN, and the last ACK twice: all that a server says in the
   * talk.
   */
  private List<byte[]> wholeTalk(Consumer<TcpSocket> onListener) {
    TcpSocket listener = tap.stack.tcpSocket();
    onListener.accept(listener);
    listener.bind(IpAddress.ANY, 80, tap.now);
    listener.listen(5, tap.now);
    peerSays(TcpFlags.SYN);
    ack = tcp(tap.sent.getLast()).seq() + 1;
    peerSays(TcpFlags.ACK);
    socket = listener.accept(tap.now);
    peerSays(TcpFlags.ACK, (byte) 1);
    socket.read(ByteBuffer.allocate(1), tap.now);
    write();
    sleep(1_000_000_000L);
    ack++;
    peerSays(TcpFlags.ACK);
    socket.close(tap.now);
    tap.settle();
    ack++;
    peerSays(TcpFlags.ACK | TcpFlags.FIN);
    seq--;
    peerSays(TcpFlags.ACK | TcpFlags.FIN);
    assertThat(tap.stack.tcp().timeWaitCount()).isEqualTo(1);
    return new ArrayList<>(tap.sent);
  }

  private void write() {
    socket.write(ByteBuffer.allocate(1), tap.now);
    tap.settle();
  }

  private void sleep(long nanos) {
    for (long until = tap.now + nanos; tap.now < until; tap.now += 10_000_000) {
      tap.settle();
    }
  }

  // ---- Diffserv ----

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  @Requirement({"RFC 9293 MUST-48", "RFC 9293 SHLD-22"})
  void everySegmentHasTheDiffservFieldOfItsSocketUnchanged(boolean ipv4) {
    family(ipv4);
    List<byte[]> all = wholeTalk(listener -> listener.trafficClass(DSCP_EF));
    assertThat(all).hasSizeGreaterThanOrEqualTo(7).allMatch(p -> trafficClass(p) == DSCP_EF);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  @Requirement({"RFC 9293 MUST-48", "RFC 9293 SHLD-21"})
  void theFieldOfAConnectionChangesWhenTheApplicationSaysSo(boolean ipv4) {
    family(ipv4);
    socket = tap.stack.tcpSocket();
    socket.trafficClass(DSCP_EF);
    socket.connect(peer, 80, tap.now);
    assertThat(trafficClass(tap.sent.remove())).isEqualTo(DSCP_EF);
    socket.trafficClass(8 << 2);
    sleep(1_100_000_000L);
    assertThat(trafficClass(tap.sent.remove())).isEqualTo(8 << 2);
  }

  // ---- TTL ----

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  @Requirement("RFC 9293 MUST-49")
  void everySegmentHasTheTimeToLiveOfItsSocket(boolean ipv4) {
    family(ipv4);
    List<byte[]> all = wholeTalk(listener -> listener.timeToLive(7));
    assertThat(all).hasSizeGreaterThanOrEqualTo(7).allMatch(packet -> timeToLive(packet) == 7);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  @Requirement("RFC 9293 MUST-49")
  void theStackHasADefaultThatCanBeSet(boolean ipv4) {
    family(ipv4);
    peerSays(TcpFlags.SYN);
    assertThat(timeToLive(tap.sent.remove())).isEqualTo(64);
    tap.stack.tcp().config(TcpConfig.LINUX.with(Tunable.IP_DEFAULT_TTL, 200));
    peerSays(TcpFlags.SYN);
    assertThat(timeToLive(tap.sent.remove())).isEqualTo(200);
  }

  @Test
  void aTimeToLiveStaysInItsRange() {
    socket = tap.stack.tcpSocket();
    assertThat(socket.timeToLive()).isEqualTo(64);
    socket.timeToLive(0);
    assertThat(socket.timeToLive()).isEqualTo(1);
    socket.timeToLive(1_000);
    assertThat(socket.timeToLive()).isEqualTo(255);
  }

  // ---- source routes ----

  private static void goesBy(byte[] packet, String destination, String options) {
    int length = options.length() / 2;
    assertThat(headerLength(packet)).isEqualTo(20 + length);
    assertThat(Octets.of(java.util.Arrays.copyOfRange(packet, 16, 20 + length)))
        .isEqualTo(Octets.ofHex(hex(destination) + options));
    // The sum over the pseudo-header counts the final destination (RFC 9293 section 3.9.2.1).
    byte[] copy = packet.clone();
    byte[] last = java.util.Arrays.copyOfRange(packet, 16 + length, 20 + length);
    System.arraycopy(last, 0, copy, 16, 4);
    int at = 20 + length + 16;
    int sum = (copy[at] & 0xff) << 8 | copy[at + 1] & 0xff;
    TransportChecksum.fill(
        MemorySegment.ofArray(copy), 0, 20 + length, copy.length, IpProtocol.TCP);
    assertThat((copy[at] & 0xff) << 8 | copy[at + 1] & 0xff).isEqualTo(sum);
  }

  private static String hex(String address) {
    return String.format("%08x", IpAddress.parse(address).v4());
  }

  @Test
  @Requirement("RFC 9293 MUST-51")
  void anActiveOpenGoesByTheGatewaysThatTheApplicationNames() {
    family(true);
    socket = tap.stack.tcpSocket();
    IpAddress first = IpAddress.parse("10.0.0.7");
    socket.sourceRoute(SourceRoute.loose(first, IpAddress.parse("192.0.2.1")));
    socket.connect(IpAddress.parse("198.51.100.9"), 80, tap.now);
    String route = "01830b04" + hex("192.0.2.1") + hex("198.51.100.9");
    goesBy(tap.sent.remove(), "10.0.0.7", route);
    sleep(1_100_000_000L);
    goesBy(tap.sent.remove(), "10.0.0.7", route);
  }

  @Test
  void aStrictRouteSaysSoAndSegmentsLeaveRoomForIt() {
    family(true);
    socket = tap.stack.tcpSocket();
    socket.sourceRoute(new SourceRoute(true, List.of(IpAddress.parse("10.0.0.7"))));
    socket.connect(peer, 1_000, tap.now);
    byte[] syn = tap.sent.remove();
    goesBy(syn, "10.0.0.7", "01890704" + hex("10.0.0.1"));
    TcpHeader header = tcp(syn);
    tap.receive(
        IpPackets.tcp(
            peer,
            us,
            TcpHeader.of(
                1_000,
                header.sourcePort(),
                7,
                header.seq() + 1,
                TcpFlags.SYN | TcpFlags.ACK,
                60_000)));
    tap.sent.clear();
    socket.write(ByteBuffer.allocate(5_000), tap.now);
    tap.settle();
    assertThat(tap.sent).isNotEmpty().allMatch(packet -> packet.length <= 1_500);
  }

  /** A route that came to its end at us, recorded by the gateways 192.0.2.1 and then 10.0.0.7. */
  private static Octets completed(String... recorded) {
    StringBuilder route = new StringBuilder("83" + String.format("%02x", 3 + 4 * recorded.length));
    route.append(String.format("%02x", 4 + 4 * recorded.length));
    for (String each : recorded) {
      route.append(hex(each));
    }
    return Octets.ofHex(route + "00");
  }

  private TcpSocket acceptingRoutes() {
    family(true);
    tap.stack.tcp().config(TcpConfig.RFC9293);
    TcpSocket listener = tap.stack.tcpSocket();
    listener.bind(IpAddress.ANY, 80, tap.now);
    listener.listen(5, tap.now);
    return listener;
  }

  @Test
  @Requirement("RFC 9293 MUST-53")
  void aPassiveOpenAnswersByTheWayBack() {
    TcpSocket listener = acceptingRoutes();
    String back = "01830b04" + hex("192.0.2.1") + hex("10.0.0.1");
    peerSays(completed("192.0.2.1", "10.0.0.7"), TcpFlags.SYN);
    goesBy(tap.sent.getLast(), "10.0.0.7", back);
    ack = tcp(tap.sent.remove()).seq() + 1;
    peerSays(TcpFlags.ACK); // without the route: the way stays
    socket = listener.accept(tap.now);
    peerSays(TcpFlags.ACK, (byte) 1);
    goesBy(tap.sent.remove(), "10.0.0.7", back);
    socket.read(ByteBuffer.allocate(1), tap.now);
    write();
    goesBy(tap.sent.remove(), "10.0.0.7", back);
    ack++;
    socket.close(tap.now);
    tap.settle();
    goesBy(tap.sent.remove(), "10.0.0.7", back);
    ack++;
    peerSays(TcpFlags.ACK | TcpFlags.FIN);
    goesBy(tap.sent.remove(), "10.0.0.7", back);
    seq--;
    peerSays(TcpFlags.ACK | TcpFlags.FIN); // from TIME-WAIT
    goesBy(tap.sent.remove(), "10.0.0.7", back);
  }

  @Test
  @Requirement("RFC 9293 SHLD-24")
  void aLaterRouteReplacesTheEarlierOne() {
    TcpSocket listener = acceptingRoutes();
    peerSays(completed("10.0.0.7"), TcpFlags.SYN);
    ack = tcp(tap.sent.remove()).seq() + 1;
    peerSays(TcpFlags.ACK);
    socket = listener.accept(tap.now);
    peerSays(completed("10.0.0.8"), TcpFlags.ACK, (byte) 1);
    goesBy(tap.sent.remove(), "10.0.0.8", "01830704" + hex("10.0.0.1"));
  }

  /** Only a segment that passes every check may say where we send. */
  @Test
  void aSegmentOutsideTheWindowChangesNoRoute() {
    TcpSocket listener = acceptingRoutes();
    peerSays(TcpFlags.SYN);
    ack = tcp(tap.sent.remove()).seq() + 1;
    peerSays(TcpFlags.ACK);
    socket = listener.accept(tap.now);
    seq -= 100_000;
    peerSays(completed("10.0.0.8"), TcpFlags.ACK);
    assertThat(headerLength(tap.sent.remove())).isEqualTo(20);
    seq += 100_000;
    write();
    assertThat(headerLength(tap.sent.remove())).isEqualTo(20);
  }

  @Test
  @Requirement("RFC 9293 MUST-52")
  void whatTheApplicationNamesGoesBeforeWhatWasReceived() {
    TcpSocket listener = acceptingRoutes();
    listener.sourceRoute(SourceRoute.loose(IpAddress.parse("10.0.0.9")));
    peerSays(completed("10.0.0.7"), TcpFlags.SYN);
    String named = "01830704" + hex("10.0.0.1");
    goesBy(tap.sent.getLast(), "10.0.0.9", named);
    ack = tcp(tap.sent.remove()).seq() + 1;
    peerSays(completed("10.0.0.7"), TcpFlags.ACK);
    socket = listener.accept(tap.now);
    write();
    goesBy(tap.sent.remove(), "10.0.0.9", named);
  }

  /** As Linux by default, and as RFC 7126 advises; the profile of the RFC takes them. */
  @Test
  void byDefaultRoutedPacketsAreDropped() {
    acceptingRoutes();
    tap.stack.tcp().config(TcpConfig.LINUX);
    peerSays(completed("10.0.0.7"), TcpFlags.SYN);
    assertThat(tap.sent).isEmpty();
  }

  /** A route with a stop left would have to be forwarded; broken ones lead nowhere. */
  @ParameterizedTest
  @ValueSource(
      strings = {"8307040a00000700", "8306080a00000700", "8303040000000000", "83ff080a00000700"})
  void aRouteThatIsNotCompletedOrBrokenIsDropped(String option) {
    acceptingRoutes();
    peerSays(Octets.ofHex(option), TcpFlags.SYN);
    assertThat(tap.sent).isEmpty();
  }
}
