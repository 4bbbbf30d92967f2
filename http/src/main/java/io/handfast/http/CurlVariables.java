package io.handfast.http;

import java.util.LinkedHashMap;
import java.util.Map;

/** The first request in the names and meanings of {@code curl -w}: seconds since the start. */
public final class CurlVariables {
  private CurlVariables() {}

  /** Names and values, in curl's order. */
  public static Map<String, Object> of(HttpReport report) {
    RequestTiming request = report.requests().getFirst();
    ConnectionTiming line = report.connectionOf(request);
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("http_code", request.status());
    values.put("http_version", report.job().mode().version());
    values.put("num_connects", report.connections().size());
    values.put("remote_ip", line.remote().getAddress().getHostAddress());
    values.put("remote_port", line.remote().getPort());
    values.put("local_port", line.local().getPort());
    values.put("size_download", request.bytes());
    values.put("time_namelookup", seconds(report, report.resolved()));
    values.put("time_connect", seconds(report, line.connected()));
    values.put("time_appconnect", line.secured() == 0 ? 0.0 : seconds(report, line.secured()));
    values.put("time_pretransfer", seconds(report, request.started()));
    values.put("time_starttransfer", seconds(report, request.firstByte()));
    values.put("time_total", seconds(report, request.done()));
    return values;
  }

  private static double seconds(HttpReport report, long nanos) {
    return Math.round((nanos - report.started()) / 1e3) / 1e6;
  }
}
