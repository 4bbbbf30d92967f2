package io.handfast.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.handfast.buffer.BufferPool;
import io.handfast.event.Counters;
import io.handfast.event.Events;
import io.handfast.secret.KeyedHash;
import io.handfast.timer.TimerWheel;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Connections by flow against a map. */
class FlowTableTest {
  private final KeyedHash secret = new KeyedHash(7, 8);
  private final Tcp tcp =
      new Tcp(
          null,
          new TimerWheel(0),
          new Counters(),
          new Events(),
          new BufferPool(),
          secret,
          TcpConfig.LINUX);

  private static FlowKey flow(int n) {
    return new FlowKey().set(n & 1, 7, 80, n >>> 1 & 3, n >>> 3 & 3, n >>> 5);
  }

  @Test
  void anySequenceOfCallsAgreesWithTheModel() {
    FlowTable table = new FlowTable(secret);
    Map<Integer, Connection> model = new HashMap<>();
    SplittableRandom random = new SplittableRandom(11);
    for (int step = 0; step < 30_000; step++) {
      int n = random.nextInt(500);
      Connection known = model.get(n);
      assertThat(table.find(flow(n))).isSameAs(known);
      if (known == null) {
        model.put(n, new Connection(tcp, flow(n), new SocketOptions(), 0));
        table.add(model.get(n));
      } else {
        table.remove(model.remove(n));
      }
      assertThat(table.size()).isEqualTo(model.size());
    }
    int[] visited = {0};
    table.forEach(each -> visited[0]++);
    assertThat(visited[0]).isEqualTo(model.size());
    for (int n = 0; n < 500; n++) {
      assertThat(table.find(flow(n))).isSameAs(model.get(n));
    }
  }

  @Test
  void removingWhatIsNotThereChangesNothing() {
    FlowTable table = new FlowTable(secret);
    Connection here = new Connection(tcp, flow(1), new SocketOptions(), 0);
    table.add(here);
    table.remove(new Connection(tcp, flow(2), new SocketOptions(), 0));
    table.remove(new Connection(tcp, flow(1), new SocketOptions(), 0));
    assertThat(table.size()).isEqualTo(1);
    assertThat(table.find(flow(1))).isSameAs(here);
  }
}
