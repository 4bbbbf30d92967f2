package io.handfast.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.handfast.requirements.Requirement;
import io.handfast.secret.KeyedHash;
import io.handfast.wire.IpAddress;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Initial sequence numbers (RFC 6528): rising for one flow, unpredictable for everybody else. */
class IsnGeneratorTest {
  private static final IpAddress LOCAL = IpAddress.parse("10.0.0.2");
  private static final long NOW = 1_000_000_000_000L;

  private final IsnGenerator isn = new IsnGenerator(new KeyedHash(1, 2));

  private static FlowKey flow(int n) {
    IpAddress remote = IpAddress.ofV4(0x0a01_0000 + (n >>> 14));
    return new FlowKey().set(LOCAL, 80, remote, 1_024 + (n & 0x3fff));
  }

  @Test
  @Requirement({"RFC 9293 MUST-8", "RFC 6528 3-1"})
  void theNumbersOfOneFlowRiseByOneEveryFourMicroseconds() {
    FlowKey flow = flow(1);
    assertThat(isn.next(flow, NOW + 4_000_000) - isn.next(flow, NOW)).isEqualTo(1_000);
  }

  @Test
  @Requirement({"RFC 9293 SHLD-1", "RFC 6528 3-1"})
  void eachPartOfTheFlowMatters() {
    FlowKey flow = flow(1);
    int number = isn.next(flow, NOW);
    IpAddress other = IpAddress.parse("10.0.0.3");
    IpAddress remote = flow.remote();
    assertThat(isn.next(new FlowKey().set(other, 80, remote, 1_025), NOW)).isNotEqualTo(number);
    assertThat(isn.next(new FlowKey().set(LOCAL, 81, remote, 1_025), NOW)).isNotEqualTo(number);
    assertThat(isn.next(new FlowKey().set(LOCAL, 80, other, 1_025), NOW)).isNotEqualTo(number);
    assertThat(isn.next(new FlowKey().set(LOCAL, 80, remote, 1_026), NOW)).isNotEqualTo(number);
  }

  @Test
  @Requirement({"RFC 9293 MUST-9", "RFC 6528 3-1", "RFC 6528 3-2"})
  void twoSecretsGiveUnrelatedNumbers() {
    IsnGenerator other = new IsnGenerator(new KeyedHash(1, 3));
    int equalBits = 0;
    for (int i = 0; i < 10_000; i++) {
      equalBits += Integer.bitCount(~(isn.next(flow(i), NOW) ^ other.next(flow(i), NOW)));
    }
    // 160,000 expected, standard deviation 283: seven of them either way.
    assertThat(equalBits).isBetween(158_000, 162_000);
  }

  @Test
  @Requirement({"RFC 9293 MUST-9", "RFC 6528 3-2"})
  void overAMillionFlowsNumbersAndDifferencesAreUniform() {
    int[] numbers = new int[256];
    int[] differences = new int[256];
    int before = 0;
    for (int i = 0; i < 1_000_000; i++) {
      int number = isn.next(flow(i), NOW);
      numbers[number >>> 24]++;
      differences[number - before >>> 24]++;
      before = number;
    }
    assertThat(chiSquare(numbers)).isLessThan(400); // 255 degrees of freedom: p = 1e-8
    assertThat(chiSquare(differences)).isLessThan(400);
  }

  private static double chiSquare(int[] counts) {
    double expected = 1_000_000.0 / counts.length;
    double sum = 0;
    for (int count : counts) {
      sum += (count - expected) * (count - expected) / expected;
    }
    return sum;
  }

  @Test
  @Requirement("RFC 7323 7-1")
  void timestampOffsetsAreTheSameForTwoAddressesWhateverThePorts() {
    Set<Integer> offsets = new HashSet<>();
    for (int port = 1; port < 100; port++) {
      offsets.add(
          isn.timestampOffset(new FlowKey().set(LOCAL, port, IpAddress.parse("10.1.1.1"), 9)));
    }
    assertThat(offsets).hasSize(1);
    assertThat(isn.timestampOffset(flow(1))).isNotIn(offsets);
  }
}
