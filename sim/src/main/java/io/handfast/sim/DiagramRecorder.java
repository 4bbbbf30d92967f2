package io.handfast.sim;

import io.handfast.event.EventType;
import io.handfast.event.Reason;
import io.handfast.trace.DiagramEntry;
import io.handfast.trace.SequenceDiagram;
import io.handfast.trace.StateDiagram;

/** Draws what happened between two hosts as a sequence diagram, with both ends' states. */
public final class DiagramRecorder {
  private final SimHost left;
  private final SimHost right;
  private final Chronicle chronicle;

  /** Begins to record. */
  public DiagramRecorder(Simulation simulation, SimHost left, SimHost right) {
    this.left = left;
    this.right = right;
    this.chronicle = new Chronicle(simulation, left, right);
  }

  /** Name of the host on the left. */
  public String left() {
    return left.name();
  }

  /** Name of the host on the right. */
  public String right() {
    return right.name();
  }

  /** What is drawn. */
  public Chronicle chronicle() {
    return chronicle;
  }

  /** The diagram so far, in English. */
  public SequenceDiagram diagram() {
    return diagram(Language.ENGLISH);
  }

  /** The diagram so far. */
  public SequenceDiagram diagram(Language language) {
    SequenceDiagram diagram = new SequenceDiagram(left.name(), right.name());
    diagram.subtitles(left.address().toString(), right.address().toString());
    diagram.text(language.diagram()).startAt(0);
    for (Moment moment : chronicle.moments()) {
      if (isShown(moment)) {
        diagram.add(entry(moment, language));
      }
    }
    return diagram;
  }

  /** The ways of both through the state diagram of RFC 9293. */
  public StateDiagram states(Language language) {
    String notPassed = language.choose("not passed", "未经过");
    StateDiagram diagram = new StateDiagram(left.name(), right.name(), notPassed);
    for (Moment moment : chronicle.moments()) {
      if (moment instanceof Moment.StateChange change) {
        diagram.add(change.at(), change.host(), change.from(), change.to());
      }
    }
    return diagram;
  }

  /** What a segment of the diagram says already is not said again. */
  private static boolean isShown(Moment moment) {
    return !(moment instanceof Moment.Event event
        && event.type() == EventType.DROPPED
        && event.reason() == Reason.NO_LISTENER);
  }

  private static DiagramEntry entry(Moment moment, Language language) {
    return switch (moment) {
      case Moment.Segment segment -> segment(segment, language);
      case Moment.StateChange change ->
          new DiagramEntry.StateChange(
              change.at(), change.host(), change.from().rfc(), change.to().rfc());
      case Moment.Event event ->
          new DiagramEntry.Note(
              event.at(),
              event.host(),
              new EventWords(language).of(event.type(), event.reason(), event.a(), event.b()));
      case Moment.Step step ->
          new DiagramEntry.Note(
              step.at(), step.host(), language.choose(step.english(), step.chinese()));
      case Moment.Life life ->
          new DiagramEntry.Note(life.at(), life.host(), words(life.up(), language));
    };
  }

  private static String words(boolean up, Language language) {
    return up
        ? language.choose("up again: it remembers nothing", "重新启动：什么都不记得了")
        : language.choose("crashed", "宕机");
  }

  private static DiagramEntry segment(Moment.Segment segment, Language language) {
    String words = language.words(segment.fate());
    if (segment.arrivesAt() < 0) {
      return DiagramEntry.Sent.dropped(
          segment.at(), segment.host(), segment.to(), segment.summary(), words);
    }
    return DiagramEntry.Sent.arrived(
            segment.at(), segment.host(), segment.to(), segment.summary(), segment.arrivesAt())
        .withNote(segment.fate() == Fate.DELIVERED ? "" : words);
  }
}
