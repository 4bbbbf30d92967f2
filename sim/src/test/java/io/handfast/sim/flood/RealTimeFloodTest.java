package io.handfast.sim.flood;

import static org.assertj.core.api.Assertions.assertThat;

import io.handfast.event.Counter;
import io.handfast.event.Reason;
import io.handfast.tcp.TcpConfig;
import io.handfast.tcp.Tunable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The flood at the highest rate that this machine makes, in real time, for more than a minute: one
 * thread is attacker, server and honest clients. With {@code -Pslow}; {@link SynFloodTest} is the
 * short one in virtual time.
 */
@Tag("slow")
@Timeout(180)
class RealTimeFloodTest {
  private static final int BACKLOG = 1_024;

  @Test
  void withCookiesAMinuteOfFloodCostsHonestClientsLittle() {
    RealTimeBed bed = new RealTimeBed(TcpConfig.LINUX, BACKLOG);
    bed.run(5, false);
    double quiet = bed.medianMillis(0, 5);
    long memory = bed.memory();
    double floodBegan = bed.seconds();
    bed.run(65, true);
    double floodEnded = bed.seconds();
    long after = bed.memory();
    double flooded = bed.medianMillis(floodBegan + 1, floodEnded - 1);
    bed.run(12, false);
    System.out.printf(
        "flood in real time: %,d SYNs in 65 s; median connect %.2f ms quiet, %.2f ms flooded; "
            + "memory %,d kB before, %,d kB after; alarms %s%n",
        bed.spoofed, quiet, flooded, memory >> 10, after >> 10, bed.alarms);

    assertThat(bed.failures(0, floodEnded - 1)).isZero();
    assertThat(bed.connects(floodBegan, floodEnded)).isGreaterThan(1_000);
    assertThat(flooded).isLessThanOrEqualTo(3 * quiet);
    assertThat(after - memory).isLessThan(16 << 20);
    assertThat(bed.alarms).hasSize(2);
    assertThat(bed.alarms.getFirst().reason()).isEqualTo(Reason.SYN_FLOOD_BEGAN);
    assertThat(bed.alarms.getFirst().at() - floodBegan).isBetween(0.0, 2.0);
    assertThat(bed.alarms.getLast().reason()).isEqualTo(Reason.SYN_FLOOD_OVER);
    assertThat(bed.alarms.getLast().at() - floodEnded).isBetween(0.0, 10.0);
    assertThat(bed.count(Counter.EXT_SYNCOOKIES_SENT)).isGreaterThan(1_000_000);
  }

  @Test
  void withoutCookiesHonestClientsFailAndTheCountersSayWhy() {
    RealTimeBed bed = new RealTimeBed(TcpConfig.LINUX.with(Tunable.TCP_SYNCOOKIES, 0), BACKLOG);
    bed.run(2, false);
    bed.run(10, true);
    int honest = bed.connects(4, 8);
    assertThat(bed.failures(0, 1)).isZero();
    assertThat(bed.failures(4, 8)).isGreaterThan(honest * 9 / 10);
    assertThat(bed.count(Counter.EXT_LISTEN_DROPS)).isGreaterThan(100_000);
    assertThat(bed.count(Counter.EXT_SYNCOOKIES_SENT)).isZero();
  }
}
