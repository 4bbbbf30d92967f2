package io.handfast.cli;

import io.handfast.sim.Language;
import io.handfast.sim.Moment;
import io.handfast.sim.scenario.Bilingual;
import io.handfast.sim.scenario.Scenario;
import io.handfast.sim.scenario.ScenarioRun;
import io.handfast.sim.scenario.Verdict;
import io.handfast.trace.TextColumns;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/** A scenario that was played, for a person: story, diagram, reasons, verdicts, something to do. */
final class PlayText {
  private static final int WIDTH = 100;
  private static final int MANY = 40;

  private final ScenarioRun run;
  private final Scenario scenario;
  private final Language language;
  private final boolean markdown;
  private final boolean whole;
  private final PrintWriter out;
  private boolean states;

  PlayText(ScenarioRun run, Language language, boolean markdown, boolean whole, PrintWriter out) {
    this.run = run;
    this.scenario = run.scenario();
    this.language = language;
    this.markdown = markdown;
    this.whole = whole;
    this.out = out;
  }

  /** The state diagram instead of the sequence. */
  PlayText states(boolean wanted) {
    states = wanted;
    return this;
  }

  void print() {
    out.println((markdown ? "# " : "") + scenario.title().in(language));
    out.println();
    quote(scenario.caption());
    paragraph(scenario.text());
    diagram();
    steps();
    reasons();
    sockets();
    if (whole) {
      verdicts();
    }
    labelled("Try", "试一试", scenario.task());
    labelled("Ask yourself", "想一想", scenario.question());
    labelled("Answer", "答案", scenario.answer());
  }

  private void quote(Bilingual text) {
    if (text.in(language).isEmpty()) {
      return;
    }
    TextColumns.wrap(text.in(language), WIDTH - 2)
        .forEach(line -> out.println((markdown ? "> " : "  ") + line));
    out.println();
  }

  private void paragraph(Bilingual text) {
    String joined = text.in(language).replaceAll("(?<=\\p{IsHan}|[，。；：！？、）])\\n", "");
    TextColumns.wrap(joined.replace('\n', ' '), WIDTH).forEach(out::println);
    out.println();
  }

  private void diagram() {
    fence();
    out.print(
        states
            ? run.recorder().states(language).render()
            : run.recorder().diagram(language).render());
    closeFence();
    long strangers = run.chronicle().strangers();
    if (strangers > 0) {
      out.println(
          language.choose(
              strangers + " packets of others are not drawn.", "另有 " + strangers + " 个第三方报文未画出。"));
    }
    out.println();
  }

  private void fence() {
    if (markdown) {
      out.println("```text");
    }
  }

  private void closeFence() {
    if (markdown) {
      out.println("```");
    }
  }

  // ---- steps of programs ----

  private void steps() {
    List<Moment.Step> steps = run.steps();
    if (steps.isEmpty()) {
      return;
    }
    heading("Step by step", "逐步");
    int hosts = steps.stream().mapToInt(each -> each.host().length()).max().orElse(1);
    for (Moment.Step each : steps) {
      String time = String.format(Locale.ROOT, "%.3f", each.at() / 1e9);
      String words = language.choose(each.english(), each.chinese());
      String begin = markdown ? "- " : "  ";
      out.println(String.format("%s%9s  %-" + hosts + "s  %s", begin, time, each.host(), words));
    }
    out.println();
  }

  // ---- reasons ----

  private void reasons() {
    heading("Why", "为什么");
    List<Moment.StateChange> changes =
        run.chronicle().moments().stream()
            .filter(Moment.StateChange.class::isInstance)
            .map(Moment.StateChange.class::cast)
            .toList();
    int hosts = changes.stream().mapToInt(each -> each.host().length()).max().orElse(1);
    changes.stream().limit(MANY).forEach(each -> reason(each, hosts));
    if (changes.size() > MANY) {
      int more = changes.size() - MANY;
      out.println("  " + language.choose("… and " + more + " more", "……另有 " + more + " 条"));
    }
    out.println();
  }

  private void reason(Moment.StateChange change, int hosts) {
    String time = String.format(Locale.ROOT, "%.3f", change.at() / 1e9);
    String line =
        String.format(
            "%s%9s  %-" + hosts + "s  %-12s  %s  [%s]",
            markdown ? "- " : "  ",
            time,
            change.host(),
            change.to().rfc(),
            language.words(change.reason()),
            change.reason().source());
    out.println(line);
  }

  // ---- what is left ----

  private void sockets() {
    heading("Sockets now", "此刻的套接字");
    fence();
    new HostView(run, out).print("ss", List.of(run.recorder().left(), run.recorder().right()));
    closeFence();
    out.println();
  }

  // ---- verdicts ----

  private void verdicts() {
    heading("Expected", "预期与结果");
    for (Verdict each : run.verdicts()) {
      String mark = each.met() ? "✓" : "✗";
      String instead = each.met() ? "" : language.choose("; instead: ", "；实际：") + each.actual();
      out.println((markdown ? "- " : "  ") + mark + " " + each.sentence().in(language) + instead);
    }
    out.println();
  }

  private void heading(String english, String chinese) {
    out.println((markdown ? "## " : "") + language.choose(english + ":", chinese + "："));
    if (markdown) {
      out.println();
    }
  }

  private void labelled(String english, String chinese, Bilingual text) {
    if (!text.in(language).isEmpty()) {
      String label = language.choose(english + ": ", chinese + "：");
      TextColumns.wrap(label + text.in(language), WIDTH).forEach(out::println);
    }
  }
}
