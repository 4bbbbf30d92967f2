package io.handfast.sim;

import static io.handfast.sim.Packets.DATA;
import static io.handfast.sim.Packets.SYN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.handfast.nio.Hosts;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a live simulation leaps over, and at what times things then happen. */
@Timeout(60)
class LiveTimeTest {
  private static final long SECOND = 1_000_000_000L;
  private static final InetSocketAddress SERVER = new InetSocketAddress("10.0.0.2", 80);

  private final Simulation simulation = new Simulation(1);
  private final SimHost client = simulation.host("client", "10.0.0.1/24");
  private final SimHost server = simulation.host("server", "10.0.0.2/24");
  private final SimLink link =
      simulation.link(client, server).impair(Impairment.NONE.withDelay(10_000_000));
  private final List<Long> sent = new ArrayList<>();
  private LiveSimulation live = new LiveSimulation(simulation);

  @AfterEach
  void close() {
    live.close();
  }

  private void noteWhenSent(java.util.function.Predicate<SimPacket> kind) {
    simulation.observe((packet, fate, at) -> {
      if (kind.test(packet)) {
        sent.add(packet.sentAt());
      }
    });
  }

  private Socket socket() throws Exception {
    return Hosts.call(live.host(client), SocketChannel::open).socket();
  }

  private ServerSocket listener() throws Exception {
    ServerSocket listener = Hosts.call(live.host(server), ServerSocketChannel::open).socket();
    listener.bind(SERVER);
    return listener;
  }

  /** Linux's four linear ones, then RFC 6298: at 0, 1, 2, 3, 4, 5, 7, 11, 19, 35 and 67 s. */
  @Test
  void retransmissionsComeAtTheirExactTimes() throws Exception {
    noteWhenSent(SYN);
    link.rule(Rule.drop().every(SYN));
    try (Socket socket = socket()) {
      assertThatThrownBy(() -> socket.connect(SERVER)).isInstanceOf(ConnectException.class);
    }
    assertThat(secondsBetween(sent))
        .containsExactly(1.0, 1.0, 1.0, 1.0, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0);
  }

  private static List<Double> secondsBetween(List<Long> times) {
    List<Double> gaps = new ArrayList<>();
    for (int i = 1; i < times.size(); i++) {
      gaps.add((times.get(i) - times.get(i - 1)) / (double) SECOND);
    }
    return gaps;
  }

  @Test
  void aConnectTimeoutIsLeaptTo() throws Exception {
    noteWhenSent(SYN);
    link.rule(Rule.drop().every(SYN));
    try (Socket socket = socket()) {
      assertThatThrownBy(() -> socket.connect(SERVER, 10_500))
          .isInstanceOf(SocketTimeoutException.class);
    }
    assertThat(sent).hasSize(7); // at 0, 1, 2, 3, 4, 5 and 7 s; the next one would be at 11 s
  }

  @Test
  void theTimeoutOfAReadIsLeaptToWhenNothingElseGoesOn() throws Exception {
    try (ServerSocket listener = listener();
        Socket socket = socket()) {
      socket.connect(SERVER, 1_000);
      socket.setSoTimeout(3_600_000);
      assertThatThrownBy(() -> socket.getInputStream().read())
          .isInstanceOf(SocketTimeoutException.class);
      assertThat(live.elapsed()).isGreaterThanOrEqualTo(3_600 * SECOND);
    }
  }

  /** A thread that computes may be about to answer. */
  @Test
  void theTimeoutOfAReadIsNotLeaptToWhileACallerComputes() throws Exception {
    try (ServerSocket listener = listener();
        Socket socket = socket()) {
      Thread.ofPlatform().start(() -> answerAfterComputing(listener));
      socket.connect(SERVER, 10_000);
      socket.setSoTimeout(3_600_000);
      assertThat(socket.getInputStream().read()).isEqualTo(7);
    }
  }

  private static void answerAfterComputing(ServerSocket listener) {
    try (Socket accepted = listener.accept()) {
      long end = System.nanoTime() + 300_000_000;
      while (System.nanoTime() < end) {
        Thread.onSpinWait();
      }
      accepted.getOutputStream().write(7);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void whatIsDueDuringALeapHappensAtItsTime() throws Exception {
    noteWhenSent(DATA);
    try (ServerSocket listener = listener();
        Socket socket = socket()) {
      socket.connect(SERVER);
      live.change(() -> link.rule(Rule.drop().every(DATA)));
      long before = live.elapsed();
      socket.getOutputStream().write(1);
      live.leap(10 * SECOND);
      assertThat(live.elapsed() - before).isGreaterThanOrEqualTo(10 * SECOND);
    }
    // The first repetition is the probe of RFC 8985; behind it timeouts double (RFC 6298).
    List<Double> gaps = secondsBetween(sent.subList(1, sent.size()));
    assertThat(gaps).hasSizeGreaterThanOrEqualTo(3);
    for (int i = 1; i < gaps.size(); i++) {
      assertThat(gaps.get(i)).isEqualTo(2 * gaps.get(i - 1));
    }
  }

  @Test
  void anInterventionComesAtItsTimeAndNotBefore() throws Exception {
    noteWhenSent(SYN);
    live.change(() -> {
      link.partitioned(true);
      simulation.after(3 * SECOND + SECOND / 2, () -> link.partitioned(false));
    });
    try (ServerSocket listener = listener();
        Socket socket = socket()) {
      socket.connect(SERVER);
      assertThat(sent).hasSize(5); // at 0, 1, 2, 3 and, mended, 4 s
      live.change(() -> simulation.after(60 * SECOND, server::reboot));
      live.change(() -> simulation.after(61 * SECOND, client::reboot));
      assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(SocketException.class);
      assertThat(live.elapsed()).isGreaterThanOrEqualTo(65 * SECOND);
      assertThat(listener.isBound()).isTrue();
    }
  }

  @Test
  void withoutLeapsTimeoutsTakeTheirTime() throws Exception {
    live.close();
    live = new LiveSimulation(simulation, Pace.scaled(100));
    noteWhenSent(SYN);
    link.rule(Rule.drop().every(SYN));
    long before = System.nanoTime();
    try (Socket socket = socket()) {
      assertThatThrownBy(() -> socket.connect(SERVER, 20_000))
          .isInstanceOf(SocketTimeoutException.class);
    }
    assertThat(System.nanoTime() - before).isGreaterThanOrEqualTo(200_000_000);
    assertThat(sent.size()).isBetween(2, 11); // by real threads, a hundred times too fast
  }

  @Test
  void afterTheEndNothingHangs() throws Exception {
    Socket early = socket();
    Socket open = socket();
    try (ServerSocket listener = listener()) {
      open.connect(SERVER);
      live.close();
    }
    assertThatThrownBy(() -> open.getInputStream().read()).isInstanceOf(SocketException.class);
    assertThatThrownBy(() -> early.connect(SERVER))
        .hasMessageContaining("the simulation of host client is over");
    assertThat(Duration.ofNanos(simulation.elapsed())).isPositive();
  }
}
