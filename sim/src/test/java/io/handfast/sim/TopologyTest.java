package io.handfast.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.handfast.event.Counter;
import io.handfast.event.Errno;
import io.handfast.sim.SimRouter.Count;
import io.handfast.tcp.State;
import io.handfast.wire.IpPackets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Hosts, routers and switches; cuts, crashes and reboots. */
class TopologyTest {
  private final Simulation simulation = new Simulation(3);

  private Pair routed(int mtu, String... more) {
    SimHost client = simulation.host("client", "10.0.1.1/24", "fd00:1::1/64");
    SimHost server = simulation.host("server", "10.0.2.1/24", "fd00:2::1/64");
    SimRouter one = simulation.router("r1", "10.0.1.254/24", "fd00:1::ff/64");
    SimRouter two = simulation.router("r2", "10.0.2.254/24", "fd00:2::ff/64");
    simulation.link(client, one);
    simulation.link(one, two, mtu);
    simulation.link(two, server);
    first = one;
    return new Pair(simulation, client, server);
  }

  private SimRouter first;

  @Test
  void packetsFindTheirWayThroughRouters() {
    Pair pair = routed(1_500).open();
    assertThat(pair.socket.state()).isEqualTo(State.ESTABLISHED);
    // SYN, SYN-ACK and ACK at each of the three links.
    assertThat(pair.seen).hasSize(9);
    assertThat(first.count(Count.FORWARDED)).isEqualTo(3);
  }

  @Test
  void aSmallerMtuOnTheWayIsLearntFromIcmp() {
    Pair pair = routed(1_000).open();
    pair.write(pair.socket, 10_000);
    pair.run(Duration.ofSeconds(5));
    assertThat(pair.read(pair.accepted)).isEqualTo(10_000);
    assertThat(first.count(Count.TOO_BIG)).isPositive();
    assertThat(pair.counted(pair.client, Counter.ICMP_IN_DEST_UNREACHS)).isPositive();
    // 1000 less the headers and the timestamp option.
    assertThat(pair.socket.info(simulation.now()).mss()).isEqualTo(1_000 - 20 - 20 - 12);
  }

  @Test
  void behindASilentRouterLargeSegmentsVanish() {
    Pair pair = routed(1_000).open();
    first.silent(true);
    pair.write(pair.socket, 10_000);
    pair.run(Duration.ofSeconds(5));
    assertThat(first.count(Count.ICMP_SENT)).isZero();
    assertThat(pair.read(pair.accepted)).isZero();
  }

  @Test
  void theTimeToLiveEndsInALoop() {
    Pair pair = routed(1_500);
    SimRouter lost = simulation.router("r3", "10.9.0.1/24");
    simulation.link(first, lost);
    first.route("10.0.2.0/24", 3);
    lost.route("0.0.0.0/0", 1);
    pair.connect();
    pair.run(Duration.ofMillis(100));
    // Of 64 hops 63 are taken, the 64th is at r3; then r1 sends on what r3 says of it.
    assertThat(first.count(Count.TIME_EXCEEDED) + lost.count(Count.TIME_EXCEEDED)).isOne();
    assertThat(first.count(Count.FORWARDED) + lost.count(Count.FORWARDED)).isEqualTo(63 + 1);
    assertThat(pair.seen).last().asString().isEqualTo("r1 - 0-0");
  }

  @Test
  void nobodyWithTheAddressIsSaidByIcmp() {
    Pair pair = routed(1_500);
    pair.socket = pair.client.stack().tcpSocket();
    pair.socket.connect(io.handfast.wire.IpAddress.parse("10.7.7.7"), 80, simulation.now());
    pair.run(Duration.ofMillis(100));
    assertThat(pair.socket.takeError()).isEqualTo(Errno.EHOSTUNREACH);
  }

  @Test
  void ipv6IsRoutedAlike() {
    Pair pair = routed(1_300);
    pair.listen();
    pair.socket = pair.client.stack().tcpSocket();
    pair.socket.connect(pair.server.address(false), 80, simulation.now());
    pair.run(Duration.ofMillis(100));
    pair.accepted = pair.listener.accept(simulation.now());
    pair.write(pair.socket, 10_000);
    pair.run(Duration.ofSeconds(5));
    assertThat(pair.read(pair.accepted)).isEqualTo(10_000);
    assertThat(pair.counted(pair.client, Counter.ICMP_IN_PKT_TOO_BIGS)).isPositive();
  }

  @Test
  void aSwitchJoinsHostsAndARouter() {
    SimSwitch office = simulation.switchNode("office");
    SimSwitch floor = simulation.switchNode("floor");
    SimHost near = simulation.host("near", "10.0.1.2/24");
    SimHost far = simulation.host("far", "10.0.2.1/24");
    SimHost client = simulation.host("client", "10.0.1.1/24");
    SimRouter router = simulation.router("router", "10.0.1.254/24");
    simulation.link(client, floor);
    simulation.link(floor, office);
    simulation.link(office, near);
    simulation.link(office, router);
    simulation.link(router, far);
    new Pair(simulation, client, near).open();
    assertThat(router.count(Count.FORWARDED)).isZero();
    new Pair(simulation, client, far).open();
    assertThat(router.count(Count.FORWARDED)).isEqualTo(3);
    assertThat(near.stack().counters().get(Counter.IP_IN_ADDR_ERRORS)).isZero();
  }

  @Test
  void oneWayPartition() {
    Pair pair = Pair.joined();
    SimLink link = pair.link().partitionedFrom(pair.server, true);
    pair.listen();
    pair.connect();
    pair.run(Duration.ofMillis(100));
    assertThat(pair.seen).containsExactly("client SYN 0-10", "server SYN,ACK 10 the link is cut");
    link.partitionedFrom(pair.server, false);
    pair.run(Duration.ofSeconds(2));
    assertThat(pair.socket.state()).isEqualTo(State.ESTABLISHED);
  }

  @Test
  void aRebootedPeerAnswersWithAReset() {
    Pair pair = Pair.joined();
    pair.link();
    pair.open();
    long before = pair.server.stack().tcp().connectionCount();
    pair.server.crash();
    pair.run(Duration.ofSeconds(60));
    pair.server.reboot();
    assertThat(before).isOne();
    assertThat(pair.server.stack().sockets(pair.simulation.now())).isEmpty();
    pair.write(pair.socket, 10);
    pair.run(Duration.ofMillis(100));
    assertThat(pair.socket.takeError()).isEqualTo(Errno.ECONNRESET);
    assertThat(pair.accepted.takeError()).isEqualTo(Errno.ECONNABORTED);
    pair.open(); // it serves again
  }

  @Test
  void aRebootGivesANewSecretWhichTheSeedDecides() {
    assertThat(issAfterReboot(1, true)).isEqualTo(issAfterReboot(1, true));
    assertThat(issAfterReboot(1, true)).isNotEqualTo(issAfterReboot(1, false));
  }

  private static int issAfterReboot(long seed, boolean reboot) {
    Simulation simulation = new Simulation(seed);
    SimHost client = simulation.host("client", "10.0.0.1/24");
    SimHost server = simulation.host("server", "10.0.0.2/24");
    simulation.link(client, server);
    if (reboot) {
      client.reboot();
    }
    int[] seq = new int[1];
    simulation.observe((packet, fate, at) -> seq[0] = packet.tcp().orElseThrow().seq());
    client.stack().tcpSocket().connect(server.address(), 80, simulation.now());
    simulation.runUntil(() -> seq[0] != 0, simulation.now() + 1);
    return seq[0];
  }

  @Test
  void nothingReachesACrashedHost() {
    Pair pair = Pair.joined();
    pair.link();
    pair.server.crash();
    pair.connect();
    pair.run(Duration.ofMillis(100));
    assertThat(pair.seen).containsExactly("client SYN 0 the host is down");
  }

  @Test
  void anEchoRequestGoesThroughARouterWithOneHopLess() {
    Pair pair = routed(1_500);
    byte[] ping =
        IpPackets.icmp(
            pair.client.address(),
            pair.server.address(),
            io.handfast.wire.Icmpv4Message.echo(1, 1, io.handfast.wire.Octets.of((byte) 1)));
    int[] ttl = new int[1];
    simulation.observe(
        new SimObserver() {
          @Override
          public void packet(SimPacket packet, Fate fate, long at) {}

          @Override
          public void arrived(SimPacket packet, Fate fate, byte[] bytes) {
            if (packet.to() == pair.server) {
              ttl[0] = bytes[8];
            }
          }
        });
    pair.client.ends().getFirst().forward(ping, null);
    pair.run(Duration.ofMillis(100));
    assertThat(ttl[0]).isEqualTo(62);
    assertThat(pair.counted(pair.client, Counter.ICMP_IN_ECHO_REPS)).isOne();
  }
}
