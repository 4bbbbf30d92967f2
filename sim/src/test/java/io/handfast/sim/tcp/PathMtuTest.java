package io.handfast.sim.tcp;

import static io.handfast.sim.dialogue.Segment.ACK;
import static io.handfast.sim.dialogue.Segment.SYN;
import static io.handfast.sim.dialogue.Segment.SYN_ACK;
import static org.assertj.core.api.Assertions.assertThat;

import io.handfast.requirements.Requirement;
import io.handfast.sim.dialogue.Dialogue;
import io.handfast.sim.dialogue.IcmpError;
import io.handfast.tcp.TcpConfig;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Packets too big for the path (RFC 1191, RFC 8201, RFC 5927 section 7). */
class PathMtuTest {
  private static final int WRITTEN = 4_000;

  private static Dialogue inFlight(boolean ipv4, boolean offload) {
    Dialogue d = new Dialogue(TcpConfig.LINUX, ipv4, offload).listen(80, 5);
    d.peer(SYN.mss(1460));
    d.stack(SYN_ACK.ack(1));
    d.peer(ACK.seq(1).ack(1));
    d.accept();
    d.write(WRITTEN);
    d.ignore();
    return d;
  }

  /** Every byte goes again, in packets of at most {@code mss}. */
  private static void goesAgain(Dialogue d, int mss) {
    byte[] stream = new byte[WRITTEN];
    boolean[] seen = new boolean[WRITTEN];
    while (d.pending() > 0) {
      Dialogue.Sent sent = d.take();
      int size = sent.segmentSize() == 0 ? sent.payload().length : sent.segmentSize();
      assertThat(size).isLessThanOrEqualTo(mss);
      int at = d.relative(sent.header().seq()) - 1;
      System.arraycopy(sent.payload(), 0, stream, at, sent.payload().length);
      Arrays.fill(seen, at, at + sent.payload().length, true);
    }
    assertThat(seen).doesNotContain(false);
    assertThat(stream).isEqualTo(Dialogue.pattern(1, WRITTEN));
  }

  @ParameterizedTest
  @CsvSource({"true, false", "true, true", "false, false", "false, true"})
  @Requirement({"RFC 9293 MUST-54", "RFC 7323 5.7-1"})
  void aRoutersWordMakesSegmentsSmallerAndSendsThemAgain(boolean ipv4, boolean offload) {
    Dialogue d = inFlight(ipv4, offload);
    d.icmp(IcmpError.tooBig(1_300), 1);
    goesAgain(d, 1_300 - (ipv4 ? 40 : 60));
    d.peer(ACK.seq(1).ack(1 + WRITTEN));
    d.silenceFor(10);
  }

  @Test
  void laterDataGoesInTheSmallerSizeToo() {
    Dialogue d = inFlight(true, false);
    d.icmp(IcmpError.tooBig(1_000), 1);
    d.ignore().peer(ACK.seq(1).ack(1 + WRITTEN));
    d.write(2_000);
    d.stack(ACK.seq(1 + WRITTEN).len(960));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aForgedMessageAboutNothingInFlightIsIgnored(boolean ipv4) {
    Dialogue d = inFlight(ipv4, false);
    d.icmp(IcmpError.tooBig(1_280), 1 + WRITTEN);
    d.icmp(IcmpError.tooBig(1_280), 0);
    d.icmp(IcmpError.tooBig(1_280), -1_000_000);
    d.silence();
    d.peer(ACK.seq(1).ack(1 + WRITTEN));
    d.icmp(IcmpError.tooBig(1_280), WRITTEN);
    d.write(3_000);
    d.stack(ACK.len(ipv4 ? 1_460 : 1_440));
  }

  /** Linux's min_pmtu of 552, and 1,280 of IPv6: no router can make our packets tiny. */
  @ParameterizedTest
  @CsvSource({"true, 512", "false, 1220"})
  void theSizeNeverFallsBelowTheFloor(boolean ipv4, int mss) {
    Dialogue d = inFlight(ipv4, false);
    d.icmp(IcmpError.tooBig(68), 1);
    assertThat(d.peekPayload()).hasSize(mss);
    goesAgain(d, mss);
  }

  @Test
  void aLargerMtuThanOursIsIgnored() {
    Dialogue d = inFlight(true, false);
    d.icmp(IcmpError.tooBig(1_500), 1);
    d.icmp(IcmpError.tooBig(9_000), 1);
    d.silence();
  }

  /** Loss of this kind is no congestion (RFC 1191 section 6.5). */
  @Test
  void theCongestionWindowStays() {
    Dialogue d = inFlight(true, false);
    d.icmp(IcmpError.tooBig(1_000), 1);
    assertThat(Talks.info(d).congestionWindow()).isEqualTo(10);
    assertThat(Talks.info(d).slowStartThreshold()).isEqualTo(Integer.MAX_VALUE);
  }

  @Test
  void afterTenMinutesTheLinksSizeIsTriedAgain() {
    Dialogue d = inFlight(true, false);
    d.icmp(IcmpError.tooBig(1_000), 1);
    d.ignore().peer(ACK.seq(1).ack(1 + WRITTEN));
    d.after(601);
    d.write(2_000);
    d.stack(ACK.seq(1 + WRITTEN).len(1_460));
  }
}
