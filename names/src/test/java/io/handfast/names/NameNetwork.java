package io.handfast.names;

import io.handfast.names.message.DnsMessage;
import io.handfast.nio.HandfastSelectorProvider;
import io.handfast.nio.Hosts;
import io.handfast.nio.NetworkHost;
import io.handfast.sim.LiveSimulation;
import io.handfast.sim.Pace;
import io.handfast.sim.SimHost;
import io.handfast.sim.SimLink;
import io.handfast.sim.Simulation;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** A client, and name servers that answer as a test says, in virtual time. */
final class NameNetwork implements AutoCloseable {
  /** Nobody leaps over an answer whose thread waits for a core of a busy machine. */
  private static final Pace PATIENT = new Pace(1, true, Duration.ofMillis(250));

  static final String SERVER = "10.0.0.53";
  static final String SECOND = "10.0.0.54";

  /** Datagrams, or messages over TCP, for one question. */
  interface Script extends Function<DnsMessage, List<byte[]>> {}

  final SimLink link;
  final NetworkHost client;
  final SimHost clientHost;
  final List<DnsMessage> asked = new CopyOnWriteArrayList<>();
  final List<SocketAddress> askers = new CopyOnWriteArrayList<>();
  private final LiveSimulation live;
  private final NetworkHost server;
  private final NetworkHost second;

  NameNetwork() {
    Simulation simulation = new Simulation(1);
    clientHost = simulation.host("client", "10.0.0.1/24");
    SimHost ns = simulation.host("ns", SERVER + "/24");
    SimHost ns2 = simulation.host("ns2", SECOND + "/24");
    var lan = simulation.switchNode("lan");
    link = simulation.link(clientHost, lan);
    simulation.link(ns, lan);
    simulation.link(ns2, lan);
    live = new LiveSimulation(simulation, PATIENT);
    client = live.host(clientHost);
    server = live.host(ns);
    second = live.host(ns2);
  }

  ResolverBuilder resolver(String... more) {
    String text = "nameserver " + SERVER + "\n" + String.join("\n", more);
    return Resolver.of(client).conf(ResolvConf.parse(text)).random(new Random(7));
  }

  /** Virtual time passes. */
  void pass(long seconds) {
    live.leap(seconds * 1_000_000_000L);
  }

  long elapsedMillis() {
    return live.elapsed() / 1_000_000;
  }

  void answerUdp(Script script) throws IOException {
    answerUdp(server, SERVER, script);
  }

  void secondAnswersUdp(Script script) throws IOException {
    answerUdp(second, SECOND, script);
  }

  private void answerUdp(NetworkHost host, String address, Script script) throws IOException {
    DatagramChannel channel;
    try (Hosts.Scope _ = Hosts.enter(host)) {
      channel = new HandfastSelectorProvider().openDatagramChannel();
      channel.bind(new InetSocketAddress(address, 53));
      begin(() -> serve(channel, script));
    }
  }

  /** Until it waits for queries: virtual time does not know of a thread that never called. */
  private void begin(Runnable service) {
    int before = live.waiting();
    Thread.ofPlatform().daemon().start(service);
    while (live.waiting() <= before) {
      Thread.yield();
    }
  }

  private void serve(DatagramChannel channel, Script script) {
    try {
      ByteBuffer buffer = ByteBuffer.allocate(2_000);
      while (true) {
        SocketAddress from = channel.receive(buffer.clear());
        askers.add(from);
        DnsMessage query = parse(Arrays.copyOf(buffer.array(), buffer.position()));
        for (byte[] each : script.apply(query)) {
          channel.send(ByteBuffer.wrap(each), from);
        }
      }
    } catch (ClosedChannelException | IllegalStateException _) {
      // The test is over.
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private DnsMessage parse(byte[] bytes) {
    DnsMessage query = DnsMessage.parse(bytes);
    asked.add(query);
    return query;
  }

  void answerTcp(Script script) throws IOException {
    try (Hosts.Scope _ = Hosts.enter(server)) {
      ServerSocketChannel listener = new HandfastSelectorProvider().openServerSocketChannel();
      listener.bind(new InetSocketAddress(SERVER, 53));
      begin(() -> serve(listener, script));
    }
  }

  private void serve(ServerSocketChannel listener, Script script) {
    while (true) {
      try (SocketChannel channel = listener.accept()) {
        DataInputStream in = new DataInputStream(channel.socket().getInputStream());
        DataOutputStream out = new DataOutputStream(channel.socket().getOutputStream());
        while (true) {
          DnsMessage query = parse(in.readNBytes(in.readUnsignedShort()));
          for (byte[] each : script.apply(query)) {
            out.writeShort(each.length);
            out.write(each);
          }
        }
      } catch (ClosedChannelException | IllegalStateException _) {
        return;
      } catch (IOException _) {
        // The client is done with the connection.
      }
    }
  }

  @Override
  public void close() {
    live.close();
  }
}
