package io.handfast.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.handfast.buffer.Packet;
import io.handfast.event.Counter;
import io.handfast.event.Errno;
import io.handfast.ip.Prefix;
import io.handfast.secret.KeyedHash;
import io.handfast.stack.Link;
import io.handfast.stack.NetworkStack;
import io.handfast.stack.OutPacket;
import io.handfast.tcp.FlowKey;
import io.handfast.tcp.TcpConfig;
import io.handfast.tcp.TcpInfo;
import io.handfast.tcp.TcpSocket;
import io.handfast.wire.IpAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Two stacks with one address, and a device that sends every packet by a queue at random: worse
 * than any kernel does.
 */
class ShardSwitchTest {
  private static final int CONNECTIONS = 100;
  private static final int PORT = 80;
  private static final IpAddress OURS = IpAddress.parse("10.0.0.2");
  private static final IpAddress PEERS = IpAddress.parse("10.0.0.1");

  private final List<MemoryWire> wires = List.of(new MemoryWire(), new MemoryWire());
  private final ShardSwitch queues = new ShardSwitch(2, new KeyedHash(5, 6));
  private final List<NetworkStack> shards = new ArrayList<>();
  private final List<Link> links = new ArrayList<>();
  private final Link device = new RandomQueue();
  private final NetworkStack peer = stack("peer", 9, device, PEERS);
  private long now = 1_000_000_000L;

  /** The kernel's side of a device whose queues are the wires. */
  private final class RandomQueue implements Link {
    private final Random random = new Random(1);

    @Override
    public int mtu() {
      return 1_500;
    }

    @Override
    public Offload offload() {
      return Offload.FULL;
    }

    @Override
    public boolean send(OutPacket packet) {
      return wires.get(random.nextInt(2)).right().send(packet);
    }

    @Override
    public boolean receive(Packet into) {
      return wires.get(0).right().receive(into) || wires.get(1).right().receive(into);
    }

    @Override
    public void close() {}
  }

  @BeforeEach
  void join() {
    for (int i = 0; i < 2; i++) {
      Link link = queues.join(i, wires.get(i).left());
      links.add(link);
      NetworkStack shard = stack("shard " + i, 20 + i, link, OURS);
      shard.tcp().share(queues.share(i));
      shards.add(shard);
    }
  }

  private NetworkStack stack(String name, int key, Link link, IpAddress address) {
    NetworkStack stack = new NetworkStack(name, new KeyedHash(key, key), TcpConfig.LINUX, now);
    int index = stack.addInterface("queue", link);
    stack.addAddress(index, new Prefix(address, 24));
    return stack;
  }

  /** Until nothing has moved for some rounds: what a stack has for itself is not seen here. */
  private void settle() {
    int quiet = 0;
    while (quiet < 5) {
      now += 1_000_000;
      boolean moved = pump(peer, device);
      for (int i = 0; i < 2; i++) {
        moved |= pump(shards.get(i), links.get(i));
      }
      quiet = moved ? 0 : quiet + 1;
    }
  }

  private boolean pump(NetworkStack stack, Link link) {
    boolean moved = false;
    Packet packet = stack.pool().acquirePacket(65_535);
    while (link.receive(packet)) {
      stack.receive(1, packet, now);
      packet.release();
      packet = stack.pool().acquirePacket(65_535);
      moved = true;
    }
    packet.release();
    stack.poll(now);
    stack.flush(now);
    return moved;
  }

  private TcpSocket listen(NetworkStack stack) {
    TcpSocket listener = stack.tcpSocket();
    assertThat(listener.bind(IpAddress.ANY, PORT, now)).isZero();
    assertThat(listener.listen(1_000, now)).isZero();
    return listener;
  }

  private List<TcpSocket> acceptAll(TcpSocket listener) {
    return Stream.generate(() -> listener.accept(now)).takeWhile(each -> each != null).toList();
  }

  private TcpSocket connect(NetworkStack from, IpAddress to) {
    TcpSocket socket = from.tcpSocket();
    assertThat(socket.connect(to, PORT, now)).isEqualTo(Errno.EINPROGRESS.result());
    return socket;
  }

  private void echo(TcpSocket asks, TcpSocket answers, int number) {
    ByteBuffer question = ByteBuffer.allocate(4).putInt(number).flip();
    assertThat(asks.write(question, now)).isEqualTo(4);
    settle();
    ByteBuffer heard = ByteBuffer.allocate(4);
    assertThat(answers.read(heard, now)).isEqualTo(4);
    assertThat(heard.flip().getInt()).isEqualTo(number);
  }

  private long total(Counter counter) {
    return shards.stream().mapToLong(each -> each.counters().get(counter)).sum();
  }

  @Test
  void connectionsOfAPeerAreSpreadOverBothListenersAndNoPacketMisses() {
    List<TcpSocket> listeners = shards.stream().map(this::listen).toList();
    List<TcpSocket> clients = new ArrayList<>();
    for (int i = 0; i < CONNECTIONS; i++) {
      clients.add(connect(peer, OURS));
    }
    settle();
    List<TcpSocket> first = acceptAll(listeners.get(0));
    List<TcpSocket> second = acceptAll(listeners.get(1));
    assertThat(first.size() + second.size()).isEqualTo(CONNECTIONS);
    assertThat(first).hasSizeBetween(25, 75);

    List<TcpSocket> served = Stream.concat(first.stream(), second.stream()).toList();
    for (TcpSocket client : clients) {
      TcpSocket server =
          served.stream()
              .filter(each -> each.remotePort() == client.localPort())
              .findFirst()
              .orElseThrow();
      echo(client, server, client.localPort());
      echo(server, client, -1);
    }
    assertThat(queues.handedOver()).isGreaterThan(CONNECTIONS);
    assertThat(queues.dropped()).isZero();
    assertThat(total(Counter.TCP_OUT_RSTS)).isZero();
    assertThat(total(Counter.TCP_RETRANS_SEGS)).isZero();
  }

  @Test
  void eachStackTakesOnlyPortsWhoseFlowsAreItsOwn() {
    TcpSocket listener = listen(peer);
    List<TcpSocket> clients = new ArrayList<>();
    for (int i = 0; i < CONNECTIONS; i++) {
      clients.add(connect(shards.get(i % 2), PEERS));
    }
    settle();
    assertThat(acceptAll(listener)).hasSize(CONNECTIONS);
    for (int i = 0; i < CONNECTIONS; i++) {
      int port = clients.get(i).localPort();
      FlowKey flow = new FlowKey().set(OURS, port, PEERS, PORT);
      assertThat(queues.share(i % 2).isOurs(flow)).isTrue();
      assertThat(queues.share(1 - i % 2).isOurs(flow)).isFalse();
    }
    assertThat(clients.stream().map(TcpSocket::localPort).distinct()).hasSize(CONNECTIONS);
  }

  /** The end that closes first waits, in the stack that had the connection and nowhere else. */
  @Test
  void timeWaitStaysWhereTheConnectionWas() {
    TcpSocket listener = listen(peer);
    List<TcpSocket> clients = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      clients.add(connect(shards.get(i < 10 ? 0 : 1), PEERS));
    }
    settle();
    clients.forEach(each -> each.close(now));
    settle();
    acceptAll(listener).forEach(each -> each.close(now));
    settle();
    assertThat(shards.get(0).tcp().timeWaitCount()).isEqualTo(10);
    assertThat(shards.get(1).tcp().timeWaitCount()).isEqualTo(20);
    assertThat(shards.stream().flatMap(each -> each.sockets(now).stream()).map(TcpInfo::localPort))
        .doesNotHaveDuplicates();
  }

  @Test
  void aBoundPortWhoseFlowIsTheOthersIsRefusedWithTheReason() {
    int port = 40_000;
    while (queues.share(0).isOurs(new FlowKey().set(OURS, port, PEERS, PORT))) {
      port++;
    }
    TcpSocket socket = shards.get(0).tcpSocket();
    assertThat(socket.bind(OURS, port, now)).isZero();
    assertThat(socket.connect(PEERS, PORT, now)).isEqualTo(Errno.EADDRNOTAVAIL.result());
    assertThat(socket.errorDetail()).contains("another shard");
  }

  @Test
  void connectionsToOurselvesStayInOneStackWhateverTheirFlow() {
    TcpSocket listener = listen(shards.get(1));
    for (int i = 0; i < 20; i++) {
      connect(shards.get(1), OURS);
    }
    settle();
    assertThat(acceptAll(listener)).hasSize(20);
  }

  @Test
  void whoDoesNotFetchLosesPacketsAndTheyAreCounted() {
    NetworkStack sleeping = shards.get(1);
    for (int i = 0; i < 6 * ShardSwitch.INBOX; i++) {
      connect(peer, OURS);
      now += 1_000;
      pump(peer, device);
      pump(shards.get(0), links.get(0));
    }
    assertThat(queues.dropped()).isPositive();
    assertThat(sleeping.sockets(now)).isEmpty();
  }
}
