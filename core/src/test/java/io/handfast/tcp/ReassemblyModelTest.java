package io.handfast.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.handfast.buffer.BufferPool;
import io.handfast.buffer.Packet;
import io.handfast.event.Counter;
import io.handfast.event.Counters;
import java.lang.foreign.MemorySegment;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Out-of-order segments against a map of bytes: first copies win, wherever the numbers wrap. */
class ReassemblyModelTest {
  private final BufferPool pool = new BufferPool();
  private final Counters counters = new Counters();

  @Test
  void anySegmentsAgreeWithTheModel() {
    for (int seed = 0; seed < 400; seed++) {
      new Run(new SplittableRandom(seed)).run();
      assertThat(pool.bytesInUse()).as("seed %d", seed).isZero();
    }
  }

  private final class Run {
    private final SplittableRandom random;
    private final Reassembly holes;
    private final ReceiveQueue queue = new ReceiveQueue(pool);
    private final Map<Integer, Byte> model = new TreeMap<>(); // by distance from the start
    private final int start;
    private int next; // distance of RCV.NXT

    Run(SplittableRandom random) {
      this.random = random;
      this.holes = new Reassembly(pool, counters, 10_000);
      this.start = random.nextBoolean() ? -500 : random.nextInt();
    }

    void run() {
      for (int step = 0; step < 150; step++) {
        int from = next + 1 + random.nextInt(1_000);
        insert(from, 1 + random.nextInt(random.nextInt(3) == 0 ? 400 : 20));
        check();
        if (random.nextInt(8) == 0) {
          fill();
        }
      }
      holes.clear();
      queue.clear();
      assertThat(holes.isEmpty()).isTrue();
    }

    private void insert(int from, int length) {
      byte[] bytes = new byte[length];
      random.nextBytes(bytes);
      long mismatches = counters.get(Counter.EXT_OVERLAP_MISMATCH);
      boolean differs = false;
      for (int i = 0; i < length; i++) {
        Byte first = model.putIfAbsent(from + i, bytes[i]);
        differs |= first != null && first != bytes[i];
      }
      assertThat(give(from, bytes)).isTrue();
      boolean counted = counters.get(Counter.EXT_OVERLAP_MISMATCH) > mismatches;
      assertThat(counted).isEqualTo(differs);
    }

    private boolean give(int from, byte[] bytes) {
      int room = random.nextBoolean() ? bytes.length : 4_000; // kept whole, or copied
      Packet packet = pool.acquirePacket(room);
      int at = packet.offset;
      MemorySegment.copy(MemorySegment.ofArray(bytes), 0, packet.memory(), at, bytes.length);
      packet.length = bytes.length;
      boolean kept = holes.insert(packet, at, start + from, bytes.length);
      packet.release();
      return kept;
    }

    private int ranges() {
      int ranges = 0;
      int last = Integer.MIN_VALUE;
      for (int at : model.keySet()) {
        ranges += at == last + 1 ? 0 : 1;
        last = at;
      }
      return ranges;
    }

    private void check() {
      assertThat(holes.ranges()).isEqualTo(ranges());
      int[] edges = new int[8];
      int blocks = holes.sackBlocks(edges, 0, 4);
      assertThat(blocks).isBetween(1, 4);
      for (int i = 0; i < blocks; i++) {
        int left = edges[2 * i] - start;
        int right = edges[2 * i + 1] - start;
        assertThat(model).containsKey(left).doesNotContainKey(left - 1);
        assertThat(model).containsKey(right - 1).doesNotContainKey(right);
      }
    }

    /** RCV.NXT moves on, into or over what is held. */
    private void fill() {
      next += 1 + random.nextInt(300);
      while (model.containsKey(next) && random.nextInt(50) > 0) {
        next++;
      }
      int from = next;
      model.keySet().removeIf(at -> at < from);
      int reached = holes.drainTo(queue, start + next) - start;
      byte[] expected = new byte[reached - next];
      for (int i = 0; i < expected.length; i++) {
        assertThat(model).containsKey(next + i);
        expected[i] = model.remove(next + i);
      }
      assertThat(model).doesNotContainKey(reached);
      byte[] got = new byte[expected.length + 1];
      assertThat(queue.read(MemorySegment.ofArray(got), 0, got.length)).isEqualTo(expected.length);
      assertThat(java.util.Arrays.copyOf(got, expected.length)).isEqualTo(expected);
      next = reached;
    }
  }
}
