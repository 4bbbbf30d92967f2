package io.handfast.http;

import io.handfast.names.LookupStep;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** A report as phases in the order in which they began, and as text with the packets of each. */
public final class Timeline {
  private static final int BAR = 30;

  private final HttpReport report;
  private final List<Phase> phases = new ArrayList<>();

  /** The phases of a report. */
  public Timeline(HttpReport report) {
    this.report = report;
    lookup();
    for (int i = 0; i < report.connections().size(); i++) {
      connection(i);
    }
    phases.sort(Comparator.comparingLong(Phase::start));
  }

  /** In the order in which they began. */
  public List<Phase> phases() {
    return List.copyOf(phases);
  }

  private void lookup() {
    long asked =
        report.steps().stream()
            .filter(each -> each.kind() == LookupStep.Kind.QUERY)
            .mapToLong(LookupStep::nanos)
            .findFirst()
            .orElse(report.resolved());
    String source = report.lookup().source().name().toLowerCase(Locale.ROOT);
    String addresses = report.job().host() + " is " + report.lookup().addresses();
    boolean fromDns = asked < report.resolved();
    String first = fromDns ? "knows nothing of " + report.job().host() : addresses;
    add("Hosts and cache", source.equals("literal") ? "" : first, report.started(), asked);
    if (fromDns) {
      add("DNS Lookup", addresses, asked, report.resolved());
    }
  }

  private void connection(int index) {
    ConnectionTiming line = report.connections().get(index);
    String ends = line.local().getPort() + " to " + text(line);
    String failed = line.failed().isEmpty() ? "" : ", after " + String.join("; ", line.failed());
    add("Initial connection", ends + failed, line.dialed(), line.connected());
    if (line.secured() != 0) {
      add("SSL", "", line.connected(), line.secured());
    }
    List<RequestTiming> all =
        report.requests().stream().filter(each -> each.connection() == index).toList();
    boolean together =
        report.job().mode() == HttpMode.PIPELINED || report.job().mode() == HttpMode.HTTP_2;
    if (together && all.size() > 1) {
      together(all);
    } else {
      all.forEach(this::single);
    }
    add("Close", "", line.closing(), line.closed());
  }

  private static String text(ConnectionTiming line) {
    return line.remote().getAddress().getHostAddress() + " port " + line.remote().getPort();
  }

  private void together(List<RequestTiming> all) {
    long first = all.stream().mapToLong(RequestTiming::firstByte).min().orElseThrow();
    long start = all.getFirst().started();
    long sent = Math.min(first, all.stream().mapToLong(RequestTiming::sent).max().orElseThrow());
    long done = all.stream().mapToLong(RequestTiming::done).max().orElseThrow();
    String what = all.size() + " requests at once";
    add("Request sent", what, start, sent);
    add("Waiting (TTFB)", "", sent, first);
    add("Content Download", what, first, done);
  }

  private void single(RequestTiming request) {
    String number =
        report.requests().size() == 1 ? "" : "request " + (report.requests().indexOf(request) + 1);
    add("Request sent", number, request.started(), request.sent());
    add("Waiting (TTFB)", "", request.sent(), request.firstByte());
    String answer = request.status() + ", " + request.bytes() + " bytes";
    add("Content Download", answer, request.firstByte(), request.done());
  }

  private void add(String name, String detail, long start, long end) {
    phases.add(new Phase(name, detail, start, end));
  }

  /**
   * As lines: when each phase began, how long it took, a bar, and how many packets went and came;
   * with the packets themselves below it when wanted.
   */
  public List<String> lines(List<PacketLog.Entry> packets, boolean showPackets) {
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format("%10s %10s  %-30s %-19s %7s", "start ms", "ms", "", "phase", "packets"));
    for (int i = 0; i < phases.size(); i++) {
      Phase phase = phases.get(i);
      List<PacketLog.Entry> own = packetsOf(i, packets);
      lines.add(line(phase, own.size()));
      if (showPackets) {
        own.forEach(each -> lines.add(packet(each)));
      }
    }
    return lines;
  }

  /** A packet belongs to the phase that began last before it. */
  private List<PacketLog.Entry> packetsOf(int index, List<PacketLog.Entry> packets) {
    long from = index == 0 ? Long.MIN_VALUE : phases.get(index).start();
    long to = index + 1 < phases.size() ? phases.get(index + 1).start() : Long.MAX_VALUE;
    return packets.stream().filter(each -> each.nanos() >= from && each.nanos() < to).toList();
  }

  private String line(Phase phase, int packets) {
    return String.format(
            Locale.ROOT,
            "%10.3f %10.3f  %s %-19s %7d  %s",
            millis(phase.start()),
            (phase.end() - phase.start()) / 1e6,
            bar(phase),
            phase.name(),
            packets,
            phase.detail())
        .stripTrailing();
  }

  private String packet(PacketLog.Entry entry) {
    String arrow = entry.sent() ? "▶" : "◀";
    return String.format(Locale.ROOT, "%10.3f  %s %s", millis(entry.nanos()), arrow, entry.line());
  }

  private double millis(long nanos) {
    return (nanos - report.started()) / 1e6;
  }

  private String bar(Phase phase) {
    long whole = Math.max(1, report.ended() - report.started());
    int from = (int) ((phase.start() - report.started()) * BAR / whole);
    int to = (int) Math.ceilDiv((phase.end() - report.started()) * BAR, whole);
    int start = Math.clamp(from, 0, BAR - 1);
    int end = Math.clamp(to, start + 1, BAR);
    return " ".repeat(start) + "█".repeat(end - start) + " ".repeat(BAR - end);
  }
}
