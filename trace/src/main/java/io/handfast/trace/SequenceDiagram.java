package io.handfast.trace;

import io.handfast.trace.DiagramEntry.Note;
import io.handfast.trace.DiagramEntry.Sent;
import io.handfast.trace.DiagramEntry.StateChange;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * A connection between two nodes as text, drawn downwards: each packet an arrow with the time it
 * was sent beside its sender and the time it arrived beside its receiver, each state where it was
 * entered, lost packets with what repaired them, long runs and silences folded.
 *
 * <pre>{@code
 * String text =
 *     new SequenceDiagram("client", "server")
 *         .add(new StateChange(0, "client", "CLOSED", "SYN-SENT"))
 *         .add(Sent.arrived(0, "client", "server", SegmentSummary.tcp(SYN, 0, 0, 0), 10_000_000))
 *         .render();
 * }</pre>
 *
 * <p>A state change shows on the arrow that was sent or arrived at the same nanosecond, else on a
 * row of its own. Entries may come in any order; those of equal time stay in the order given. Equal
 * entries give equal text.
 */
public final class SequenceDiagram {
  private final String[] left;
  private final String[] right;
  private final List<DiagramEntry> entries = new ArrayList<>();
  private DiagramStyle style = DiagramStyle.UNICODE;
  private DiagramText text = DiagramText.ENGLISH;
  private int laneWidth;
  private int foldFrom = 10;
  private long idleNanos = 500_000_000L;
  private OptionalLong start = OptionalLong.empty();

  /** Names the two nodes, which entries refer to. */
  public SequenceDiagram(String left, String right) {
    this.left = new String[] {left, ""};
    this.right = new String[] {right, ""};
  }

  /** A second line below each name, for example {@code 10.0.0.1:40000}. */
  public SequenceDiagram subtitles(String left, String right) {
    this.left[1] = left;
    this.right[1] = right;
    return this;
  }

  /** Signs to draw with; {@link DiagramStyle#UNICODE} unless told. */
  public SequenceDiagram style(DiagramStyle style) {
    this.style = style;
    return this;
  }

  /** Language; {@link DiagramText#ENGLISH} unless told. */
  public SequenceDiagram text(DiagramText text) {
    this.text = text;
    return this;
  }

  /**
   * Columns between the two lines of time, at least 24; unless told, 48 to 72 after the labels.
   *
   * @throws IllegalArgumentException when below 24
   */
  public SequenceDiagram laneWidth(int columns) {
    if (columns < 24) {
      throw new IllegalArgumentException("a lane has at least 24 columns, not " + columns);
    }
    laneWidth = columns;
    return this;
  }

  /** Shortest run of plain segments that is folded, at least 6; 10 unless told. */
  public SequenceDiagram foldFrom(int segments) {
    foldFrom = segments;
    return this;
  }

  /** Shortest silence that is shown as one, in nanoseconds; 500 ms unless told. */
  public SequenceDiagram idleNanos(long nanos) {
    idleNanos = nanos;
    return this;
  }

  /** Counts times from here, in nanoseconds; from the first entry unless told. */
  public SequenceDiagram startAt(long nanos) {
    start = OptionalLong.of(nanos);
    return this;
  }

  /**
   * Adds what happened.
   *
   * @throws IllegalArgumentException when it names a node that is not in this diagram
   */
  public SequenceDiagram add(DiagramEntry entry) {
    switch (entry) {
      case Sent sent -> {
        check(sent.from());
        check(sent.to());
      }
      case StateChange change -> check(change.node());
      case Note note -> check(note.node());
    }
    entries.add(entry);
    return this;
  }

  private void check(String node) {
    if (!node.equals(left[0]) && !node.equals(right[0])) {
      throw new IllegalArgumentException(
          "no node " + node + " between " + left[0] + " and " + right[0]);
    }
  }

  /** The diagram, with a line end behind each line. */
  public String render() {
    DiagramColumns columns = columns();
    return new DiagramPainter(style, text, columns).paint(rows());
  }

  /** The diagram as a picture (SVG) that stands alone, for light and dark. */
  public String svg(String title) {
    return new DiagramSvg(text, columns()).paint(title, rows());
  }

  private long zero() {
    return start.orElseGet(
        () -> entries.stream().mapToLong(DiagramEntry::timeNanos).min().orElse(0));
  }

  private DiagramColumns columns() {
    return new DiagramColumns(left, right, entries, text, zero(), laneWidth);
  }

  private List<DiagramRow> rows() {
    List<DiagramRow> rows = DiagramLayout.rows(entries, new DiagramRepairs(text, zero()));
    return DiagramFolding.foldRuns(DiagramFolding.showGaps(rows, idleNanos), foldFrom);
  }
}
