package io.handfast.link.dhcp;

import static io.handfast.link.dhcp.DhcpMessage.Type.ACK;
import static io.handfast.link.dhcp.DhcpMessage.Type.DECLINE;
import static io.handfast.link.dhcp.DhcpMessage.Type.DISCOVER;
import static io.handfast.link.dhcp.DhcpMessage.Type.NAK;
import static io.handfast.link.dhcp.DhcpMessage.Type.OFFER;
import static io.handfast.link.dhcp.DhcpMessage.Type.REQUEST;
import static org.assertj.core.api.Assertions.assertThat;

import io.handfast.link.dhcp.DhcpClient.State;
import io.handfast.stack.Driver;
import io.handfast.wire.IpAddress;
import io.handfast.wire.MacAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Talks between the client and a server that says exactly what is written here; RFC 2131. */
class DhcpClientTest implements DhcpClient.Wire {
  private static final long SECOND = 1_000_000_000L;
  private static final MacAddress MAC = MacAddress.local(7);
  private static final IpAddress OURS = IpAddress.parse("192.0.2.17");
  private static final IpAddress SERVER = IpAddress.parse("192.0.2.1");
  private static final IpAddress ALL = IpAddress.parse("255.255.255.255");

  private record Said(long time, DhcpMessage message, IpAddress from, IpAddress to) {
    DhcpMessage.Type type() {
      return message.type().orElseThrow();
    }
  }

  private final DhcpClient client = new DhcpClient(MAC, new SplittableRandom(3), this);
  private final List<Said> said = new ArrayList<>();
  private final List<Long> probes = new ArrayList<>();
  private final List<DhcpLease> leases = new ArrayList<>();
  private long now;
  private int losses;

  @Override
  public void send(DhcpMessage message, IpAddress from, IpAddress to) {
    // as it looks on the wire
    said.add(new Said(now, DhcpMessage.parse(message.emit()).orElseThrow(), from, to));
  }

  @Override
  public void probe(IpAddress address) {
    assertThat(address).isEqualTo(OURS);
    probes.add(now);
  }

  @Override
  public void bound(DhcpLease lease) {
    leases.add(lease);
  }

  @Override
  public void lost() {
    losses++;
  }

  /** Lets time pass, with everything that is due in it. */
  private void runUntil(double seconds) {
    long end = (long) (seconds * SECOND);
    long next = client.poll(now);
    while (next <= end) {
      now = next;
      next = client.poll(now);
    }
    now = end;
  }

  private Said last() {
    return said.getLast();
  }

  private DhcpMessage answer(DhcpMessage.Type type) {
    SortedMap<Integer, byte[]> options = new TreeMap<>();
    options.put(DhcpMessage.TYPE, type.number());
    options.put(DhcpMessage.SERVER, SERVER.toBytes());
    options.put(DhcpMessage.MASK, IpAddress.parse("255.255.255.0").toBytes());
    options.put(DhcpMessage.ROUTERS, SERVER.toBytes());
    options.put(DhcpMessage.NAME_SERVERS, IpAddress.parse("192.0.2.53").toBytes());
    options.put(DhcpMessage.MTU, new byte[] {5, 0x78});
    options.put(DhcpMessage.LEASE_TIME, seconds(3_600));
    return new DhcpMessage(
        true, last().message().transaction(), 0, IpAddress.ANY_V4, OURS, MAC, options);
  }

  private static byte[] seconds(int value) {
    return ByteBuffer.allocate(4).putInt(value).array();
  }

  private void serverSays(DhcpMessage.Type type) {
    client.receive(answer(type), now);
  }

  private void bind() {
    runUntil(0);
    serverSays(OFFER);
    serverSays(ACK);
    runUntil(1);
    assertThat(client.state()).isEqualTo(State.BOUND);
  }

  @Test
  void discoverOfferRequestAckAndTwoProbesMakeALease() {
    runUntil(0);
    assertThat(last().type()).isEqualTo(DISCOVER);
    assertThat(last().from()).isEqualTo(IpAddress.ANY_V4);
    assertThat(last().to()).isEqualTo(ALL);
    assertThat(last().message().hardware()).isEqualTo(MAC);

    serverSays(OFFER);
    assertThat(last().type()).isEqualTo(REQUEST);
    assertThat(last().message().address(DhcpMessage.REQUESTED)).contains(OURS);
    assertThat(last().message().address(DhcpMessage.SERVER)).contains(SERVER);
    assertThat(last().message().client()).isEqualTo(IpAddress.ANY_V4);
    assertThat(last().to()).isEqualTo(ALL); // the other servers have to hear it, too

    serverSays(ACK);
    assertThat(client.lease()).isEmpty();
    runUntil(1);
    assertThat(probes).hasSize(2);
    DhcpLease lease = client.lease().orElseThrow();
    assertThat(lease.address()).hasToString("192.0.2.17/24");
    assertThat(lease.routers()).containsExactly(SERVER);
    assertThat(lease.nameServers()).containsExactly(IpAddress.parse("192.0.2.53"));
    assertThat(lease.mtu()).isEqualTo(1_400);
    assertThat(lease.renewal()).isEqualTo(1_800);
    assertThat(lease.rebinding()).isEqualTo(3_150);
  }

  @Test
  void withoutAnAnswerItAsksAgainMoreAndMoreSlowly() {
    runUntil(200);
    assertThat(said).extracting(Said::type).containsOnly(DISCOVER);
    assertThat(said)
        .extracting(each -> each.message().transaction())
        .containsOnly(last().message().transaction());
    List<Long> gaps = new ArrayList<>();
    for (int i = 1; i < said.size(); i++) {
      gaps.add(Math.round((said.get(i).time() - said.get(i - 1).time()) / 1e9));
    }
    // 4, 8, 16, 32, 64 s, each up to a second more or less (section 4.1)
    assertThat(gaps.getFirst()).isBetween(3L, 5L);
    assertThat(gaps.get(1)).isBetween(7L, 9L);
    assertThat(gaps.get(2)).isBetween(15L, 17L);
    assertThat(gaps.get(3)).isBetween(31L, 33L);
    assertThat(gaps.get(4)).isBetween(63L, 65L);
    assertThat(last().message().seconds()).isGreaterThan(100);
  }

  @Test
  void aServerThatOffersAndThenIsSilentIsLeft() {
    runUntil(0);
    serverSays(OFFER);
    runUntil(70);
    assertThat(said).filteredOn(each -> each.type() == REQUEST).hasSize(4);
    assertThat(last().type()).isEqualTo(DISCOVER);
  }

  @Test
  void answersToOthersDoNotCount() {
    runUntil(0);
    DhcpMessage offer = answer(OFFER);
    client.receive(
        new DhcpMessage(
            true, offer.transaction() + 1, 0, offer.client(), OURS, MAC, offer.options()),
        now);
    client.receive(
        new DhcpMessage(
            true,
            offer.transaction(),
            0,
            offer.client(),
            OURS,
            MacAddress.local(8),
            offer.options()),
        now);
    client.receive(
        new DhcpMessage(
            true,
            offer.transaction(),
            0,
            offer.client(),
            IpAddress.parse("127.0.0.1"),
            MAC,
            offer.options()),
        now);
    assertThat(client.state()).isEqualTo(State.SELECTING);
    serverSays(OFFER);
    assertThat(client.state()).isEqualTo(State.REQUESTING);
  }

  @Test
  void aRefusalBeginsFromTheBeginning() {
    runUntil(0);
    serverSays(OFFER);
    serverSays(NAK);
    assertThat(client.state()).isEqualTo(State.INIT);
    runUntil(10.1);
    assertThat(last().type()).isEqualTo(DISCOVER);
  }

  @Test
  void anAddressThatSomebodyHasIsDeclinedAndAfterTenSecondsItBeginsAgain() {
    runUntil(0);
    serverSays(OFFER);
    serverSays(ACK);
    runUntil(0.1);
    client.conflict(OURS, now);
    assertThat(last().type()).isEqualTo(DECLINE);
    assertThat(last().message().address(DhcpMessage.REQUESTED)).contains(OURS);
    assertThat(last().message().address(DhcpMessage.SERVER)).contains(SERVER);
    assertThat(last().from()).isEqualTo(IpAddress.ANY_V4);
    int before = said.size();
    runUntil(10.05);
    assertThat(said).hasSize(before);
    runUntil(10.2);
    assertThat(last().type()).isEqualTo(DISCOVER);
    assertThat(last().message().address(DhcpMessage.REQUESTED)).isEmpty();
    assertThat(leases).isEmpty();
  }

  @Test
  void atHalfTimeItsServerIsAskedForMore() {
    bind();
    int before = said.size();
    runUntil(1_799);
    assertThat(said).hasSize(before);
    runUntil(1_801);
    assertThat(last().type()).isEqualTo(REQUEST);
    assertThat(last().to()).isEqualTo(SERVER);
    assertThat(last().from()).isEqualTo(OURS);
    assertThat(last().message().client()).isEqualTo(OURS);
    // neither may be there (section 4.3.2)
    assertThat(last().message().options())
        .doesNotContainKeys(DhcpMessage.REQUESTED, DhcpMessage.SERVER);
    serverSays(ACK);
    assertThat(client.state()).isEqualTo(State.BOUND);
    assertThat(leases).hasSize(2);
    assertThat(probes).hasSize(2);
    runUntil(1_800 + 1_799);
    assertThat(client.state()).isEqualTo(State.BOUND);
    runUntil(1_800 + 1_801);
    assertThat(client.state()).isEqualTo(State.RENEWING);
  }

  @Test
  void whenItsServerIsSilentAllAreAskedAndInTheEndTheAddressIsGivenUp() {
    bind();
    runUntil(3_149);
    assertThat(client.state()).isEqualTo(State.RENEWING);
    // halves of what is left to T2 (3,150 s): 1,800, 2,475, 2,812.5, 2,981.25, 3,065.6, 3,125.6
    assertThat(said.stream().filter(each -> each.to().equals(SERVER)).map(Said::time))
        .map(each -> Math.round(each / 1e9))
        .containsExactly(1_800L, 2_475L, 2_813L, 2_981L, 3_066L, 3_126L);
    runUntil(3_151);
    assertThat(client.state()).isEqualTo(State.REBINDING);
    assertThat(last().to()).isEqualTo(ALL);
    assertThat(last().message().client()).isEqualTo(OURS);
    assertThat(losses).isZero();
    runUntil(3_600.5);
    assertThat(losses).isEqualTo(1);
    assertThat(client.lease()).isEmpty();
    assertThat(last().type()).isEqualTo(DISCOVER);
    // the address it had is asked for again (section 4.4.1)
    assertThat(last().message().address(DhcpMessage.REQUESTED)).contains(OURS);
  }

  @Test
  void anyServerMayProlongWhileRebinding() {
    bind();
    runUntil(3_200);
    serverSays(ACK);
    assertThat(client.state()).isEqualTo(State.BOUND);
    assertThat(losses).isZero();
  }

  @Test
  void aRefusalOfMoreTakesTheAddressAway() {
    bind();
    runUntil(1_801);
    serverSays(NAK);
    assertThat(losses).isEqualTo(1);
    assertThat(client.lease()).isEmpty();
    runUntil(1_802);
    assertThat(last().type()).isEqualTo(DISCOVER);
  }

  @Test
  void aLeaseWithoutEndIsNeverRenewed() {
    runUntil(0);
    serverSays(OFFER);
    DhcpMessage ack = answer(ACK);
    ack.options().put(DhcpMessage.LEASE_TIME, seconds(-1));
    client.receive(ack, now);
    runUntil(1);
    assertThat(client.poll(now)).isEqualTo(Driver.NEVER);
  }

  @Test
  void theServersTimesCountWhenTheyMakeSense() {
    runUntil(0);
    serverSays(OFFER);
    DhcpMessage ack = answer(ACK);
    ack.options().put(DhcpMessage.RENEWAL, seconds(100));
    ack.options().put(DhcpMessage.REBINDING, seconds(9_999));
    client.receive(ack, now);
    runUntil(1);
    assertThat(client.lease().orElseThrow().renewal()).isEqualTo(100);
    assertThat(client.lease().orElseThrow().rebinding()).isEqualTo(3_150);
  }

  @Test
  void anAckWithoutWhatItMustHaveIsNone() {
    for (int missing : new int[] {DhcpMessage.LEASE_TIME, DhcpMessage.SERVER}) {
      runUntil(now / SECOND);
      DhcpClient fresh = new DhcpClient(MAC, new SplittableRandom(3), this);
      fresh.poll(now);
      fresh.receive(answer(OFFER), now);
      DhcpMessage ack = answer(ACK);
      ack.options().remove(missing);
      fresh.receive(ack, now);
      assertThat(fresh.state()).isEqualTo(State.REQUESTING);
    }
    DhcpMessage holes = answer(ACK);
    holes.options().put(DhcpMessage.MASK, IpAddress.parse("255.0.255.0").toBytes());
    assertThat(DhcpLease.of(holes)).isEmpty();
  }
}
