package io.handfast.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.handfast.event.Counter;
import io.handfast.event.Readiness;
import io.handfast.tcp.ForwardLimits;
import io.handfast.tcp.ForwardStatus;
import io.handfast.tcp.State;
import io.handfast.tcp.TcpFlowRequest;
import io.handfast.tcp.TcpForwarder;
import io.handfast.tcp.TcpSocket;
import io.handfast.udp.UdpFlow;
import io.handfast.udp.UdpForwarder;
import io.handfast.wire.Icmpv4Message;
import io.handfast.wire.IpAddress;
import io.handfast.wire.IpPackets;
import io.handfast.wire.Octets;
import io.handfast.wire.TcpFlags;
import io.handfast.wire.TcpHeader;
import io.handfast.wire.Unreachable;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Flows to addresses that are not ours, decided on before the SYN-ACK. */
class ForwarderTest {
  private static final int SYN_ACK = TcpFlags.SYN | TcpFlags.ACK;
  private static final int RST_ACK = TcpFlags.RST | TcpFlags.ACK;

  private final WireTap tap = new WireTap();
  private final List<TcpFlowRequest> requests = new ArrayList<>();
  private final List<UdpFlow> flows = new ArrayList<>();
  private IpAddress client = IpAddress.parse("10.0.0.1");
  private IpAddress far = IpAddress.parse("198.51.100.7");
  private TcpForwarder forwarder;

  private void forward(int inDecision, int open, int perSource) {
    tap.stack.acceptAnyAddress(1);
    ForwardLimits limits = new ForwardLimits(inDecision, open, perSource);
    forwarder = tap.stack.tcp().forward((request, _) -> requests.add(request), limits);
  }

  private UdpForwarder forwardUdp(int flowsMax, int perSource) {
    tap.stack.acceptAnyAddress(1);
    return tap.stack.udp().forward((flow, _) -> flows.add(flow), flowsMax, perSource);
  }

  private void clientSends(int port, int seq, int ack, int flags, byte... data) {
    TcpHeader header = TcpHeader.of(port, 80, seq, ack, flags, 60_000);
    tap.receive(IpPackets.tcp(client, far, header, data));
  }

  private TcpHeader answer() {
    byte[] packet = tap.sent.remove();
    int at = packet[0] >>> 4 == 6 ? 40 : 20;
    assertThat(source(packet)).isEqualTo(far);
    return TcpHeader.parse(MemorySegment.ofArray(packet), at, packet.length - at);
  }

  private static IpAddress source(byte[] packet) {
    boolean v6 = packet[0] >>> 4 == 6;
    byte[] address = new byte[v6 ? 16 : 4];
    System.arraycopy(packet, v6 ? 8 : 12, address, 0, address.length);
    return IpAddress.of(address);
  }

  private long count(Counter counter) {
    return tap.stack.counters().get(counter);
  }

  // ---- the decision ----

  @ParameterizedTest
  @CsvSource({"10.0.0.1, 198.51.100.7", "fd00::1, 2001:db8::7"})
  void nothingIsAnsweredBeforeTheDecisionAndThenTheFarAddressSpeaks(String from, String to) {
    client = IpAddress.parse(from);
    far = IpAddress.parse(to);
    forward(9, 9, 9);
    clientSends(1_000, 100, 0, TcpFlags.SYN);
    assertThat(tap.sent).isEmpty();
    assertThat(requests.getFirst()).hasToString(from + ":1000 > " + to + ":80");

    TcpSocket socket = requests.getFirst().accept(tap.now);
    int[] ready = new int[1];
    socket.observer(bits -> ready[0] = bits);
    TcpHeader synAck = answer();
    assertThat(synAck.flags()).isEqualTo(SYN_ACK);
    assertThat(synAck.ack()).isEqualTo(101);
    assertThat(socket.state()).isEqualTo(State.SYN_RECEIVED);

    clientSends(1_000, 101, synAck.seq() + 1, TcpFlags.ACK, (byte) 'x');
    assertThat(ready[0] & Readiness.CONNECT_DONE).isNotZero();
    assertThat(socket.localAddress()).isEqualTo(far);
    ByteBuffer got = ByteBuffer.allocate(9);
    assertThat(socket.read(got, tap.now)).isEqualTo(1);
    assertThat(forwarder.status()).isEqualTo(new ForwardStatus(0, 1, 1));
  }

  @Test
  void aRepeatedSynAsksNobodyTwice() {
    forward(9, 9, 9);
    clientSends(1_000, 100, 0, TcpFlags.SYN);
    clientSends(1_000, 100, 0, TcpFlags.SYN);
    assertThat(requests).hasSize(1);
    assertThat(tap.sent).isEmpty();
  }

  /** The client gave up meanwhile and began anew on the same port. */
  @Test
  void theLatestSynIsTheOneThatIsAnswered() {
    forward(9, 9, 9);
    clientSends(1_000, 100, 0, TcpFlags.SYN);
    clientSends(1_000, 7_000, 0, TcpFlags.SYN);
    requests.getFirst().accept(tap.now);
    assertThat(answer().ack()).isEqualTo(7_001);
  }

  @Test
  void aSynThatComesAgainAfterTheAnswerGetsTheSameSynAck() {
    forward(9, 9, 9);
    clientSends(1_000, 100, 0, TcpFlags.SYN);
    requests.getFirst().accept(tap.now);
    TcpHeader first = answer();
    clientSends(1_000, 100, 0, TcpFlags.SYN);
    assertThat(answer()).isEqualTo(first);
    assertThat(requests).hasSize(1);
  }

  /** The record's own timer, as of any half-open connection: 1 s, then 2 s (RFC 6298 section 2). */
  @Test
  void aLostSynAckIsSentAgain() {
    forward(9, 9, 9);
    clientSends(1_000, 100, 0, TcpFlags.SYN);
    requests.getFirst().accept(tap.now);
    answer();
    tap.now += 1_000_000_000L;
    tap.settle();
    assertThat(answer().flags()).isEqualTo(SYN_ACK);
  }

  @Test
  void refusedIsAResetFromTheFarAddress() {
    forward(9, 9, 9);
    clientSends(1_000, 100, 0, TcpFlags.SYN);
    requests.getFirst().refuse(tap.now);
    TcpHeader reset = answer();
    assertThat(reset.flags()).isEqualTo(RST_ACK);
    assertThat(reset.seq()).isZero();
    assertThat(reset.ack()).isEqualTo(101);
    assertThat(count(Counter.STACK_FORWARD_REFUSED)).isEqualTo(1);
  }

  @Test
  void ignoredIsSilenceAndTheNextSynAsksAgain() {
    forward(9, 9, 9);
    clientSends(1_000, 100, 0, TcpFlags.SYN);
    requests.getFirst().ignore(tap.now);
    clientSends(1_000, 100, 0, TcpFlags.SYN);
    assertThat(tap.sent).isEmpty();
    assertThat(requests).hasSize(2);
    assertThat(count(Counter.STACK_FORWARD_IGNORED)).isEqualTo(1);
  }

  @Test
  void unreachableIsAnIcmpErrorThatQuotesTheSyn() {
    forward(9, 9, 9);
    clientSends(1_000, 0x11223344, 0, TcpFlags.SYN);
    requests.getFirst().unreachable(Unreachable.HOST, tap.now);
    byte[] packet = tap.sent.remove();
    assertThat(source(packet)).isEqualTo(IpAddress.parse("10.0.0.2"));
    assertThat(packet[20]).as("type").isEqualTo((byte) 3);
    assertThat(packet[21]).as("code").isEqualTo((byte) 1);
    int quoted = 28;
    assertThat(ByteBuffer.wrap(packet, quoted + 16, 4).getInt()).isEqualTo(far.v4());
    assertThat(ByteBuffer.wrap(packet, quoted + 24, 4).getInt()).isEqualTo(0x11223344);
  }

  @Test
  void aFlowIsDecidedOnce() {
    forward(9, 9, 9);
    clientSends(1_000, 100, 0, TcpFlags.SYN);
    TcpFlowRequest request = requests.getFirst();
    request.refuse(tap.now);
    assertThatThrownBy(() -> request.accept(tap.now)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aHandlerThatThrowsRefuses() {
    tap.stack.acceptAnyAddress(1);
    tap.stack
        .tcp()
        .forward(
            (_, _) -> {
              throw new IllegalStateException("handler");
            },
            ForwardLimits.STANDARD);
    clientSends(1_000, 100, 0, TcpFlags.SYN);
    assertThat(answer().flags()).isEqualTo(RST_ACK);
  }

  // ---- limits ----

  @Test
  void decisionsAreLimited() {
    forward(2, 9, 9);
    for (int port = 1_000; port < 1_003; port++) {
      clientSends(port, 100, 0, TcpFlags.SYN);
    }
    assertThat(requests).hasSize(2);
    assertThat(count(Counter.STACK_FORWARD_DECISIONS_FULL)).isEqualTo(1);
    requests.getFirst().ignore(tap.now);
    clientSends(1_002, 100, 0, TcpFlags.SYN);
    assertThat(requests).hasSize(3);
  }

  @Test
  void openFlowsAreLimitedUntilOneEnds() {
    forward(9, 1, 9);
    clientSends(1_000, 100, 0, TcpFlags.SYN);
    requests.getFirst().accept(tap.now);
    TcpHeader synAck = answer();
    clientSends(1_001, 100, 0, TcpFlags.SYN);
    assertThat(requests).hasSize(1);
    assertThat(count(Counter.STACK_FORWARD_FLOWS_FULL)).isEqualTo(1);
    clientSends(1_000, 101, synAck.seq() + 1, TcpFlags.RST);
    clientSends(1_001, 100, 0, TcpFlags.SYN);
    assertThat(requests).hasSize(2);
  }

  @Test
  void oneSourceDoesNotTakeAll() {
    forward(9, 9, 1);
    clientSends(1_000, 100, 0, TcpFlags.SYN);
    clientSends(1_001, 100, 0, TcpFlags.SYN);
    assertThat(count(Counter.STACK_FORWARD_SOURCE_FULL)).isEqualTo(1);
    client = IpAddress.parse("10.0.0.3");
    clientSends(1_000, 100, 0, TcpFlags.SYN);
    assertThat(requests).hasSize(2);
    assertThat(forwarder.status().sources()).isEqualTo(2);
  }

  // ---- what stays as it was ----

  @Test
  void ourOwnAddressIsNotForwarded() {
    forward(9, 9, 9);
    far = IpAddress.parse("10.0.0.2");
    clientSends(1_000, 100, 0, TcpFlags.SYN);
    assertThat(answer().flags()).isEqualTo(RST_ACK);
    assertThat(requests).isEmpty();
  }

  @Test
  void aSegmentOfNoFlowIsAnsweredWithAReset() {
    forward(9, 9, 9);
    clientSends(1_000, 100, 555, TcpFlags.ACK);
    TcpHeader reset = answer();
    assertThat(reset.flags()).isEqualTo(TcpFlags.RST);
    assertThat(reset.seq()).isEqualTo(555);
  }

  @Test
  void nobodySpeaksForTheFarHostWhenItIsPinged() {
    forward(9, 9, 9);
    Icmpv4Message echo = new Icmpv4Message(8, 0, 7, Octets.of(new byte[8]));
    tap.receive(IpPackets.icmp(client, far, echo));
    assertThat(tap.sent).isEmpty();
    tap.receive(IpPackets.icmp(client, IpAddress.parse("10.0.0.2"), echo));
    assertThat(tap.sent).hasSize(1);
  }

  @Test
  void withoutAnyAddressNothingIsTaken() {
    tap.stack.tcp().forward((request, _) -> requests.add(request), ForwardLimits.STANDARD);
    clientSends(1_000, 100, 0, TcpFlags.SYN);
    assertThat(requests).isEmpty();
    assertThat(count(Counter.IP_IN_ADDR_ERRORS)).isEqualTo(1);
  }

  // ---- UDP ----

  private void clientSendsDatagram(int port, int payload) {
    tap.receive(IpPackets.udp(client, far, port, 53, (byte) payload));
  }

  @Test
  void aFlowOfDatagramsHasASocketAtTheFarAddress() {
    UdpForwarder udp = forwardUdp(9, 9);
    clientSendsDatagram(1_000, 1);
    clientSendsDatagram(1_000, 2);
    assertThat(flows).hasSize(1);
    var socket = flows.getFirst().socket();
    assertThat(socket.receive(ByteBuffer.allocate(9), tap.now)).isEqualTo(1);
    assertThat(socket.receive(ByteBuffer.allocate(9), tap.now)).isEqualTo(1);

    socket.send(ByteBuffer.wrap(new byte[3]), null, 0, tap.now);
    assertThat(source(tap.sent.remove())).isEqualTo(far);
    assertThat(udp.size()).isEqualTo(1);
    socket.close(tap.now);
    assertThat(udp.size()).isZero();
    clientSendsDatagram(1_000, 3);
    assertThat(flows).hasSize(2);
  }

  @Test
  void anUnreachableFlowIsToldByIcmp() {
    UdpForwarder udp = forwardUdp(9, 9);
    clientSendsDatagram(1_000, 1);
    flows.getFirst().unreachable(Unreachable.PORT, tap.now);
    byte[] packet = tap.sent.remove();
    assertThat(packet[20]).isEqualTo((byte) 3);
    assertThat(packet[21]).isEqualTo((byte) 3);
    assertThat(ByteBuffer.wrap(packet, 28 + 20, 2).getShort()).isEqualTo((short) 1_000);
    assertThat(udp.size()).isZero();
  }

  @Test
  void flowsOfDatagramsAreLimited() {
    forwardUdp(2, 1);
    clientSendsDatagram(1_000, 1);
    clientSendsDatagram(1_001, 1);
    assertThat(count(Counter.STACK_FORWARD_SOURCE_FULL)).isEqualTo(1);
    client = IpAddress.parse("10.0.0.3");
    clientSendsDatagram(1_000, 1);
    client = IpAddress.parse("10.0.0.4");
    clientSendsDatagram(1_000, 1);
    assertThat(count(Counter.STACK_FORWARD_FLOWS_FULL)).isEqualTo(1);
    assertThat(flows).hasSize(2);
  }
}
