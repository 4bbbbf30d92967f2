package io.handfast.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.handfast.secret.KeyedHash;
import io.handfast.timer.Timer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Records off the heap against a map and lists on it. */
class RecordTableTest {
  private static final int LISTS = 3;

  private record Kept(int list, long deadline, int value) {}

  private final Map<Integer, Kept> model = new LinkedHashMap<>();
  private final List<List<Integer>> order = List.of(list(), list(), list());
  private final RecordTable table = new RecordTable(new KeyedHash(3, 4), 8, LISTS);
  private final SplittableRandom random = new SplittableRandom(9);
  private long clock;

  private static List<Integer> list() {
    return new ArrayList<>();
  }

  private static FlowKey flow(int n) {
    // Few distinct values in each field, so that keys differ in one field only.
    return new FlowKey().set(n & 1, 7, 80, n >>> 1 & 3, n >>> 3 & 3, n >>> 5);
  }

  @Test
  void anySequenceOfCallsAgreesWithTheModel() {
    for (int step = 0; step < 20_000; step++) {
      int n = random.nextInt(600);
      if (!model.containsKey(n)) {
        assertThat(table.find(flow(n))).isEqualTo(RecordTable.NONE);
        add(n);
      } else if (random.nextInt(3) == 0) {
        move(n);
      } else {
        remove(n);
      }
      if (step % 500 == 0) {
        check();
      }
    }
    check();
  }

  private void add(int n) {
    int list = random.nextInt(LISTS);
    int record = table.add(flow(n), list, ++clock);
    table.putInt(record, RecordTable.USER, 31 * n);
    model.put(n, new Kept(list, clock, 31 * n));
    order.get(list).add(n);
  }

  private void move(int n) {
    int list = random.nextInt(LISTS);
    table.move(table.find(flow(n)), list, ++clock);
    order.get(model.get(n).list).remove((Integer) n);
    order.get(list).add(n);
    model.put(n, new Kept(list, clock, model.get(n).value));
  }

  private void remove(int n) {
    table.remove(table.find(flow(n)));
    order.get(model.remove(n).list).remove((Integer) n);
  }

  private void check() {
    assertThat(table.size()).isEqualTo(model.size());
    for (int n = 0; n < 600; n++) {
      int record = table.find(flow(n));
      Kept kept = model.get(n);
      assertThat(record != RecordTable.NONE).isEqualTo(kept != null);
      if (kept != null) {
        assertThat(table.key(record, new FlowKey()).matches(flow(n))).isTrue();
        assertThat(table.getInt(record, RecordTable.USER)).isEqualTo(kept.value);
        assertThat(table.getLong(record, RecordTable.DEADLINE)).isEqualTo(kept.deadline);
      }
    }
    checkLists();
  }

  private void checkLists() {
    long earliest = Timer.NEVER;
    for (int list = 0; list < LISTS; list++) {
      List<Integer> found = new ArrayList<>();
      for (int r = table.head(list); r != RecordTable.NONE; r = table.next(r)) {
        assertThat(table.list(r)).isEqualTo(list);
        found.add(table.getInt(r, RecordTable.USER) / 31);
      }
      assertThat(found).isEqualTo(order.get(list));
      for (int n : found) {
        earliest = Math.min(earliest, model.get(n).deadline);
      }
    }
    assertThat(table.earliest()).isEqualTo(earliest);
  }

  @Test
  void aMillionRecordsCostNoObjects() {
    RecordTable large = new RecordTable(new KeyedHash(5, 6), 16, 1);
    for (int i = 0; i < 1_000_000; i++) {
      large.add(new FlowKey().set(1, 2, 80, 3, i, i & 0xffff), 0, i);
    }
    assertThat(large.bytes()).isLessThanOrEqualTo(64L << 20); // what TIME-WAIT needs for each
    assertThat(large.find(new FlowKey().set(1, 2, 80, 3, 77_777, 77_777 & 0xffff)))
        .isNotEqualTo(RecordTable.NONE);
  }

  @Test
  void localAddressesKeepTheirNumbers() {
    LocalAddresses locals = new LocalAddresses();
    for (int i = 0; i < 1_000; i++) {
      FlowKey flow = new FlowKey().set(i & 7, i, 80, 1, 2, 3);
      assertThat(locals.find(flow)).isEqualTo(LocalAddresses.NONE);
      assertThat(locals.number(flow)).isEqualTo(i);
    }
    for (int i = 0; i < 1_000; i++) {
      FlowKey flow = new FlowKey().set(i & 7, i, 81, 4, 5, 6);
      assertThat(locals.number(flow)).isEqualTo(i);
      assertThat(locals.high(i)).isEqualTo(i & 7);
      assertThat(locals.low(i)).isEqualTo(i);
    }
  }
}
