package io.handfast.names;

import io.handfast.names.LookupStep.Kind;
import io.handfast.names.message.DnsFormatException;
import io.handfast.names.message.DnsMessage;
import io.handfast.nio.HandfastSelectorProvider;
import io.handfast.nio.Hosts;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Queries to one server over UDP, each under a random id, all from one random port. The socket is
 * connected, so that the stack passes on datagrams from that server only and a closed port is known
 * at once.
 */
final class UdpExchange {
  private static final long MILLI = 1_000_000L;

  private final NameServer server;
  private final Steps steps;
  private final RandomGenerator random;
  private final byte[] buffer = new byte[0xffff];

  UdpExchange(NameServer server, Steps steps, RandomGenerator random) {
    this.server = server;
    this.steps = steps;
    this.random = random;
  }

  /**
   * Sends the queries that are open and waits for their answers; a truncated one is accepted as it
   * is. Those not answered in time stay open.
   *
   * @throws IOException when the server cannot be reached
   */
  void run(List<Query> queries, long timeoutNanos) throws IOException {
    List<Query> open = queries.stream().filter(Query::isOpen).toList();
    try (DatagramChannel channel = open()) {
      for (Query each : open) {
        send(channel, each);
      }
      long deadline = steps.now() + timeoutNanos;
      while (open.stream().anyMatch(Query::isOpen) && receive(channel, deadline)) {
        handle(open);
      }
    }
  }

  private int received;

  private DatagramChannel open() throws IOException {
    try (Hosts.Scope _ = Hosts.enter(steps.host())) {
      DatagramChannel channel = new HandfastSelectorProvider().openDatagramChannel();
      return channel.connect(new InetSocketAddress(server.inetAddress(), server.port()));
    }
  }

  private void send(DatagramChannel channel, Query query) throws IOException {
    byte[] message = query.prepare(random.nextInt(0x1_0000)).emit();
    String text = query.question() + " to " + server + " over UDP";
    steps.tell(Kind.QUERY, NameCounter.UDP_QUERIES, text);
    channel.write(ByteBuffer.wrap(message));
  }

  /** False when the time is over. */
  private boolean receive(DatagramChannel channel, long deadline) throws IOException {
    long left = deadline - steps.now();
    if (left <= 0) {
      return false;
    }
    channel.socket().setSoTimeout((int) ((left + MILLI - 1) / MILLI));
    DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
    try {
      channel.socket().receive(packet);
      received = packet.getLength();
      return true;
    } catch (SocketTimeoutException _) {
      return false;
    }
  }

  private void handle(List<Query> queries) {
    DnsMessage message;
    try {
      message = DnsMessage.parse(Arrays.copyOf(buffer, received));
    } catch (DnsFormatException e) {
      steps.ignored(server, Refusal.MALFORMED);
      return;
    }
    Refusal refusal = Refusal.OTHER_ID;
    for (Query each : queries) {
      Refusal verdict = each.isOpen() ? each.judge(message) : Refusal.OTHER_ID;
      if (verdict == null) {
        each.accept(message);
        return;
      }
      refusal = verdict == Refusal.OTHER_ID ? refusal : verdict;
    }
    steps.ignored(server, refusal);
  }
}
