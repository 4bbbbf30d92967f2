package io.handfast.host;

import static io.handfast.host.Sandbox.STACK_V4;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.handfast.event.Counter;
import io.handfast.nio.HandfastSelectorProvider;
import io.handfast.nio.Hosts;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * ACKs, retransmissions and other people's reads do not depend on what one thread of the
 * application does: it may compute, or be interrupted while it drives.
 */
@NetTest
class NobodyDrivesNetTest {
  private static final int OTHERS = 100;

  private final HandfastSelectorProvider provider = new HandfastSelectorProvider();
  private final Sandbox sandbox = new Sandbox();

  @AfterEach
  void letGo() {
    sandbox.close();
  }

  @Test
  void theKernelGetsItsAcksWhileTheApplicationComputesForTenSeconds() throws Exception {
    ServerSocketChannel listener = listen(sandbox.open(true));
    FutureTask<Integer> server =
        start(() -> {
          try (SocketChannel channel = listener.accept()) {
            compute(10);
            return readToEnd(channel);
          }
        });

    int sent = 0;
    int late = 0;
    try (Socket client = sandbox.connect(STACK_V4, 7)) {
      OutputStream out = client.getOutputStream();
      for (; sent < 40 * 1_000; sent += 1_000) {
        out.write(new byte[1_000]);
        Thread.sleep(120); // three times the longest delay of an ACK
        late += seenByTheKernel().contains(" unacked:") ? 1 : 0;
      }
      Thread.sleep(120);
      String end = seenByTheKernel();
      assertThat(end).contains("bytes_acked:").doesNotContain(" retrans:", " unacked:");
      assertThat(late).isLessThan(4); // a busy machine may delay any thread now and then
    }
    assertThat(server.get(20, TimeUnit.SECONDS)).isEqualTo(sent);
  }

  private String seenByTheKernel() {
    return sandbox.run("ss", "-Htin", "dst", STACK_V4).output();
  }

  @Test
  void whatWeSentIsRetransmittedOnScheduleWhileTheApplicationComputes() throws Exception {
    assumeTrue(sandbox.run("sh", "-c", "command -v nft").code() == 0, "needs nft");
    Host host = sandbox.open(true);
    ServerSocketChannel listener = listen(host);
    FutureTask<Long> server =
        start(() -> {
          try (SocketChannel channel = listener.accept()) {
            channel.read(ByteBuffer.allocate(1));
            long before = retransmissions(host);
            channel.write(ByteBuffer.wrap(new byte[5_000]));
            compute(2);
            return retransmissions(host) - before;
          }
        });

    try (Socket client = sandbox.connect(STACK_V4, 7)) {
      nft("add table ip deaf");
      nft("add chain ip deaf in { type filter hook input priority 0 ; }");
      nft("add rule ip deaf in ip saddr " + STACK_V4 + " tcp sport 7 drop");
      client.getOutputStream().write(1);
      // 200 ms after the first copy, then doubled: 0.2, 0.6, 1.4 s; the next is due at 3.0 s.
      assertThat(server.get(20, TimeUnit.SECONDS)).isBetween(3L, 4L);
      nft("delete table ip deaf");
      assertThat(client.getInputStream().readAllBytes()).hasSize(5_000);
    }
  }

  @Test
  void theDriverIsInterruptedAndAHundredOthersStillGetTheirBytes() throws Exception {
    ServerSocketChannel listener = listen(sandbox.open(true));
    List<Socket> clients = new ArrayList<>();
    List<FutureTask<Integer>> readers = new ArrayList<>();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i <= OTHERS; i++) {
      clients.add(sandbox.connect(STACK_V4, 7));
      SocketChannel channel = listener.accept();
      FutureTask<Integer> reader = new FutureTask<>(() -> echoUntilZero(channel));
      readers.add(reader);
      threads.add(Thread.ofPlatform().daemon().start(reader));
    }

    int driver = awaitDriver(clients.getFirst(), threads);
    threads.get(driver).interrupt();

    assertThatThrownBy(() -> readers.get(driver).get(10, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(ClosedByInterruptException.class);
    for (int i = 0; i <= OTHERS; i++) {
      if (i != driver) {
        clients.get(i).getOutputStream().write(0);
        assertThat(readers.get(i).get(10, TimeUnit.SECONDS)).isZero();
      }
    }
    for (Socket client : clients) {
      client.close();
    }
  }

  /** Asks and answers on one connection until its reader sits in poll(2) for all of them. */
  private static int awaitDriver(Socket client, List<Thread> threads) throws Exception {
    for (int attempt = 0; attempt < 10_000; attempt++) {
      client.getOutputStream().write(1);
      client.getInputStream().read();
      if (attempt % 100 != 99) {
        continue;
      }
      Thread.sleep(2); // the answer is here before the reader that gave it waits again
      for (int i = 0; i < threads.size(); i++) {
        boolean polls =
            Arrays.stream(threads.get(i).getStackTrace())
                .anyMatch(frame -> frame.getClassName().endsWith(".Poller"));
        if (polls) {
          return i;
        }
      }
    }
    throw new AssertionError("no reader drives");
  }

  private static int echoUntilZero(SocketChannel channel) throws Exception {
    ByteBuffer one = ByteBuffer.allocate(1);
    while (channel.read(one.clear()) == 1 && one.get(0) != 0) {
      channel.write(one.flip());
    }
    return one.get(0);
  }

  private ServerSocketChannel listen(Host host) throws Exception {
    ServerSocketChannel listener = Hosts.call(host, provider::openServerSocketChannel);
    return listener.bind(new InetSocketAddress(7), 128);
  }

  private static <T> FutureTask<T> start(Callable<T> task) {
    FutureTask<T> future = new FutureTask<>(task);
    Thread.ofPlatform().daemon().start(future);
    return future;
  }

  /** Keeps a processor busy without a look at the network. */
  private static void compute(int seconds) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    while (System.nanoTime() < end) {
      Thread.onSpinWait();
    }
  }

  private static int readToEnd(SocketChannel channel) throws Exception {
    ByteBuffer buffer = ByteBuffer.allocate(65_536);
    int total = 0;
    for (int count = channel.read(buffer); count >= 0; count = channel.read(buffer.clear())) {
      total += count;
    }
    return total;
  }

  private static long retransmissions(Host host) {
    host.driver().lock();
    try {
      return host.stack().counters().get(Counter.TCP_RETRANS_SEGS);
    } finally {
      host.driver().unlock();
    }
  }

  private void nft(String rule) {
    Sandbox.Outcome outcome = sandbox.run("nft", rule);
    assertThat(outcome.output()).isEmpty();
    assertThat(outcome.code()).isZero();
  }
}
