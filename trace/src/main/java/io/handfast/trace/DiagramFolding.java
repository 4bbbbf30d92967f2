package io.handfast.trace;

import io.handfast.trace.DiagramRow.Arrow;
import io.handfast.trace.DiagramRow.Fold;
import io.handfast.trace.DiagramRow.Gap;
import java.util.ArrayList;
import java.util.List;

/** Leaves out what a reader can do without: the middle of long runs, and time without events. */
final class DiagramFolding {
  /** Arrows shown before and behind a fold. */
  private static final int SHOWN = 2;

  private DiagramFolding() {}

  /** Folds runs of at least {@code from} dull arrows. */
  static List<DiagramRow> foldRuns(List<DiagramRow> rows, int from) {
    List<DiagramRow> folded = new ArrayList<>();
    List<Arrow> run = new ArrayList<>();
    for (DiagramRow row : rows) {
      if (row instanceof Arrow arrow && arrow.isDull()) {
        run.add(arrow);
      } else {
        addRun(folded, run, from);
        folded.add(row);
      }
    }
    addRun(folded, run, from);
    return folded;
  }

  private static void addRun(List<DiagramRow> folded, List<Arrow> run, int from) {
    if (run.size() < Math.max(from, 2 * SHOWN + 2)) {
      folded.addAll(run);
    } else {
      int last = run.size() - SHOWN;
      folded.addAll(run.subList(0, SHOWN));
      folded.add(new Fold(List.copyOf(run.subList(SHOWN, last))));
      folded.addAll(run.subList(last, run.size()));
    }
    run.clear();
  }

  /** Puts a gap wherever nothing happened, on any side or on the way, for {@code idleNanos}. */
  static List<DiagramRow> showGaps(List<DiagramRow> rows, long idleNanos) {
    List<DiagramRow> spaced = new ArrayList<>();
    long busyUntil = rows.isEmpty() ? 0 : rows.getFirst().startNanos();
    for (DiagramRow row : rows) {
      if (row.startNanos() - busyUntil >= idleNanos) {
        spaced.add(new Gap(busyUntil, row.startNanos()));
      }
      spaced.add(row);
      busyUntil = Math.max(busyUntil, row.endNanos());
    }
    return spaced;
  }
}
