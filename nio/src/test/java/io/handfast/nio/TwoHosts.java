package io.handfast.nio;

import io.handfast.event.Counter;
import java.net.InetSocketAddress;

/** Two hosts joined by a wire; the client is the default host. */
final class TwoHosts implements AutoCloseable {
  private static final String SERVER = "10.0.0.2";

  final TestHost client;
  final TestHost server;

  TwoHosts() {
    TestWire left = new TestWire();
    TestWire right = new TestWire();
    TestWire.join(left, right);
    client = new TestHost("client", "10.0.0.1", left);
    server = new TestHost("server", SERVER, right);
    Hosts.setDefault(client);
    Hosts.register(server);
  }

  /** IP packets that a host has received so far. */
  static long packetsTo(TestHost host) {
    return host.counter(Counter.IP_IN_RECEIVES);
  }

  InetSocketAddress serverAddress(int port) {
    return new InetSocketAddress(SERVER, port);
  }

  /** An address of the same net where nobody is. */
  InetSocketAddress silentAddress() {
    return new InetSocketAddress("10.0.0.9", 80);
  }

  @Override
  public void close() {
    Hosts.unregister(client);
    Hosts.unregister(server);
    client.close();
    server.close();
  }
}
