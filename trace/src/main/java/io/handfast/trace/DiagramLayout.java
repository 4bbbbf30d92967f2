package io.handfast.trace;

import io.handfast.trace.DiagramEntry.Note;
import io.handfast.trace.DiagramEntry.Sent;
import io.handfast.trace.DiagramEntry.StateChange;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Puts entries in order and state changes on the arrows that brought them about. */
final class DiagramLayout {
  /** States that a node enters by sending; all others it enters by receiving, or by a timer. */
  private static final Set<String> BY_SENDING = Set.of("SYN-SENT", "FIN-WAIT-1", "LAST-ACK");

  private record Moment(String node, long timeNanos) {}

  private static final class Draft {
    private final Sent sent;
    private String senderState = "";
    private String receiverState = "";

    Draft(Sent sent) {
      this.sent = sent;
    }

    boolean take(boolean asSender, String state) {
      String taken = asSender ? senderState : receiverState;
      if (!taken.isEmpty()) {
        return false;
      }
      if (asSender) {
        senderState = state;
      } else {
        receiverState = state;
      }
      return true;
    }
  }

  private final Map<Moment, List<Draft>> sendings = new HashMap<>();
  private final Map<Moment, List<Draft>> arrivals = new HashMap<>();
  private final DiagramRepairs repairs;

  private DiagramLayout(DiagramRepairs repairs) {
    this.repairs = repairs;
  }

  static List<DiagramRow> rows(List<DiagramEntry> entries, DiagramRepairs repairs) {
    List<DiagramEntry> sorted = new ArrayList<>(entries);
    sorted.sort(Comparator.comparingLong(DiagramEntry::timeNanos));
    repairs.lookAt(sorted);
    return new DiagramLayout(repairs).rows(sorted);
  }

  private List<DiagramRow> rows(List<DiagramEntry> sorted) {
    List<Object> drafts = new ArrayList<>();
    for (DiagramEntry entry : sorted) {
      drafts.add(entry instanceof Sent sent ? draft(sent) : entry);
    }
    List<DiagramRow> rows = new ArrayList<>();
    drafts.removeIf(entry -> entry instanceof StateChange change && attach(change));
    for (Object entry : drafts) {
      rows.add(row(entry));
    }
    return rows;
  }

  private Draft draft(Sent sent) {
    Draft draft = new Draft(sent);
    add(sendings, new Moment(sent.from(), sent.timeNanos()), draft);
    if (sent.hasArrived()) {
      add(arrivals, new Moment(sent.to(), sent.arrivalNanos()), draft);
    }
    return draft;
  }

  private static void add(Map<Moment, List<Draft>> map, Moment moment, Draft draft) {
    map.computeIfAbsent(moment, _ -> new ArrayList<>()).add(draft);
  }

  private boolean attach(StateChange change) {
    boolean senderFirst = BY_SENDING.contains(change.to());
    return attach(change, senderFirst) || attach(change, !senderFirst);
  }

  private boolean attach(StateChange change, boolean asSender) {
    Moment moment = new Moment(change.node(), change.timeNanos());
    return (asSender ? sendings : arrivals)
        .getOrDefault(moment, List.of()).stream()
            .anyMatch(draft -> draft.take(asSender, change.to()));
  }

  private DiagramRow row(Object entry) {
    return switch (entry) {
      case Draft draft ->
          new DiagramRow.Arrow(
              draft.sent, draft.senderState, draft.receiverState, repairs.notes(draft.sent));
      case StateChange change ->
          new DiagramRow.Side(change.timeNanos(), change.node(), change.to(), "");
      case Note note -> new DiagramRow.Side(note.timeNanos(), note.node(), "", note.text());
      default -> throw new IllegalStateException("no row for " + entry);
    };
  }
}
