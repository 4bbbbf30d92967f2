package io.handfast.trace;

import io.handfast.trace.DiagramEntry.Sent;
import io.handfast.wire.TcpFlags;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Finds out which packets were sent again, what repaired the lost ones, and which crossed. */
final class DiagramRepairs {
  private final DiagramText text;
  private final long zeroNanos;
  private final Map<Sent, List<String>> notes = new IdentityHashMap<>();

  private record Sender(String node, int connection) {}

  /** Per sender the first packet with each sequence number. */
  private final Map<Sender, TreeMap<Long, Sent>> firsts = new HashMap<>();

  private final List<Sent> unrepaired = new ArrayList<>();
  private Sent previous;

  /** Times are told from {@code zeroNanos}. */
  DiagramRepairs(DiagramText text, long zeroNanos) {
    this.text = text;
    this.zeroNanos = zeroNanos;
  }

  /** Takes all entries, in order of time. */
  void lookAt(List<DiagramEntry> sorted) {
    for (DiagramEntry entry : sorted) {
      if (entry instanceof Sent sent) {
        notes.put(sent, new ArrayList<>(sent.note().isEmpty() ? List.of() : List.of(sent.note())));
        findFirst(sent);
        findRepaired(sent);
        findCrossing(sent);
        previous = sent;
      }
    }
  }

  /** What is to be said of a packet: its own note first. */
  List<String> notes(Sent sent) {
    return List.copyOf(notes.get(sent));
  }

  private void findFirst(Sent sent) {
    SegmentSummary segment = sent.summary();
    if (segment.sequenceLength() == 0) {
      return;
    }
    TreeMap<Long, Sent> sentBefore = firsts.computeIfAbsent(sender(sent), _ -> new TreeMap<>());
    long key = Integer.toUnsignedLong(segment.seq());
    Map.Entry<Long, Sent> before = sentBefore.floorEntry(key);
    if (before != null && before.getValue().summary().carries(segment.seq())) {
      note(sent, text.again(), before.getValue().timeNanos());
    } else {
      sentBefore.put(key, sent);
    }
  }

  private void findRepaired(Sent sent) {
    if (!sent.hasArrived()) {
      unrepaired.add(sent);
      return;
    }
    Iterator<Sent> lost = unrepaired.iterator();
    while (lost.hasNext()) {
      Sent gone = lost.next();
      if (!sender(gone).equals(sender(sent))) {
        continue;
      }
      if (gone.summary().sequenceLength() > 0
          ? sent.summary().carries(gone.summary().seq())
          : gone.summary().isPlain() && covers(sent.summary(), gone.summary())) {
        boolean data = gone.summary().sequenceLength() > 0;
        note(gone, data ? text.repaired() : text.covered(), sent.timeNanos());
        lost.remove();
      }
    }
  }

  private static Sender sender(Sent sent) {
    return new Sender(sent.from(), sent.summary().connection());
  }

  private static boolean covers(SegmentSummary later, SegmentSummary lost) {
    boolean acknowledges = (later.flags() & TcpFlags.ACK) != 0;
    return acknowledges && later.ack() - lost.ack() >= 0;
  }

  /** Only where it is worth a word: neither is one of the steady flow. */
  private void findCrossing(Sent sent) {
    boolean crosses =
        previous != null
            && previous.from().equals(sent.to())
            && previous.hasArrived()
            && sent.hasArrived()
            && sent.timeNanos() < previous.arrivalNanos()
            && !previous.summary().isPlain()
            && !sent.summary().isPlain();
    if (crosses) {
      notes.get(sent).add(text.crosses());
    }
  }

  private void note(Sent sent, String template, long timeNanos) {
    notes.get(sent).add(String.format(template, DiagramText.seconds(timeNanos - zeroNanos)));
  }
}
