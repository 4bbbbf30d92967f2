package io.handfast.names;

import io.handfast.names.LookupStep.Kind;
import io.handfast.names.message.DnsFormatException;
import io.handfast.names.message.DnsMessage;
import io.handfast.nio.HandfastSelectorProvider;
import io.handfast.nio.Hosts;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.random.RandomGenerator;

/** Queries to one server over TCP (RFC 7766), one after the other on one connection. */
final class TcpExchange {
  private static final int MAX_IGNORED = 16;

  private final NameServer server;
  private final Steps steps;
  private final RandomGenerator random;

  TcpExchange(NameServer server, Steps steps, RandomGenerator random) {
    this.server = server;
    this.steps = steps;
    this.random = random;
  }

  /**
   * Asks the queries that are open.
   *
   * @param timeoutMillis for connecting, and again for each answer
   * @throws SocketTimeoutException when the server does not answer in time
   * @throws IOException when the server cannot be reached or ends the connection
   */
  void run(List<Query> queries, int timeoutMillis) throws IOException {
    List<Query> open = queries.stream().filter(Query::isOpen).toList();
    if (open.isEmpty()) {
      return;
    }
    try (SocketChannel channel = open()) {
      Socket socket = channel.socket();
      socket.connect(new InetSocketAddress(server.inetAddress(), server.port()), timeoutMillis);
      socket.setSoTimeout(timeoutMillis);
      DataOutputStream out = new DataOutputStream(socket.getOutputStream());
      DataInputStream in = new DataInputStream(socket.getInputStream());
      for (Query each : open) {
        ask(each, in, out);
      }
    }
  }

  private SocketChannel open() throws IOException {
    try (Hosts.Scope _ = Hosts.enter(steps.host())) {
      return new HandfastSelectorProvider().openSocketChannel();
    }
  }

  private void ask(Query query, DataInputStream in, DataOutputStream out) throws IOException {
    byte[] message = query.prepare(random.nextInt(0x1_0000)).emit();
    byte[] framed = new byte[message.length + 2];
    framed[0] = (byte) (message.length >>> 8);
    framed[1] = (byte) message.length;
    System.arraycopy(message, 0, framed, 2, message.length);
    String text = query.question() + " to " + server + " over TCP";
    steps.tell(Kind.QUERY, NameCounter.TCP_QUERIES, text);
    out.write(framed);
    for (int i = 0; i < MAX_IGNORED && query.isOpen(); i++) {
      accept(query, in.readNBytes(in.readUnsignedShort()));
    }
  }

  private void accept(Query query, byte[] bytes) {
    try {
      DnsMessage message = DnsMessage.parse(bytes);
      Refusal refusal = query.judge(message);
      if (refusal == null) {
        query.accept(message);
      } else {
        steps.ignored(server, refusal);
      }
    } catch (DnsFormatException e) {
      steps.ignored(server, Refusal.MALFORMED);
    }
  }
}
