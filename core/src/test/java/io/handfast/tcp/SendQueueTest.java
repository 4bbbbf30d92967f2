package io.handfast.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.handfast.buffer.BufferPool;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Append, split, trim and drop in any order: the stream keeps its bytes. */
class SendQueueTest {
  private final BufferPool pool = new BufferPool();
  private final SendQueue.RecordPool records = new SendQueue.RecordPool();

  private static byte[] stream(int seq, int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) ((seq + i) * 0x9E3779B1 >>> 24);
    }
    return bytes;
  }

  /** What {@link SendQueue#gather} hands to the network. */
  private static byte[] gather(SendQueue queue, SendRecord record) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    TcpNetwork network =
        (TcpNetwork)
            Proxy.newProxyInstance(
                TcpNetwork.class.getClassLoader(),
                new Class<?>[] {TcpNetwork.class},
                (proxy, method, arguments) -> {
                  MemorySegment memory = (MemorySegment) arguments[0];
                  long at = (int) arguments[1];
                  byte[] slice = new byte[(int) arguments[2]];
                  MemorySegment.copy(memory, at, MemorySegment.ofArray(slice), 0, slice.length);
                  out.writeBytes(slice);
                  return null;
                });
    queue.gather(record, network);
    return out.toByteArray();
  }

  @Test
  void anySequenceOfOperationsPreservesTheBytes() {
    for (int seed = 0; seed < 150; seed++) {
      new Run(new SplittableRandom(seed)).run();
      assertThat(pool.bytesInUse()).as("seed %d", seed).isZero();
    }
  }

  private final class Run {
    private final SplittableRandom random;
    private final SendQueue queue = new SendQueue(pool, records);
    private int una;
    private int end;

    Run(SplittableRandom random) {
      this.random = random;
      una = -20_000;
      end = una;
    }

    void run() {
      for (int step = 0; step < 120; step++) {
        operate();
        check();
      }
      queue.clear();
      assertThat(queue.isEmpty()).isTrue();
    }

    private void operate() {
      switch (random.nextInt(5)) {
        case 0, 1 -> append();
        case 2 -> split();
        case 3 -> send();
        default -> acknowledge();
      }
    }

    private void append() {
      int length = random.nextInt(1, random.nextInt(4) == 0 ? 60_000 : 3_000);
      byte[] bytes = stream(end, length);
      queue.append(MemorySegment.ofArray(bytes), 0, length, end, random.nextInt(1_000, 64_000));
      end += length;
    }

    private List<SendRecord> all() {
      List<SendRecord> all = new ArrayList<>();
      for (SendRecord r = queue.head; r != null; r = r.next) {
        all.add(r);
      }
      return all;
    }

    private void split() {
      List<SendRecord> all = all();
      SendRecord record = all.isEmpty() ? null : all.get(random.nextInt(all.size()));
      if (record != null && record.length > 1) {
        queue.split(record, random.nextInt(1, record.length));
      }
    }

    private void send() {
      if (queue.unsent != null) {
        queue.unsent.transmissions = 1;
        queue.unsent = queue.unsent.next;
      }
    }

    private void acknowledge() {
      SendRecord head = queue.head;
      if (head == null || head == queue.unsent) {
        return;
      }
      if (random.nextBoolean() || head.length == 1) {
        una = head.end();
        queue.removeHead();
      } else {
        int part = random.nextInt(1, head.length);
        queue.trimHead(part);
        una += part;
      }
    }

    private void check() {
      int seq = una;
      SendRecord previous = null;
      boolean unsentMet = queue.unsent == null;
      for (SendRecord record : all()) {
        assertThat(record.seq).isEqualTo(seq);
        assertThat(record.previous).isSameAs(previous);
        assertThat(gather(queue, record)).isEqualTo(stream(seq, record.length));
        unsentMet |= record == queue.unsent;
        seq = record.end();
        previous = record;
      }
      assertThat(seq).isEqualTo(end);
      assertThat(queue.tail()).isSameAs(previous);
      assertThat(unsentMet).isTrue();
      assertThat(queue.bytes()).isEqualTo(end - una);
    }
  }

  @Test
  void theFinJoinsTheLastUnsentRecordAndMovesWithItsEnd() {
    SendQueue queue = new SendQueue(pool, records);
    queue.append(MemorySegment.ofArray(stream(5, 100)), 0, 100, 5, 1_000);
    queue.appendFin(105);
    assertThat(queue.tail().end()).isEqualTo(106);
    SendRecord rest = queue.split(queue.head, 60);
    assertThat(queue.head.fin).isFalse();
    assertThat(rest.fin).isTrue();
    assertThat(rest.end()).isEqualTo(106);
    SendRecord fin = queue.split(rest, 40);
    assertThat(rest.fin).isFalse();
    assertThat(fin.length).isZero();
    assertThat(fin.end()).isEqualTo(106);
    queue.clear();
    assertThat(pool.bytesInUse()).isZero();
  }

  @Test
  void afterSentDataTheFinIsARecordOfItsOwn() {
    SendQueue queue = new SendQueue(pool, records);
    queue.append(MemorySegment.ofArray(stream(5, 100)), 0, 100, 5, 1_000);
    queue.head.transmissions = 1;
    queue.unsent = null;
    queue.appendFin(105);
    assertThat(queue.unsent.seq).isEqualTo(105);
    assertThat(queue.unsent.length).isZero();
    assertThat(queue.unsent.fin).isTrue();
    queue.clear();
  }
}
