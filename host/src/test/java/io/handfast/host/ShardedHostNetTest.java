package io.handfast.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.handfast.event.Counter;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Two stacks on two queues of one TUN, against the kernel. */
@NetTest
class ShardedHostNetTest {
  private static final int CONNECTIONS = 60;

  /** The kernel looks every three seconds for flows that have been silent for three. */
  private static final long FORGETTING_MILLIS = 6_500;

  private final Sandbox sandbox = new Sandbox();
  private ShardedHost host;

  @AfterEach
  void letGo() {
    host.close();
    sandbox.close();
  }

  private void open(boolean offload) {
    host = sandbox.inside(() -> Sandbox.builder().offload(offload).openSharded(2));
  }

  private long opened(int shard, Counter counter) {
    return host.shards().get(shard).count(counter);
  }

  private static void echo(SocketChannel ours, Socket theirs, int value) throws IOException {
    theirs.getOutputStream().write(value);
    ByteBuffer one = ByteBuffer.allocate(1);
    assertThat(ours.read(one)).isEqualTo(1);
    ours.write(one.flip());
    assertThat(theirs.getInputStream().read()).isEqualTo(value);
  }

  @ParameterizedTest(name = "{0}, offload {1}")
  @CsvSource({"10.7.0.2, true", "10.7.0.2, false", "fd00::2, true"})
  void oneListenerAcceptsTheConnectionsOfBothStacks(String address, boolean offload)
      throws Exception {
    open(offload);
    try (ShardedListener listener = host.listen(0, 100)) {
      for (int i = 0; i < CONNECTIONS; i++) {
        try (Socket theirs = sandbox.connect(address, listener.port());
            SocketChannel ours = listener.accept()) {
          echo(ours, theirs, i);
        }
      }
    }
    assertThat(opened(0, Counter.TCP_PASSIVE_OPENS)).isBetween(10L, CONNECTIONS - 10L);
    assertThat(opened(0, Counter.TCP_PASSIVE_OPENS) + opened(1, Counter.TCP_PASSIVE_OPENS))
        .isEqualTo(CONNECTIONS);
    assertThat(host.handedOver()).isPositive();
  }

  /** After a pause the kernel chooses the queue by a hash of its own, not by what was sent. */
  @Test
  void connectionsOfOursLiveOnWhenTheKernelHasForgottenTheirQueue() throws Exception {
    open(true);
    List<SocketChannel> ours = new ArrayList<>();
    List<Socket> theirs = new ArrayList<>();
    try (ServerSocket server = sandbox.listen()) {
      for (int i = 0; i < 16; i++) {
        SocketChannel channel = host.openSocketChannel();
        channel.connect(new InetSocketAddress(Sandbox.KERNEL_V4, server.getLocalPort()));
        ours.add(channel);
        theirs.add(server.accept());
      }
      assertThat(opened(0, Counter.TCP_ACTIVE_OPENS)).isEqualTo(8);
      assertThat(opened(1, Counter.TCP_ACTIVE_OPENS)).isEqualTo(8);
      long before = host.handedOver();
      Thread.sleep(FORGETTING_MILLIS);
      for (int i = 0; i < 16; i++) {
        echo(ours.get(i), theirs.get(i), i);
      }
      assertThat(host.handedOver()).isGreaterThan(before);
    } finally {
      for (int i = 0; i < ours.size(); i++) {
        ours.get(i).close();
        theirs.get(i).close();
      }
    }
    assertThat(opened(0, Counter.TCP_OUT_RSTS) + opened(1, Counter.TCP_OUT_RSTS)).isZero();
  }
}
