package io.handfast.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.handfast.event.Errno;
import io.handfast.event.Readiness;
import io.handfast.shield.ShieldConfig;
import io.handfast.shield.ShieldCount;
import io.handfast.shield.ShieldMode;
import io.handfast.tcp.State;
import io.handfast.tcp.TcpConfig;
import io.handfast.tcp.TcpSocket;
import io.handfast.tcp.Tunable;
import io.handfast.wire.IpAddress;
import io.handfast.wire.IpPackets;
import io.handfast.wire.TcpFlags;
import io.handfast.wire.TcpHeader;
import io.handfast.wire.TcpOptions;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A SYN proxy between clients, somebody who floods, and a server; in virtual time. */
class ShieldTest {
  private static final long MILLI = 1_000_000;
  private static final long SECOND = 1_000 * MILLI;

  private final Simulation simulation = new Simulation(11);
  private final SplittableRandom dice = new SplittableRandom(5);
  private final List<SimPacket> towardsServer = new ArrayList<>();
  private SimHost client;
  private SimHost attacker;
  private SimHost server;
  private SimShield shield;
  private SimLink outer;
  private SimLink inner;
  private TcpSocket listener;

  private void build(ShieldConfig config) {
    build(config, TcpConfig.LINUX, TcpConfig.LINUX);
  }

  private void build(ShieldConfig config, TcpConfig clients, TcpConfig servers) {
    client = simulation.host("client", clients, "10.0.0.1/24", "fd00::1/64");
    attacker = simulation.host("attacker", "10.0.0.9/24");
    server = simulation.host("server", servers, "10.0.0.2/24", "fd00::2/64");
    shield = simulation.shield("shield", config);
    SimSwitch middle = simulation.switchNode("switch");
    outer = simulation.link(client, middle).impair(Impairment.NONE.withDelay(10 * MILLI));
    simulation.link(attacker, middle);
    simulation.link(middle, shield);
    inner = simulation.link(shield, server).impair(Impairment.NONE.withDelay(MILLI));
    simulation.observe((packet, fate, at) -> {
      if (packet.from() == shield && packet.to() == server) {
        towardsServer.add(packet);
      }
    });
    listener = server.stack().tcpSocket();
    listener.bind(IpAddress.ANY, 80, now());
    listener.listen(64, now());
  }

  private static ShieldConfig mode(ShieldMode mode) {
    return ShieldConfig.STANDARD.withMode(mode);
  }

  private long now() {
    return simulation.now();
  }

  private long count(ShieldCount what) {
    return shield.shield().get(what);
  }

  private TcpSocket connect() {
    return connect(true);
  }

  private TcpSocket connect(boolean v4) {
    TcpSocket socket = client.stack().tcpSocket();
    assertThat(socket.connect(server.address(v4), 80, now())).isEqualTo(Errno.EINPROGRESS.result());
    return socket;
  }

  private TcpHeader spoofed(int port) {
    return TcpHeader.of(port, 80, dice.nextInt(), 0, TcpFlags.SYN, 64_240);
  }

  private IpAddress anyone() {
    return IpAddress.ofV4(198 << 24 | 18 << 16 | dice.nextInt(1 << 17));
  }

  private void flood(int syns) {
    for (int i = 0; i < syns; i++) {
      attacker.send(IpPackets.tcp(anyone(), server.address(), spoofed(1_024 + i % 60_000)));
    }
  }

  private long spoofedAtTheServer() {
    return towardsServer.stream().filter(each -> isSpoofed(each.source())).count();
  }

  private static boolean isSpoofed(IpAddress address) {
    return address.isV4() && address.v4() >>> 17 == (198 << 24 | 18 << 16) >>> 17;
  }

  // ---- the flood ----

  @ParameterizedTest
  @EnumSource(
      value = ShieldMode.class,
      names = {"CACHE", "COOKIES", "PROXY"})
  void theServerSeesNoSpoofedSynAndHonestClientsConnect(ShieldMode mode) {
    build(mode(mode));
    List<TcpSocket> honest = new ArrayList<>();
    for (int tick = 0; tick < 100; tick++) {
      flood(100);
      if (tick % 10 == 0) {
        honest.add(connect());
      }
      simulation.runFor(Duration.ofMillis(10));
    }
    simulation.runFor(Duration.ofMillis(100));
    assertThat(honest).allMatch(each -> each.state() == State.ESTABLISHED);
    assertThat(server.stack().tcp().connectionCount()).isEqualTo(10);
    assertThat(spoofedAtTheServer()).isZero();
    assertThat(count(ShieldCount.SYN_RECEIVED)).isEqualTo(10_010);
    assertThat(count(ShieldCount.SERVER_CONNECTED)).isEqualTo(10);
  }

  @Test
  void offEverythingPasses() {
    build(mode(ShieldMode.OFF));
    flood(100);
    TcpSocket socket = connect();
    simulation.runFor(Duration.ofMillis(100));
    assertThat(spoofedAtTheServer()).isEqualTo(100);
    assertThat(socket.state()).isEqualTo(State.ESTABLISHED);
    assertThat(shield.shield().status().translated()).isZero();
  }

  // ---- limits ----

  /** At the limit and one past it. */
  @Test
  void aFullCacheForgetsTheOldest() {
    build(mode(ShieldMode.CACHE).withHalfOpenMax(50));
    flood(50);
    simulation.runFor(Duration.ofMillis(1));
    assertThat(count(ShieldCount.CACHE_EVICTED)).isZero();
    flood(1);
    simulation.runFor(Duration.ofMillis(1));
    assertThat(count(ShieldCount.CACHE_EVICTED)).isEqualTo(1);
    assertThat(shield.shield().status().halfOpen()).isEqualTo(50);
    assertThat(count(ShieldCount.COOKIES_SENT)).isZero();
  }

  @Test
  void aFullProxySendsCookies() {
    build(mode(ShieldMode.PROXY).withHalfOpenMax(50));
    flood(50);
    simulation.runFor(Duration.ofMillis(1));
    assertThat(count(ShieldCount.COOKIES_SENT)).isZero();
    flood(1);
    simulation.runFor(Duration.ofMillis(1));
    assertThat(count(ShieldCount.COOKIES_SENT)).isEqualTo(1);
    assertThat(count(ShieldCount.CACHE_EVICTED)).isZero();
  }

  @Test
  void connectionsAreLimited() {
    build(mode(ShieldMode.COOKIES).withFlowsMax(1));
    connect();
    simulation.runFor(Duration.ofMillis(100));
    TcpSocket second = connect();
    simulation.runFor(Duration.ofMillis(100));
    assertThat(second.state()).isEqualTo(State.SYN_SENT);
    assertThat(count(ShieldCount.FLOWS_FULL)).isEqualTo(1);
  }

  /** SYN-ACKs at 0, 1 and 3 s; the record goes at 7 s. */
  @Test
  void aCachedRecordLivesSevenSeconds() {
    build(mode(ShieldMode.CACHE));
    flood(1);
    simulation.runFor(Duration.ofMillis(6_990));
    assertThat(shield.shield().status().halfOpen()).isEqualTo(1);
    simulation.runFor(Duration.ofMillis(20));
    assertThat(shield.shield().status().halfOpen()).isZero();
    assertThat(count(ShieldCount.CACHE_EXPIRED)).isEqualTo(1);
  }

  // ---- adaptive ----

  @Test
  void adaptiveBeginsAt25PercentAndEndsAt12() {
    build(ShieldConfig.STANDARD.withHalfOpenMax(100));
    flood(24);
    simulation.runFor(Duration.ofMillis(1));
    assertThat(shield.shield().status().proxying()).isFalse();
    flood(1);
    simulation.runFor(Duration.ofMillis(1));
    assertThat(shield.shield().status().proxying()).isTrue();
    assertThat(spoofedAtTheServer()).isEqualTo(25);
    flood(1_000);
    simulation.runFor(Duration.ofSeconds(29));
    assertThat(spoofedAtTheServer()).isEqualTo(25);
    // What has passed counts for 30 s, what was answered for 7.
    assertThat(shield.shield().status().proxying()).isTrue();
    simulation.runFor(Duration.ofSeconds(3));
    assertThat(shield.shield().status().proxying()).isFalse();
    assertThat(count(ShieldCount.ENGAGED)).isEqualTo(1);
    assertThat(count(ShieldCount.DISENGAGED)).isEqualTo(1);
  }

  @Test
  void honestClientsNeverMakeItProxy() {
    build(ShieldConfig.STANDARD.withHalfOpenMax(20));
    for (int i = 0; i < 100; i++) {
      connect();
      simulation.runFor(Duration.ofMillis(50));
      assertThat(listener.accept(now())).isNotNull();
    }
    assertThat(count(ShieldCount.ENGAGED)).isZero();
    assertThat(shield.shield().status().halfOpen()).isLessThan(5);
  }

  // ---- what passes ----

  @ParameterizedTest
  @CsvSource({"CACHE, true", "CACHE, false", "COOKIES, true", "COOKIES, false"})
  void everyByteArrivesThroughLossReorderingAndDamage(ShieldMode mode, boolean v4) {
    build(mode(mode));
    Impairment bad =
        Impairment.NONE
            .withDelay(5 * MILLI)
            .withLoss(0.02)
            .withReordering(0.02, 4 * MILLI)
            .withCorruption(0.02);
    outer.impair(bad);
    inner.impair(bad);
    byte[] data = new byte[500_000];
    dice.nextBytes(data);
    assertThat(sent(connect(v4), data)).isEqualTo(data);
    assertThat(count(ShieldCount.TRANSLATED)).isGreaterThan(300);
  }

  /** Writes all to the server and finishes; what arrives there, up to the end of the stream. */
  private byte[] sent(TcpSocket socket, byte[] data) {
    ByteBuffer out = ByteBuffer.wrap(data);
    ByteBuffer in = ByteBuffer.allocate(data.length + 1);
    TcpSocket[] accepted = new TcpSocket[1];
    boolean[] ends = new boolean[2];
    boolean done =
        simulation.runUntil(
            () -> {
              if (accepted[0] == null) {
                accepted[0] = listener.accept(now());
              }
              boolean open = (socket.readiness() & Readiness.CONNECT_DONE) != 0;
              while (out.hasRemaining() && (socket.readiness() & Readiness.WRITABLE) != 0) {
                socket.write(out, now());
              }
              if (open && !out.hasRemaining() && !ends[0]) {
                ends[0] = true;
                socket.shutdownWrite(now());
              }
              while (accepted[0] != null && !ends[1]) {
                int count = accepted[0].read(in, now());
                ends[1] = count == 0;
                if (count <= 0) {
                  break;
                }
              }
              return ends[1];
            },
            now() + 600 * SECOND);
    assertThat(done).as("finished, %s", socket.errorDetail()).isTrue();
    byte[] got = new byte[in.position()];
    in.flip().get(got);
    return got;
  }

  private TcpOptions synAtTheServer() {
    SimPacket syn = towardsServer.stream().filter(Packets.SYN).findFirst().orElseThrow();
    TcpOptions options = new TcpOptions();
    options.parse(syn.tcp().orElseThrow());
    return options;
  }

  @ParameterizedTest
  @EnumSource(
      value = ShieldMode.class,
      names = {"CACHE", "COOKIES"})
  void theServerGetsTheOptionsOfTheClient(ShieldMode mode) {
    build(mode(mode));
    connect();
    simulation.runFor(Duration.ofMillis(100));
    TcpOptions options = synAtTheServer();
    assertThat(options.mss()).isEqualTo(1_460);
    assertThat(options.sackPermitted()).isTrue();
    assertThat(options.hasTimestamps()).isTrue();
    assertThat(options.windowScale()).isPositive();
  }

  /** The price of a cookie: without timestamps only a rounded segment size is left. */
  @Test
  void aCookieWithoutTimestampsLosesOptions() {
    build(
        mode(ShieldMode.COOKIES), TcpConfig.LINUX.with(Tunable.TCP_TIMESTAMPS, 0), TcpConfig.LINUX);
    TcpSocket socket = connect();
    byte[] data = new byte[100_000];
    dice.nextBytes(data);
    assertThat(sent(socket, data)).isEqualTo(data);
    TcpOptions options = synAtTheServer();
    assertThat(options.mss()).isEqualTo(1_460);
    assertThat(options.sackPermitted()).isFalse();
    assertThat(options.windowScale()).isNegative();
  }

  /** The cache keeps them; and what the server does not know is not promised a second time. */
  @Test
  void aServerWithoutOptionsIsUnderstood() {
    TcpConfig plain =
        TcpConfig.LINUX
            .with(Tunable.TCP_TIMESTAMPS, 0)
            .with(Tunable.TCP_SACK, 0)
            .with(Tunable.TCP_WINDOW_SCALING, 0);
    build(mode(ShieldMode.CACHE), TcpConfig.LINUX, plain);
    byte[] data = new byte[300_000];
    dice.nextBytes(data);
    assertThat(sent(connect(), data)).isEqualTo(data);
    TcpSocket second = connect();
    assertThat(sent(second, data)).isEqualTo(data);
    assertThat(second.info(now()).toString()).doesNotContain("sack=true");
  }

  @Test
  void whatTheInsideOpensPasses() {
    build(mode(ShieldMode.PROXY));
    TcpSocket own = client.stack().tcpSocket();
    own.bind(IpAddress.ANY, 90, now());
    own.listen(5, now());
    TcpSocket socket = server.stack().tcpSocket();
    socket.connect(client.address(), 90, now());
    simulation.runFor(Duration.ofMillis(200));
    assertThat(socket.state()).isEqualTo(State.ESTABLISHED);
    assertThat(shield.shield().status().translated()).isZero();
  }

  /** A router outside finds the server's segments too large, and quotes the client's numbers. */
  @ParameterizedTest
  @CsvSource({"true", "false"})
  void aSmallerMtuOutsideIsLearntByTheServer(boolean v4) {
    client = simulation.host("client", "10.0.1.1/24", "fd00:1::1/64");
    server = simulation.host("server", "10.0.2.1/24", "fd00:2::1/64");
    SimRouter far = simulation.router("far", "10.0.1.254/24", "fd00:1::ff/64");
    SimRouter near = simulation.router("near", "10.0.2.254/24", "fd00:2::ff/64");
    shield = simulation.shield("shield", mode(ShieldMode.PROXY));
    simulation.link(client, far);
    simulation.link(far, near, 1_300);
    simulation.link(near, shield);
    simulation.link(shield, server);
    listener = server.stack().tcpSocket();
    listener.bind(IpAddress.ANY, 80, now());
    listener.listen(5, now());
    TcpSocket socket = connect(v4);
    simulation.runFor(Duration.ofMillis(100));
    TcpSocket accepted = listener.accept(now());
    accepted.write(ByteBuffer.allocate(20_000), now());
    simulation.runFor(Duration.ofMillis(300));
    assertThat(socket.available()).isEqualTo(20_000);
    assertThat(near.count(SimRouter.Count.TOO_BIG)).isPositive();
  }

  // ---- trouble ----

  /** "Connected, but nobody is there": the client learns it by a reset. */
  @Test
  void aServerThatRefusesResetsAConnectedClient() {
    build(mode(ShieldMode.COOKIES));
    listener.close(now());
    TcpSocket socket = connect();
    simulation.runUntil(() -> socket.state() == State.ESTABLISHED, now() + SECOND);
    assertThat(socket.state()).isEqualTo(State.ESTABLISHED);
    simulation.runFor(Duration.ofMillis(100));
    assertThat(socket.takeError()).isEqualTo(Errno.ECONNRESET);
    assertThat(count(ShieldCount.SERVER_REFUSED)).isEqualTo(1);
  }

  /** SYNs at 0, 1, 3 and 7 s; given up at 15 s. */
  @Test
  void aServerThatIsSilentResetsAfterFifteenSeconds() {
    build(mode(ShieldMode.CACHE));
    server.crash();
    TcpSocket socket = connect();
    simulation.runFor(Duration.ofMillis(14_990));
    assertThat(socket.state()).isEqualTo(State.ESTABLISHED);
    simulation.runFor(Duration.ofMillis(100));
    assertThat(socket.takeError()).isEqualTo(Errno.ECONNRESET);
    assertThat(towardsServer.stream().filter(Packets.SYN)).hasSize(4);
    assertThat(shield.shield().status().translated()).isZero();
  }

  @ParameterizedTest
  @CsvSource({"CACHE", "COOKIES"})
  void eachLostSegmentOfBothHandshakesIsMadeUpFor(ShieldMode mode) {
    for (int lost = 1; lost <= 6; lost++) {
      ShieldTest run = new ShieldTest();
      run.build(mode(mode));
      run.outer.rule(Rule.drop().nth(lost, Packets.ANY));
      byte[] data = {1, 2, 3};
      assertThat(run.sent(run.connect(), data)).as("outer %d", lost).isEqualTo(data);
      run = new ShieldTest();
      run.build(mode(mode));
      run.inner.rule(Rule.drop().nth(lost, Packets.ANY));
      assertThat(run.sent(run.connect(), data)).as("inner %d", lost).isEqualTo(data);
    }
  }

  /** A SYN with the ports of an open connection goes nowhere, and the connection lives. */
  @Test
  void aSpoofedSynOnAnOpenConnectionIsDropped() {
    build(mode(ShieldMode.PROXY));
    TcpSocket socket = connect();
    simulation.runFor(Duration.ofMillis(200));
    int before = towardsServer.size();
    attacker.send(IpPackets.tcp(client.address(), server.address(), spoofed(socket.localPort())));
    simulation.runFor(Duration.ofMillis(10));
    assertThat(towardsServer).hasSize(before);
    assertThat(sent(socket, new byte[] {7})).containsExactly(7);
  }

  @Test
  void aCookieOpensOneConnection() {
    build(mode(ShieldMode.COOKIES));
    List<SimPacket> acks = new ArrayList<>();
    simulation.observe((packet, fate, at) -> {
      if (packet.from() == client && !packet.hasFlags(TcpFlags.SYN)) {
        acks.add(packet);
      }
    });
    TcpSocket socket = connect();
    simulation.runFor(Duration.ofMillis(200));
    byte[] ack = acks.getFirst().bytes();
    socket.linger(0);
    socket.close(now());
    simulation.runFor(Duration.ofSeconds(15)); // the shield has forgotten the connection
    assertThat(shield.shield().status().translated()).isZero();
    attacker.send(ack);
    simulation.runFor(Duration.ofMillis(200));
    assertThat(count(ShieldCount.COOKIES_VALID)).isEqualTo(1);
    assertThat(count(ShieldCount.COOKIES_INVALID)).isEqualTo(1);
    assertThat(server.stack().tcp().connectionCount()).isZero();
  }

  @Test
  void theSameFlowMayOpenAgainAfterItsEnd() {
    build(mode(ShieldMode.CACHE));
    TcpSocket first = connect();
    simulation.runFor(Duration.ofMillis(100));
    int port = first.localPort();
    listener.accept(now()).close(now());
    first.linger(0);
    first.close(now());
    simulation.runFor(Duration.ofMillis(100));
    TcpSocket second = client.stack().tcpSocket();
    second.bind(client.address(), port, now());
    second.connect(server.address(), 80, now());
    assertThat(sent(second, new byte[] {1, 2})).containsExactly(1, 2);
  }
}
