package io.handfast.http;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A report as an HTTP archive (HAR 1.2) in plain maps and lists, ready to be written as JSON. */
public final class Har {
  private final HttpReport report;
  private final Instant startedAt;

  private Har(HttpReport report, Instant startedAt) {
    this.report = report;
    this.startedAt = startedAt;
  }

  /**
   * The archive.
   *
   * @param startedAt the wall clock when the run began
   */
  public static Map<String, Object> of(HttpReport report, Instant startedAt) {
    Har har = new Har(report, startedAt);
    Map<String, Object> log = new LinkedHashMap<>();
    log.put("version", "1.2");
    log.put("creator", map("name", "handfast", "version", "0.1.0"));
    log.put("entries", report.requests().stream().map(har::entry).toList());
    return map("log", log);
  }

  private Map<String, Object> entry(RequestTiming request) {
    ConnectionTiming line = report.connectionOf(request);
    boolean opens =
        report.requests().stream()
            .filter(each -> each.connection() == request.connection())
            .findFirst()
            .orElseThrow()
            .equals(request);
    boolean first = request.equals(report.requests().getFirst());
    long begin = first ? report.started() : opens ? line.dialed() : request.started();
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("startedDateTime", startedAt.plusNanos(begin - report.started()).toString());
    entry.put("time", millis(begin, request.done()));
    entry.put("request", request(request));
    entry.put("response", response(request));
    entry.put("cache", Map.of());
    entry.put("timings", timings(request, line, first, opens));
    entry.put("serverIPAddress", line.remote().getAddress().getHostAddress());
    entry.put("connection", Integer.toString(line.local().getPort()));
    return entry;
  }

  private Map<String, Object> request(RequestTiming request) {
    return map(
        "method",
        "GET",
        "url",
        report.job().uri().toString(),
        "httpVersion",
        "HTTP/" + report.job().mode().version(),
        "cookies",
        List.of(),
        "headers",
        headers(request.heads().request()),
        "queryString",
        List.of(),
        "headersSize",
        -1,
        "bodySize",
        0);
  }

  private Map<String, Object> response(RequestTiming request) {
    return map(
        "status", request.status(),
        "statusText", request.heads().reason(),
        "httpVersion", "HTTP/" + report.job().mode().version(),
        "cookies", List.of(),
        "headers", headers(request.heads().response()),
        "content",
            map("size", request.bytes(), "mimeType", request.heads().answered("content-type")),
        "redirectURL", request.heads().answered("location"),
        "headersSize", -1,
        "bodySize", request.bytes());
  }

  private static List<Map<String, Object>> headers(List<Map.Entry<String, String>> lines) {
    return lines.stream()
        .map(each -> map("name", each.getKey(), "value", each.getValue()))
        .toList();
  }

  /** A phase that did not take place is -1; {@code connect} holds the time of {@code ssl}. */
  private Map<String, Object> timings(
      RequestTiming request, ConnectionTiming line, boolean first, boolean opens) {
    long ready = line.secured() == 0 ? line.connected() : line.secured();
    return map(
        "blocked", opens ? millis(ready, request.started()) : 0.0,
        "dns", first ? millis(report.started(), report.resolved()) : -1.0,
        "connect", opens ? millis(line.dialed(), ready) : -1.0,
        "ssl", opens && line.secured() != 0 ? millis(line.connected(), line.secured()) : -1.0,
        "send", millis(request.started(), request.sent()),
        "wait", millis(request.sent(), request.firstByte()),
        "receive", millis(request.firstByte(), request.done()));
  }

  private static double millis(long from, long to) {
    return Math.max(0, Math.round((to - from) / 1e3) / 1e3);
  }

  private static Map<String, Object> map(Object... pairs) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      map.put((String) pairs[i], pairs[i + 1]);
    }
    return map;
  }
}
