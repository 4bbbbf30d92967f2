package io.handfast.sim.flood;

import static org.assertj.core.api.Assertions.assertThat;

import io.handfast.event.Counter;
import io.handfast.event.EventType;
import io.handfast.event.Reason;
import io.handfast.tcp.FloodStatus;
import io.handfast.tcp.TcpConfig;
import io.handfast.tcp.Tunable;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A SYN flood in virtual time: what it does, what helps, and who notices (mission row B7). */
class SynFloodTest {
  private static final int FLOOD = 10_000;
  private static final int BACKLOG = 128;
  private static final long PATIENCE = 3 * FloodBed.SECOND;
  private static final TcpConfig NO_COOKIES = TcpConfig.LINUX.with(Tunable.TCP_SYNCOOKIES, 0);

  private static double successes(FloodBed bed, double from, double to) {
    List<FloodBed.Connect> some = between(bed, from, to);
    return 1.0 * some.stream().filter(each -> each.took() >= 0).count() / some.size();
  }

  private static List<FloodBed.Connect> between(FloodBed bed, double from, double to) {
    return bed.connects.stream()
        .filter(each -> each.began() >= (1 + from) * FloodBed.SECOND)
        .filter(each -> each.began() < (1 + to) * FloodBed.SECOND)
        .toList();
  }

  private static long median(FloodBed bed, double from, double to) {
    long[] times =
        between(bed, from, to).stream().mapToLong(FloodBed.Connect::took).sorted().toArray();
    return times[times.length / 2];
  }

  @Test
  void withoutCookiesHonestClientsFailAndTheCountersSayWhy() {
    FloodBed bed = new FloodBed(NO_COOKIES, BACKLOG, PATIENCE);
    bed.run(5, 0);
    bed.run(30, FLOOD);
    assertThat(successes(bed, 0, 4)).isEqualTo(1);
    assertThat(successes(bed, 6, 30)).isLessThan(0.2);
    assertThat(bed.count(Counter.EXT_REQ_Q_FULL_DROP)).isGreaterThan(250_000);
    assertThat(bed.count(Counter.EXT_LISTEN_DROPS))
        .isGreaterThanOrEqualTo(bed.count(Counter.EXT_REQ_Q_FULL_DROP));
    assertThat(bed.halfOpen()).isLessThanOrEqualTo(BACKLOG + 1);
    assertThat(bed.count(Counter.EXT_SYNCOOKIES_SENT)).isZero();
  }

  @Test
  void withCookiesEveryHonestClientConnectsAndMemoryStaysFlat() {
    FloodBed bed = new FloodBed(TcpConfig.LINUX, BACKLOG, PATIENCE);
    bed.run(5, 0);
    bed.run(60, FLOOD);
    assertThat(successes(bed, 0, 61)).isEqualTo(1);
    assertThat(median(bed, 6, 61)).isLessThanOrEqualTo(3 * median(bed, 0, 4));
    assertThat(bed.halfOpen()).isLessThanOrEqualTo(BACKLOG + 1);
    assertThat(bed.server.tcp().connectionCount()).isLessThan(10);
    assertThat(bed.count(Counter.EXT_SYNCOOKIES_SENT)).isGreaterThan(590_000);
    assertThat(bed.count(Counter.EXT_SYNCOOKIES_RECV)).isGreaterThan(500);
    assertThat(bed.count(Counter.EXT_LISTEN_DROPS)).isZero();
  }

  // ---- detection ----

  private record Alarm(double at, Reason reason, long rate, long unanswered) {}

  private static List<Alarm> alarms(FloodBed bed) {
    List<Alarm> alarms = new ArrayList<>();
    bed.server
        .events()
        .subscribe(
            EventType.FLOOD.bit(),
            (at, type, reason, connection, rate, unanswered) ->
                alarms.add(new Alarm(at / 1e9 - 1, reason, rate, unanswered)));
    return alarms;
  }

  /** The alarm comes within 2 s of the first spoofed SYN, and ends within 10 s of the last. */
  @Test
  void theAlarmComesAndGoes() {
    FloodBed bed = new FloodBed(TcpConfig.LINUX, BACKLOG, PATIENCE);
    List<Alarm> alarms = alarms(bed);
    bed.run(5, 0);
    assertThat(alarms).isEmpty();
    bed.run(20, FLOOD);
    assertThat(alarms).hasSize(1);
    assertThat(alarms.getFirst().at).isBetween(5.0, 7.0);
    assertThat(alarms.getFirst().reason).isEqualTo(Reason.SYN_FLOOD_BEGAN);
    assertThat(alarms.getFirst().unanswered).isGreaterThan(95);
    FloodStatus status = bed.server.tcp().floods().getFirst();
    assertThat(status.alarm()).isTrue();
    assertThat(status.synsPerSecond()).isBetween(9_900, 10_100);
    assertThat(status.sources()).isBetween(4_000, 6_000); // 5,000 SYNs in a window
    assertThat(bed.count(Counter.STACK_SYN_FLOODS)).isEqualTo(1);
    bed.run(10, 0);
    assertThat(alarms).hasSize(2);
    assertThat(alarms.getLast().reason).isEqualTo(Reason.SYN_FLOOD_OVER);
    assertThat(bed.server.tcp().floods().getFirst().alarm()).isFalse();
  }

  /** With a full queue and no cookies the listener notices as well. */
  @Test
  void theAlarmNeedsNoCookies() {
    FloodBed bed = new FloodBed(NO_COOKIES, BACKLOG, PATIENCE);
    List<Alarm> alarms = alarms(bed);
    bed.run(2, FLOOD);
    assertThat(alarms).hasSize(1);
  }

  /** A flood that comes and goes every second is one alarm, not thirty. */
  @Test
  void thePulsesOfOneFloodAreOneAlarm() {
    FloodBed bed = new FloodBed(TcpConfig.LINUX, BACKLOG, PATIENCE);
    List<Alarm> alarms = alarms(bed);
    for (int pulse = 0; pulse < 15; pulse++) {
      bed.run(1, FLOOD);
      bed.run(1, 0);
    }
    assertThat(alarms).hasSize(1);
  }

  /** Ten honest connects a second for a minute are no flood, and leave no timer behind. */
  @Test
  void honestClientsRaiseNoAlarm() {
    FloodBed bed = new FloodBed(TcpConfig.LINUX.with(Tunable.TCP_FLOOD_SYN_RATE, 5), 128, PATIENCE);
    List<Alarm> alarms = alarms(bed);
    bed.run(60, 0);
    assertThat(alarms).isEmpty();
    assertThat(successes(bed, 0, 59)).isEqualTo(1);
  }

  // ---- pressure mode ----

  /** SynAttackProtect: a record under attack lives 3 s instead of 63. */
  @Test
  void underPressureHalfOpenConnectionsGoAfterTheirFirstRepetition() {
    TcpConfig peace =
        NO_COOKIES.with(Tunable.TCP_MAX_SYN_BACKLOG, 4_096).with(Tunable.TCP_MAX_HALF_OPEN, 100);
    long calm = leftAfter(peace, 10);
    long protectedOnes = leftAfter(peace.with(Tunable.TCP_SYN_ATTACK_PROTECT, 1), 10);
    assertThat(calm).isEqualTo(1_000);
    assertThat(protectedOnes).isBetween(95L, 100L); // an honest one may have stood among them
  }

  /** A thousand spoofed SYNs in one second, then silence: records left at this time. */
  private static long leftAfter(TcpConfig config, double seconds) {
    FloodBed bed = new FloodBed(config, 4_096, PATIENCE);
    bed.run(1, 1_000);
    bed.run(seconds - 1, 0);
    return bed.halfOpen();
  }
}
