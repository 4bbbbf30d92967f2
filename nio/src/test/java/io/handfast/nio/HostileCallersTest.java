package io.handfast.nio;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Many threads that do what the specification allows, at the worst time. */
class HostileCallersTest extends NetworkTest {
  /** A call under way, whose outcome is what it returned or threw. */
  private record Call(Thread thread, FutureTask<Object> outcome) {
    static Call in(boolean virtual, Callable<?> body) {
      FutureTask<Object> task = new FutureTask<>(() -> returnedOrThrown(body));
      return new Call(
          virtual ? Thread.ofVirtual().start(task) : Thread.ofPlatform().daemon().start(task),
          task);
    }

    private static Object returnedOrThrown(Callable<?> body) {
      try {
        return body.call();
      } catch (Exception e) {
        return e;
      }
    }

    /** True while the thread is the one that drives a host. */
    boolean drives() {
      return Arrays.stream(thread.getStackTrace())
          .anyMatch(frame ->
              frame.getClassName().equals(TestHost.class.getName())
                  && frame.getMethodName().equals("block"));
    }
  }

  @Test
  void whoeverDrivesIsInterruptedAndTheOthersStillRead() throws Exception {
    List<Pair> pairs = new ArrayList<>();
    List<Call> reads = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      Pair pair = connect();
      pairs.add(pair);
      reads.add(Call.in(i % 4 == 0, () -> readText(pair.client(), 1)));
    }
    for (Call read : reads) {
      untilWaiting(read.thread());
    }
    Set<Call> interrupted = new HashSet<>();
    for (int round = 0; round < 20; round++) {
      net.client.driver().lock(); // a call like any other, which makes waiting threads look around
      net.client.driver().unlock();
      Call victim =
          reads.stream()
              .filter(c -> !interrupted.contains(c) && c.drives())
              .findFirst()
              .orElse(reads.get(4 * round + 1));
      interrupted.add(victim);
      victim.thread().interrupt();
      assertThat(victim.outcome().get()).isInstanceOf(ClosedByInterruptException.class);
    }
    for (int i = 0; i < pairs.size(); i++) {
      if (!interrupted.contains(reads.get(i))) {
        pairs.get(i).server().write(bytes("x"));
      }
    }
    for (Call read : reads) {
      if (!interrupted.contains(read)) {
        assertThat(read.outcome().get()).isEqualTo("x");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aCloseEndsFiftyWritersWithFullWindows(boolean virtual) throws Exception {
    List<Pair> pairs = new ArrayList<>();
    List<Call> writes = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      Pair pair = connect();
      pairs.add(pair);
      writes.add(Call.in(virtual, () -> writeForEver(pair.client())));
    }
    for (Call write : writes) {
      untilWaiting(write.thread());
    }
    for (Pair pair : pairs) {
      pair.client().close();
    }
    for (Call write : writes) {
      assertThat(write.outcome().get()).isInstanceOf(ClosedChannelException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aCloseEndsFiftyWritersOfOneChannel(boolean virtual) throws Exception {
    Pair pair = connect();
    List<Call> writes = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      writes.add(Call.in(virtual, () -> writeForEver(pair.client())));
    }
    for (Call write : writes) {
      untilWaiting(write.thread());
    }
    pair.client().close();
    for (Call write : writes) {
      assertThat(write.outcome().get()).isInstanceOf(ClosedChannelException.class);
    }
  }

  /** On a virtual thread one write may take a part only. */
  private static int writeAll(SocketChannel channel, ByteBuffer all) throws IOException {
    while (all.hasRemaining()) {
      channel.write(all);
    }
    return all.position();
  }

  private static Void writeForEver(SocketChannel channel) throws IOException {
    ByteBuffer much = ByteBuffer.allocate(1 << 16);
    while (true) {
      channel.write(much.clear());
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aPeerThatReadsAgainWakesFiftyWriters(boolean virtual) throws Exception {
    int size = 1 << 19;
    List<Pair> pairs = new ArrayList<>();
    List<Call> writes = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      Pair pair = connect();
      pairs.add(pair);
      writes.add(Call.in(virtual, () -> writeAll(pair.client(), ByteBuffer.allocate(size))));
    }
    List<Call> reads = new ArrayList<>();
    for (Pair pair : pairs) {
      reads.add(
          Call.in(
              !virtual,
              () -> {
                ByteBuffer all = ByteBuffer.allocate(size);
                while (all.hasRemaining() && pair.server().read(all) >= 0) {}
                return all.position();
              }));
    }
    for (int i = 0; i < pairs.size(); i++) {
      assertThat(writes.get(i).outcome().get()).isEqualTo(size);
      assertThat(reads.get(i).outcome().get()).isEqualTo(size);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aCloseEndsFiftyAcceptsOfOneListener(boolean virtual) throws Exception {
    ServerSocketChannel listener = listen();
    List<Call> accepts = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      accepts.add(Call.in(virtual, listener::accept));
    }
    for (Call accept : accepts) {
      untilWaiting(accept.thread());
    }
    listener.close();
    for (Call accept : accepts) {
      assertThat(accept.outcome().get()).isInstanceOf(ClosedChannelException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aConnectIsClosedAtAnyMoment(boolean virtual) throws Exception {
    Random random = new Random(5);
    try (ServerSocketChannel listener = listen()) {
      InetSocketAddress address = addressOf(listener);
      for (int i = 0; i < 300; i++) {
        SocketChannel channel = provider.openSocketChannel();
        boolean interrupt = i % 2 == 0;
        Call connect = Call.in(virtual, () -> channel.connect(address));
        pause(random.nextInt(200_000));
        if (interrupt) {
          connect.thread().interrupt();
        } else {
          channel.close();
        }
        Object outcome = connect.outcome().get();
        if (outcome instanceof Exception) {
          assertThat(outcome).isInstanceOf(ClosedChannelException.class);
          until(() -> !channel.isOpen());
        } else {
          assertThat(outcome).isEqualTo(true);
        }
        channel.close();
      }
    }
  }

  private static void pause(int nanos) {
    long end = System.nanoTime() + nanos;
    while (System.nanoTime() < end) {
      Thread.onSpinWait();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aReceiveIsClosedAtAnyMoment(boolean virtual) throws Exception {
    Random random = new Random(6);
    for (int i = 0; i < 300; i++) {
      DatagramChannel channel = provider.openDatagramChannel();
      Call receive = Call.in(virtual, () -> channel.receive(ByteBuffer.allocate(10)));
      pause(random.nextInt(100_000));
      if (i % 2 == 0) {
        receive.thread().interrupt();
      } else {
        channel.close();
      }
      assertThat(receive.outcome().get()).isInstanceOf(ClosedChannelException.class);
    }
  }

  /** Each wake-up is answered before the next one comes, so none may be lost. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void noWakeUpOfASelectorIsLost(boolean virtual) throws Exception {
    try (Pair pair = connect();
        Selector selector = provider.openSelector()) {
      pair.client().configureBlocking(false);
      pair.client().register(selector, SelectionKey.OP_READ);
      AtomicInteger returned = new AtomicInteger();
      Call selecting =
          Call.in(
              virtual,
              () -> {
                while (returned.get() < 2_000) {
                  selector.select();
                  returned.incrementAndGet();
                }
                return null;
              });
      for (int i = 0; i < 2_000; i++) {
        int before = i;
        until(() -> returned.get() >= before);
        selector.wakeup();
      }
      assertThat(selecting.outcome().get()).isNull();
    }
  }

  @Test
  void fiveThousandKeysAreCancelledAndRegisteredWhileOneThreadSelects() throws Exception {
    int channels = 5_000;
    try (Selector selector = provider.openSelector();
        DatagramChannel sender = provider.openDatagramChannel()) {
      List<DatagramChannel> receivers = new ArrayList<>();
      for (int i = 0; i < channels; i++) {
        DatagramChannel receiver =
            provider.openDatagramChannel().bind(net.serverAddress(10_000 + i));
        receiver.configureBlocking(false);
        receiver.register(selector, SelectionKey.OP_READ, i);
        receivers.add(receiver);
      }
      Set<Integer> received = ConcurrentHashMap.newKeySet();
      AtomicBoolean done = new AtomicBoolean();
      Call selecting =
          Call.in(
              false,
              () -> {
                ByteBuffer buffer = ByteBuffer.allocate(10);
                while (!done.get()) {
                  selector.select(key -> take(key, buffer, received));
                }
                return "done";
              });
      List<Call> troublemakers = new ArrayList<>();
      for (int t = 0; t < 4; t++) {
        Random random = new Random(t);
        List<DatagramChannel> mine = receivers.subList(t * 1_250, (t + 1) * 1_250);
        int first = t * 1_250;
        troublemakers.add(Call.in(t % 2 == 0, () -> trouble(selector, mine, first, random)));
      }
      for (int i = 0; i < 2_000; i++) {
        sender.send(bytes("early"), net.serverAddress(10_000 + i));
      }
      for (Call troublemaker : troublemakers) {
        assertThat(troublemaker.outcome().get()).isEqualTo("ok");
      }
      for (int i = 0; i < channels; i++) {
        sender.send(bytes("late"), net.serverAddress(10_000 + i));
      }
      until(() -> received.size() == channels);
      assertThat(selector.keys()).hasSize(channels);
      done.set(true);
      selector.wakeup();
      assertThat(selecting.outcome().get()).isEqualTo("done");
      for (DatagramChannel receiver : receivers) {
        receiver.close();
      }
      selector.selectNow();
      assertThat(selector.keys()).isEmpty();
    }
  }

  private static void take(SelectionKey key, ByteBuffer buffer, Set<Integer> received) {
    try {
      while (((DatagramChannel) key.channel()).receive(buffer.clear()) != null) {
        if (buffer.position() == 4) {
          received.add((Integer) key.attachment());
        }
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static String trouble(
      Selector selector, List<DatagramChannel> mine, int first, Random random) throws IOException {
    for (int i = 0; i < 3_000; i++) {
      int index = random.nextInt(mine.size());
      DatagramChannel channel = mine.get(index);
      SelectionKey key = channel.keyFor(selector);
      switch (random.nextInt(3)) {
        case 0 -> key.interestOps(random.nextBoolean() ? SelectionKey.OP_READ : 0);
        case 1 -> selector.wakeup();
        default -> {
          key.cancel();
          registerAgain(selector, channel, first + index);
        }
      }
    }
    for (int i = 0; i < mine.size(); i++) {
      mine.get(i).keyFor(selector).interestOps(SelectionKey.OP_READ);
    }
    selector.wakeup();
    return "ok";
  }

  private static void registerAgain(Selector selector, DatagramChannel channel, int index)
      throws IOException {
    while (true) {
      selector.wakeup();
      try {
        channel.register(selector, SelectionKey.OP_READ, index);
        return;
      } catch (CancelledKeyException e) {
        Thread.yield(); // until a selection has forgotten the cancelled key
      }
    }
  }
}
