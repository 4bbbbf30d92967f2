package io.handfast.timer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The wheel against the plainest model: a list of deadlines, sorted. */
class TimerWheelTest {
  private static final long SECOND = 1_000_000_000L;

  private final List<Long> fired = new ArrayList<>();

  private final class Entry extends Timer {
    final int number;
    long due = NEVER;

    Entry(int number) {
      this.number = number;
    }

    @Override
    protected void fire(long now) {
      assertThat(now).as("never early").isGreaterThanOrEqualTo(due);
      fired.add((long) number);
      due = NEVER;
    }
  }

  @Test
  void anyScheduleFiresExactlyInOrderOfDeadline() {
    for (int seed = 0; seed < 200; seed++) {
      new Model(seed).run();
    }
  }

  private final class Model {
    private final SplittableRandom random;
    private final List<Entry> entries = new ArrayList<>();
    private final TimerWheel wheel;
    private long now;

    Model(int seed) {
      random = new SplittableRandom(seed);
      now = seed % 3 == 0 ? 0 : random.nextLong(1L << 50);
      wheel = new TimerWheel(now);
      for (int i = 0; i < 40; i++) {
        entries.add(new Entry(i));
      }
      // First scheduled in the order of their numbers: so ties fire.
      for (Entry each : entries) {
        schedule(each, now + SECOND);
      }
    }

    void run() {
      for (int step = 0; step < 400; step++) {
        change();
        check();
        if (random.nextInt(3) == 0) {
          advance();
        }
      }
    }

    private void change() {
      Entry entry = entries.get(random.nextInt(entries.size()));
      switch (random.nextInt(8)) {
        case 0 -> {
          wheel.remove(entry);
          entry.due = Timer.NEVER;
        }
        case 1 -> schedule(entry, Timer.NEVER);
        default -> schedule(entry, now + delay());
      }
    }

    private long delay() {
      return switch (random.nextInt(5)) {
        case 0 -> 0;
        case 1 -> random.nextLong(100);
        case 2 -> random.nextLong(SECOND / 1_000);
        case 3 -> random.nextLong(200 * SECOND);
        default -> random.nextLong(100 * 86_400 * SECOND);
      };
    }

    private void schedule(Entry entry, long deadline) {
      entry.due = deadline;
      wheel.schedule(entry, deadline);
    }

    private long earliest() {
      return entries.stream().mapToLong(each -> each.due).min().orElseThrow();
    }

    private void check() {
      assertThat(wheel.nextDeadline()).as("never later").isLessThanOrEqualTo(earliest());
    }

    private void advance() {
      long earliest = earliest();
      boolean jump = earliest != Timer.NEVER && random.nextBoolean();
      now = jump ? Math.max(now, earliest) : now + delay();
      List<Long> expected =
          entries.stream()
              .filter(each -> each.due <= now)
              .sorted(Comparator.comparingLong((Entry e) -> e.due).thenComparing(e -> e.number))
              .map(each -> (long) each.number)
              .toList();
      fired.clear();
      for (int turns = 0; wheel.nextDeadline() <= now; turns++) {
        assertThat(turns).as("turns without end").isLessThan(1_000);
        wheel.fire(now, random.nextInt(1, 50));
      }
      assertThat(fired).isEqualTo(expected);
    }
  }

  @Test
  void anEmptyWheelHasNoDeadline() {
    TimerWheel wheel = new TimerWheel(0);
    assertThat(wheel.nextDeadline()).isEqualTo(Timer.NEVER);
    assertThat(wheel.fire(Long.MAX_VALUE - 1, 10)).isZero();
  }

  @Test
  void workPerTurnIsBounded() {
    TimerWheel wheel = new TimerWheel(0);
    for (int i = 0; i < 100; i++) {
      Entry entry = new Entry(i);
      entry.due = 5;
      wheel.schedule(entry, 5);
    }
    assertThat(wheel.fire(10, 30)).isEqualTo(30);
    assertThat(fired).hasSize(30).isSorted();
  }

  @Test
  void filingAnewIsBoundedAndNothingFiresBeforeItsTurn() {
    TimerWheel wheel = new TimerWheel(0);
    List<Entry> entries = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      Entry entry = new Entry(i);
      entry.due = 100 * SECOND + 1_000 - i; // all in one far slot, the last one first
      wheel.schedule(entry, entry.due);
      entries.add(entry);
    }
    long now = 200 * SECOND;
    assertThat(wheel.fire(now, 10)).as("more is left").isEqualTo(10);
    assertThat(fired).as("the last of the slot is due first, and is not known yet").isEmpty();
    wheel.remove(entries.get(999)); // not filed anew yet
    wheel.remove(entries.get(0)); // filed already
    Entry earlier = new Entry(1_000);
    earlier.due = 150 * SECOND;
    wheel.schedule(earlier, earlier.due); // in the past, but later than all others
    Entry later = new Entry(1_001);
    later.due = 201 * SECOND;
    wheel.schedule(later, later.due);
    int turns = 0;
    while (wheel.nextDeadline() <= now) {
      wheel.fire(now, 10);
      turns++;
    }
    assertThat(turns).as("bounded turns").isBetween(100, 200);
    assertThat(fired).hasSize(999).startsWith(998L, 997L).endsWith(1L, 1_000L);
    assertThat(wheel.nextDeadline()).isLessThanOrEqualTo(later.due);
    wheel.fire(later.due, 10);
    assertThat(fired).endsWith(1_001L);
    assertThat(wheel.size()).isZero();
  }

  @Test
  void anEntryMayScheduleItselfAgainWhileItFires() {
    TimerWheel wheel = new TimerWheel(0);
    long[] last = {0};
    Timer periodic =
        new Timer() {
          @Override
          protected void fire(long now) {
            last[0] = now;
            wheel.schedule(this, now + SECOND);
          }
        };
    wheel.schedule(periodic, SECOND);
    for (int i = 1; i <= 1_000; i++) {
      assertThat(wheel.nextDeadline()).isEqualTo(i * SECOND);
      wheel.fire(i * SECOND, 10);
      assertThat(last[0]).isEqualTo(i * SECOND);
    }
  }

  @Test
  void removedEntriesLeaveNothingBehind() {
    TimerWheel wheel = new TimerWheel(0);
    List<Entry> entries = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      entries.add(new Entry(i));
      wheel.schedule(entries.get(i), i * SECOND);
    }
    entries.forEach(wheel::remove);
    assertThat(wheel.size()).isZero();
    assertThat(wheel.nextDeadline()).isEqualTo(Timer.NEVER);
  }
}
