package io.handfast.trace;

import static io.handfast.wire.TcpFlags.ACK;
import static io.handfast.wire.TcpFlags.FIN;
import static io.handfast.wire.TcpFlags.PSH;
import static io.handfast.wire.TcpFlags.SYN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.handfast.trace.DiagramEntry.Note;
import io.handfast.trace.DiagramEntry.Sent;
import io.handfast.trace.DiagramEntry.StateChange;
import io.handfast.wire.IpAddress;
import io.handfast.wire.IpPackets;
import io.handfast.wire.TcpHeader;
import io.handfast.wire.TcpOption;
import io.handfast.wire.TcpOptionList;
import io.handfast.wire.TcpView;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Every diagram here was drawn by hand before the code drew it. */
class SequenceDiagramTest {
  private static final long MS = 1_000_000L;
  private static final String C = "client";
  private static final String S = "server";

  private final SequenceDiagram diagram = new SequenceDiagram(C, S);

  private static Sent forth(long ms, int flags, int seq, int ack, int length) {
    SegmentSummary segment = SegmentSummary.tcp(flags, seq, ack, length);
    return Sent.arrived(ms * MS, C, S, segment, (ms + 10) * MS);
  }

  private static Sent back(long ms, int flags, int seq, int ack, int length) {
    SegmentSummary segment = SegmentSummary.tcp(flags, seq, ack, length);
    return Sent.arrived(ms * MS, S, C, segment, (ms + 10) * MS);
  }

  private static Sent lost(Sent sent) {
    return Sent.dropped(sent.timeNanos(), sent.from(), sent.to(), sent.summary(), "lost");
  }

  private static List<DiagramEntry> lostSyn() {
    return List.of(
        new StateChange(0, C, "CLOSED", "SYN-SENT"),
        lost(forth(0, SYN, 0, 0, 0)),
        new Note(1000 * MS, C, "RTO expired, 1st retransmission"),
        forth(1000, SYN, 0, 0, 0),
        new StateChange(1010 * MS, S, "LISTEN", "SYN-RECEIVED"),
        back(1010, SYN | ACK, 0, 1, 0),
        new StateChange(1020 * MS, C, "SYN-SENT", "ESTABLISHED"),
        forth(1020, ACK, 1, 1, 0),
        new StateChange(1030 * MS, S, "SYN-RECEIVED", "ESTABLISHED"));
  }

  @Test
  void aLostSynIsRepairedByItsRetransmission() {
    lostSyn().forEach(diagram::add);
    assertThat(diagram.laneWidth(40).render())
        .isEqualTo(
            """
                           client                                            server
              time s       CLOSED ┬                                        ┬ LISTEN          time s
            0.000000     SYN-SENT │── SYN  seq 0 ────────────────✗ lost    │
                                  │   ↳ repaired at 1.000000               │
                                  ┊           … 1 s of silence …           ┊
            1.000000              │ ◦ RTO expired, 1st retransmission      │
            1.000000              │── SYN  seq 0 ─────────────────────────▶│ SYN-RECEIVED  1.010000
                                  │   ↳ sent again, first at 0.000000      │
            1.020000  ESTABLISHED │◀────────────── SYN,ACK  seq 0  ack 1 ──│               1.010000
            1.020000              │── ACK  seq 1  ack 1 ──────────────────▶│ ESTABLISHED   1.030000
                      ESTABLISHED ┴                                        ┴ ESTABLISHED
            """);
  }

  @Test
  void theOrderOfEntriesDoesNotMatter() {
    lostSyn().forEach(diagram::add);
    List<DiagramEntry> shuffled = new ArrayList<>(lostSyn());
    Collections.swap(shuffled, 0, 8);
    Collections.swap(shuffled, 1, 7);
    SequenceDiagram other = new SequenceDiagram(C, S);
    shuffled.forEach(other::add);
    assertThat(other.render()).isEqualTo(diagram.render());
  }

  /** Twelve plain segments: two shown, eight folded, two shown; then the peer is silent. */
  @Test
  void aLongRunIsFoldedAndTheRestDrawnInAscii() {
    for (int i = 0; i < 6; i++) {
      diagram.add(forth(i, PSH | ACK, 1 + 1000 * i, 1, 1000));
      diagram.add(back(10 + i, ACK, 1, 1001 + 1000 * i, 0));
    }
    diagram.add(new Note(60_025 * MS, S, "keep-alive"));
    assertThat(diagram.style(DiagramStyle.ASCII).laneWidth(50).render())
        .isEqualTo(
            """
                       client                                                      server
               time s         +                                                  +            time s
             0.000000         |-- PSH,ACK  seq 1  ack 1  len 1000 -------------->|          0.010000
             0.001000         |-- PSH,ACK  seq 1001  ack 1  len 1000 ----------->|          0.011000
                              : ~ 4 data segments, 4 kB >, 4 ACKs <, in 21 ms ~  :
             0.024000         |<------------------------- ACK  seq 1  ack 5001 --|          0.014000
             0.025000         |<------------------------- ACK  seq 1  ack 6001 --|          0.015000
                              :               ~ 60 s of silence ~                :
                              |                                     keep-alive * |         60.025000
                              +                                                  +
            """);
  }

  @Test
  void bothCloseAtOnceAndTheLostAckOfOneIsRepairedByTheOther() {
    diagram.add(new StateChange(0, C, "ESTABLISHED", "FIN-WAIT-1"));
    diagram.add(forth(0, FIN | ACK, 1, 1, 0));
    diagram.add(new StateChange(5 * MS, S, "ESTABLISHED", "FIN-WAIT-1"));
    diagram.add(back(5, FIN | ACK, 1, 1, 0));
    diagram.add(new StateChange(10 * MS, S, "FIN-WAIT-1", "CLOSING"));
    diagram.add(lost(back(10, ACK, 2, 2, 0)).withNote("the last chance"));
    diagram.add(new StateChange(15 * MS, C, "FIN-WAIT-1", "CLOSING"));
    diagram.add(forth(15, ACK, 2, 2, 0));
    diagram.add(new StateChange(25 * MS, S, "CLOSING", "TIME-WAIT"));
    diagram.add(back(30, ACK, 2, 2, 0));
    diagram.add(new StateChange(40 * MS, C, "CLOSING", "TIME-WAIT"));
    diagram.add(new StateChange(60_040 * MS, C, "TIME-WAIT", "CLOSED"));
    assertThat(diagram.subtitles("10.0.0.1:40000", "").laneWidth(44).render())
        .isEqualTo(
            """
                               client                                                server
                       10.0.0.1:40000
               time s     ESTABLISHED ┬                                            ┬ ESTABLISHED     time s
             0.000000      FIN-WAIT-1 │── FIN,ACK  seq 1  ack 1 ──────────────────▶│ CLOSING       0.010000
             0.015000         CLOSING │◀────────────────── FIN,ACK  seq 1  ack 1 ──│ FIN-WAIT-1    0.005000
                                      │                  crosses the one above ↲   │
                                      │     lost ✗──────────── ACK  seq 2  ack 2 ──│               0.010000
                                      │                        the last chance ↲   │
                                      │    covered by a later ACK, at 0.030000 ↲   │
             0.015000                 │── ACK  seq 2  ack 2 ──────────────────────▶│ TIME-WAIT     0.025000
             0.040000       TIME-WAIT │◀────────────────────── ACK  seq 2  ack 2 ──│               0.030000
                                      ┊            … 60 s of silence …             ┊
            60.040000          CLOSED │                                            │
                               CLOSED ┴                                            ┴ TIME-WAIT
            """);
  }

  @Test
  void aLabelTooLongForTheLaneIsCutAndANoteIsWrapped() {
    SegmentSummary ping = SegmentSummary.of("ICMP echo request id 1 seq 2");
    diagram.add(Sent.arrived(0, C, S, ping, MS).withNote("asks whether the path is there"));
    assertThat(diagram.laneWidth(24).render())
        .isEqualTo(
            """
                      client                            server
              time s         ┬                        ┬           time s
            0.000000         │── ICMP echo request… ─▶│         0.001000
                             │   ↳ asks whether the   │
                             │     path is there      │
                             ┴                        ┴
            """);
  }

  @Test
  void aRunThatASilenceInterruptsIsTwoRuns() {
    for (int i = 0; i < 18; i++) {
      diagram.add(forth(i < 9 ? i : 5000 + i, ACK, 1 + 10 * i, 1, 10));
    }
    assertThat(diagram.render()).contains("4.991 s of silence").doesNotContain("data segments");
    assertThat(diagram.foldFrom(9).render().split("… 5 data segments, 50 B")).hasSize(3);
  }

  /** The second segment is lost; what is sent again covers it with a larger one. */
  @Test
  void aLostDataSegmentIsRepairedByAnyThatCarriesIt() {
    diagram.add(forth(0, ACK, 1, 1, 100));
    diagram.add(lost(forth(1, ACK, 101, 1, 100)));
    diagram.add(forth(2, ACK, 201, 1, 100));
    diagram.add(forth(40, ACK, 101, 1, 200));
    String drawn = diagram.render();
    assertThat(drawn.lines().filter(line -> line.contains("repaired at 0.040000"))).hasSize(1);
    assertThat(drawn.lines().filter(line -> line.contains("sent again, first at 0.001000")))
        .hasSize(1);
  }

  @Test
  void aSegmentOfTheWireSaysWhatMatters() {
    IpAddress a = IpAddress.parse("fd00::1");
    IpAddress b = IpAddress.parse("fd00::2");
    RelativeNumbers numbers = new RelativeNumbers();
    TcpOptionList sack = TcpOptionList.aligned(TcpOption.Sack.of(-1, 99, 199, 299));
    assertThat(summary(a, b, TcpHeader.of(1, 2, -101, 0, SYN, 10), numbers).label())
        .isEqualTo("SYN  seq 0");
    assertThat(summary(b, a, TcpHeader.of(2, 1, 5000, -100, SYN | ACK, 10), numbers).label())
        .isEqualTo("SYN,ACK  seq 0  ack 1");
    TcpHeader full = TcpHeader.of(2, 1, 5001, -50, ACK, 0).withOptions(sack);
    assertThat(summary(b, a, full, numbers))
        .isEqualTo(
            new SegmentSummary(
                "ACK  seq 1  ack 51  len 3  win 0  sack 100-200,300-400", ACK, 1, 51, 3, 1));
  }

  @Test
  void theSameNumberInAnotherConnectionIsNotSentAgain() {
    IpAddress a = IpAddress.parse("fd00::1");
    IpAddress b = IpAddress.parse("fd00::2");
    RelativeNumbers numbers = new RelativeNumbers();
    int[] portAndNumber = {4000, 7, 4001, 7, 4000, 7, 4000, 90_000};
    for (int i = 0; i < portAndNumber.length; i += 2) {
      TcpHeader syn = TcpHeader.of(portAndNumber[i], 80, portAndNumber[i + 1], 0, SYN, 10);
      SegmentSummary summary = summary(a, b, syn, numbers);
      diagram.add(Sent.arrived(i * MS, "client", "server", summary, (i + 1) * MS));
    }
    assertThat(diagram.render().lines().filter(each -> each.contains("sent again"))).hasSize(1);
    assertThat(diagram.render()).contains("sent again, first at 0.000000");
  }

  private static SegmentSummary summary(
      IpAddress from, IpAddress to, TcpHeader header, RelativeNumbers numbers) {
    byte[] payload = new byte[header.window() == 0 ? 3 : 0];
    byte[] packet = IpPackets.tcp(from, to, header, payload);
    TcpView tcp = new TcpView();
    assertThat(tcp.wrap(MemorySegment.ofArray(packet), 40, packet.length - 40)).isNull();
    return SegmentSummary.of(from, to, tcp, numbers);
  }

  @Test
  void withoutEntriesThereIsAHeadOnly() {
    assertThat(diagram.laneWidth(24).render().lines()).hasSize(3);
  }

  @Test
  void linesAreEquallyWideInChineseToo() {
    DiagramText chinese =
        new DiagramText(
            "时间",
            "静默 %s",
            "于 %s 修复",
            "由后续 ACK 覆盖：%s",
            "重传，首次于 %s",
            "与上一个交错",
            "1 个数据段 %s",
            "%d 个数据段 %s",
            "1 个 ACK",
            "%d 个 ACK",
            "历时 %s",
            "%d 分 %s 秒");
    lostSyn().forEach(diagram::add);
    List<String> english = diagram.render().lines().toList();
    List<String> lines = diagram.text(chinese).render().lines().toList();
    assertThat(lines).hasSameSizeAs(english);
    assertThat(lines.get(3)).contains("于 1.000000 修复");
    for (int i = 1; i < lines.size(); i++) {
      int bar = lastBar(english.get(i));
      int columns = TextWidth.of(lines.get(i).substring(0, lastBar(lines.get(i))));
      assertThat(columns).as(lines.get(i)).isEqualTo(bar);
    }
  }

  private static int lastBar(String line) {
    return Math.max(
        Math.max(line.lastIndexOf('│'), line.lastIndexOf('┊')),
        Math.max(line.lastIndexOf('┬'), line.lastIndexOf('┴')));
  }

  @Test
  void strangersAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> diagram.add(new Note(0, "router", "hello")))
        .withMessage("no node router between client and server");
  }

  @Test
  void durationsAndSizesAreForPeople() {
    DiagramText text = DiagramText.ENGLISH;
    assertThat(text.duration(250)).isEqualTo("250 ns");
    assertThat(text.duration(1_500)).isEqualTo("1.5 µs");
    assertThat(text.duration(999_999_999)).isEqualTo("1 s");
    assertThat(text.duration(1_020_000_000)).isEqualTo("1.02 s");
    assertThat(text.duration(119_900_000_000L)).isEqualTo("119.9 s");
    assertThat(text.duration(125_500_000_000L)).isEqualTo("2 min 5.5 s");
    assertThat(DiagramText.size(999)).isEqualTo("999 B");
    assertThat(DiagramText.size(1_449)).isEqualTo("1.4 kB");
    assertThat(DiagramText.size(447_123)).isEqualTo("447 kB");
    assertThat(DiagramText.size(999_600)).isEqualTo("1 MB");
  }
}
