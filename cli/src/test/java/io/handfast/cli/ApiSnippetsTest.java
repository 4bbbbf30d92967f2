package io.handfast.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.handfast.event.Counter;
import io.handfast.event.EventType;
import io.handfast.event.Events;
import io.handfast.host.Host;
import io.handfast.host.gateway.Gateway;
import io.handfast.host.gateway.GatewayConfig;
import io.handfast.ip.Prefix;
import io.handfast.names.Lookup;
import io.handfast.nio.ChannelInfo;
import io.handfast.nio.Hosts;
import io.handfast.nio.JavaNet;
import io.handfast.nio.Routing;
import io.handfast.observe.Observation;
import io.handfast.sim.Impairment;
import io.handfast.sim.LiveSimulation;
import io.handfast.sim.Packets;
import io.handfast.sim.Rule;
import io.handfast.sim.SimHost;
import io.handfast.sim.SimLink;
import io.handfast.sim.Simulation;
import io.handfast.stack.Link;
import io.handfast.stack.LinkDecorator;
import io.handfast.stack.OutPacket;
import io.handfast.tcp.TcpConfig;
import io.handfast.tcp.TcpInfo;
import io.handfast.tcp.TcpSocket;
import io.handfast.tcp.Tunable;
import io.handfast.trace.CapturedPacket;
import io.handfast.trace.PacketLine;
import io.handfast.trace.PcapReader;
import io.handfast.wire.IpAddress;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.SelectorProvider;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The snippets of docs/api.md: all compiled, those that need no device run. */
@Timeout(60)
class ApiSnippetsTest {
  private final List<String> said = new ArrayList<>();

  private static Host alone() {
    return Host.builder().tun("none").address("10.7.0.2/24").open();
  }

  // Compiled only: they need root and a TUN, as HostNetTest, GatewayNetTest and AgentNetTest have.

  void aHostOnATun() throws IOException {
    try (Host host = Host.builder().tun("hf0").address("10.7.0.2/24").open();
        ServerSocket listener = host.serverSocketFactory().createServerSocket(80);
        Socket peer = listener.accept()) {
      peer.getOutputStream().write("hello\n".getBytes(UTF_8));
    }
  }

  void theWholeJvm() throws IOException {
    Host host = Host.builder().tun("hf0").address("10.7.0.2/24").open();
    host.makeDefault();
    JavaNet.install();
  }

  void aGateway(Host host) {
    try (Gateway gateway = Gateway.start(host, GatewayConfig.STANDARD)) {
      System.out.println(gateway.statistics());
    }
  }

  void names(Host host) throws IOException {
    Lookup found = host.resolver().lookup("www.example.org");
    System.out.println(found.addresses() + " from " + found.source());
  }

  void routing() {
    Routing.set(List.of(Prefix.parse("10.0.0.0/8")), true);
  }

  @Test
  void channelsOfAHost() throws IOException {
    try (Host host = alone()) {
      SelectorProvider provider = host.selectorProvider();
      try (ServerSocketChannel listener = provider.openServerSocketChannel();
          SocketChannel client = provider.openSocketChannel();
          DatagramChannel datagrams = provider.openDatagramChannel();
          Selector selector = provider.openSelector()) {
        listener.bind(new InetSocketAddress("10.7.0.2", 80));
        client.connect(new InetSocketAddress("10.7.0.2", 80));
        client.write(ByteBuffer.wrap("hello\n".getBytes(UTF_8)));
        assertThat(datagrams.isOpen() && selector.isOpen()).isTrue();
      }
    }
  }

  @Test
  void whereAThreadIs() throws Exception {
    try (Host host = alone()) {
      Hosts.run(
          host,
          () -> {
            // channels opened in here, and by threads made in here, are the host's
            said.add(Hosts.current().orElseThrow().name());
          });
    }
    assertThat(said).containsExactly("none");
  }

  @Test
  void settings() {
    TcpConfig config =
        TcpConfig.LINUX.with(Tunable.TCP_SYN_RETRIES, 3).with(Tunable.TCP_KEEPALIVE_TIME, 60);
    try (Host host =
        Host.builder()
            .tun("none")
            .address("10.7.0.2/24")
            .config(config)
            .sysctl("net.ipv4.tcp_retries2=8")
            .open()) {
      assertThat(host.stack().tcp().config().get(Tunable.TCP_RETRIES2)).isEqualTo(8);
      assertThat(host.stack().tcp().config().get(Tunable.TCP_SYN_RETRIES)).isEqualTo(3);
    }
  }

  @Test
  void looking() throws IOException {
    try (Host host = alone();
        ServerSocketChannel channel = host.selectorProvider().openServerSocketChannel()) {
      channel.bind(new InetSocketAddress("10.7.0.2", 80));
      for (TcpInfo each : host.sockets()) {
        System.out.println(each.state() + " " + each.local() + ":" + each.localPort());
      }
      long retransmitted = host.count(Counter.TCP_RETRANS_SEGS);
      Optional<TcpInfo> one = ChannelInfo.of(channel);
      assertThat(retransmitted).isZero();
      assertThat(one).isPresent();
    }
  }

  @Test
  void events() {
    try (Host host = alone()) {
      host.driver().lock();
      try {
        host.stack()
            .events()
            .subscribe(
                Events.ALL,
                (now, type, reason, connection, a, b) -> {
                  if (type == EventType.RETRANSMITTED) {
                    said.add(connection + ": " + reason.english());
                  }
                });
      } finally {
        host.driver().unlock();
      }
    }
  }

  @Test
  void observing() {
    try (Host host = alone()) {
      try (Observation shown = Observation.of(host)) {
        assertThat(shown).isNotNull();
      }
    }
  }

  @Test
  void aSimulation() {
    Simulation simulation = new Simulation(7);
    SimHost client = simulation.host("client", "10.0.0.1/24");
    SimHost server = simulation.host("server", "10.0.0.2/24");
    SimLink link =
        simulation
            .link(client, server)
            .impair(Impairment.NONE.withDelay(Duration.ofMillis(20)).withLoss(0.1));
    link.rule(Rule.drop().first(Packets.SYN_ACK));

    TcpSocket listener = server.stack().tcpSocket();
    listener.bind(IpAddress.ANY, 80, simulation.now());
    listener.listen(128, simulation.now());
    TcpSocket socket = client.stack().tcpSocket();
    socket.connect(server.address(), 80, simulation.now());
    simulation.runFor(Duration.ofSeconds(5));
    System.out.println(socket.state());
    assertThat(socket.state()).isEqualTo(io.handfast.tcp.State.ESTABLISHED);
  }

  @Test
  void aSimulationForPrograms() throws Exception {
    Simulation simulation = new Simulation(7);
    SimHost client = simulation.host("client", "10.0.0.1/24");
    SimHost server = simulation.host("server", "10.0.0.2/24");
    simulation.link(client, server);
    try (LiveSimulation live = new LiveSimulation(simulation);
        ServerSocket listener = live.host(server).serverSocketFactory().createServerSocket(80);
        Socket socket = live.host(client).socketFactory().createSocket("10.0.0.2", 80);
        Socket accepted = listener.accept()) {
      live.leap(Duration.ofHours(3).toNanos());
      said.add(socket.isConnected() + " " + accepted.isConnected());
    }
    assertThat(said).containsExactly("true true");
  }

  @Test
  void captures(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("talk.pcapng");
    try (Host host = Host.builder().tun("none").address("10.7.0.2/24").capture(file).open()) {
      assertThat(host.addresses()).hasSize(1);
    }
    java.nio.file.Files.write(file, pcapOfOnePacket());
    PacketLine lines = PacketLine.relative();
    for (CapturedPacket each : PcapReader.readAll(file)) {
      int start = each.ipOffset();
      if (start >= 0) {
        int length = (int) each.data().byteSize() - start;
        said.add(lines.of(each.data(), start, length));
      }
    }
    assertThat(said).hasSize(1);
  }

  /** A classic capture with link type RAW (101): one ICMP echo request of 28 bytes. */
  private static byte[] pcapOfOnePacket() {
    ByteBuffer file = ByteBuffer.allocate(24 + 16 + 28);
    file.putInt(0xa1b2c3d4).putShort((short) 2).putShort((short) 4).putLong(0);
    file.putInt(65_535).putInt(101);
    file.putInt(0).putInt(0).putInt(28).putInt(28);
    file.putInt(0x4500001c).putInt(0).putInt(0x40010000).putInt(0x0a000001).putInt(0x0a000002);
    file.putInt(0x08000000).putInt(0);
    return file.array();
  }

  // A link of one's own: every second packet is lost.
  static final class Halver extends LinkDecorator {
    private int sent;

    Halver(Link below) {
      super(below);
    }

    @Override
    public boolean send(OutPacket packet) {
      return ++sent % 2 == 0 || super.send(packet);
    }
  }

  void aLinkOfOnesOwn() {
    Host.builder().tun("hf0").decorate(Halver::new).open();
  }
}
