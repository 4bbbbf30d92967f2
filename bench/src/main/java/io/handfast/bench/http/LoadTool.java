package io.handfast.bench.http;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Load tools for HTTP, of the Debian packages {@code nghttp2-client} and {@code wrk}. */
enum LoadTool {
  /** As many requests as asked for. */
  H2LOAD {
    @Override
    List<String> command(String url, HttpOptions options, Path log) {
      return List.of(
          "h2load",
          "--h1",
          "-t1",
          "-c" + HttpOptions.CONNECTIONS,
          "-n" + options.requests(),
          "--log-file=" + log,
          url);
    }

    @Override
    LoadResult parse(String output, Path log) throws IOException {
      long total = (long) number(output, "requests: (\\d+) total");
      long right = (long) number(output, "status codes: (\\d+) 2xx");
      return new LoadResult(
          total, total - right, number(output, "finished in [^,]+, ([0-9.]+) req/s"), p99(log));
    }

    /** Its own summary has no percentiles; the third column of its log is microseconds. */
    private static double p99(Path log) throws IOException {
      try (Stream<String> lines = Files.lines(log)) {
        double[] sorted =
            lines.mapToDouble(each -> Double.parseDouble(each.split("\t")[2])).sorted().toArray();
        return sorted.length == 0 ? Double.NaN : sorted[(int) ((sorted.length - 1) * 0.99)];
      }
    }
  },

  /** For as long as asked for. */
  WRK {
    @Override
    List<String> command(String url, HttpOptions options, Path log) {
      String seconds = "-d" + options.seconds() + "s";
      return List.of("wrk", "-t1", "-c" + HttpOptions.CONNECTIONS, seconds, "--latency", url);
    }

    @Override
    LoadResult parse(String output, Path log) throws IOException {
      long errors = (long) sum(output, "Socket errors: connect (\\d+), read (\\d+), write (\\d+),");
      errors += (long) sum(output, "Non-2xx or 3xx responses: (\\d+)");
      errors += (long) sum(output, "Socket errors: .* timeout (\\d+)");
      return new LoadResult(
          (long) number(output, "(\\d+) requests in "),
          errors,
          number(output, "Requests/sec: +([0-9.]+)"),
          micros(output));
    }

    private static double micros(String output) throws IOException {
      Matcher matcher = matcher(output, "99% +([0-9.]+)(us|ms|s)");
      double scale =
          switch (matcher.group(2)) {
            case "us" -> 1;
            case "ms" -> 1e3;
            default -> 1e6;
          };
      return Double.parseDouble(matcher.group(1)) * scale;
    }
  };

  /** The command line; {@code log} is a file that it may write. */
  abstract List<String> command(String url, HttpOptions options, Path log);

  /**
   * What the tool said.
   *
   * @throws IOException when it is not what that tool says
   */
  abstract LoadResult parse(String output, Path log) throws IOException;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether the program is on the path. */
  boolean isInstalled() {
    return Stream.of(System.getenv("PATH").split(":"))
        .anyMatch(each -> Files.isExecutable(Path.of(each, toString())));
  }

  private static double number(String output, String pattern) throws IOException {
    return Double.parseDouble(matcher(output, pattern).group(1));
  }

  /** Of all groups; 0 when it is not there. */
  private static double sum(String output, String pattern) {
    Matcher matcher = Pattern.compile(pattern).matcher(output);
    double sum = 0;
    if (matcher.find()) {
      for (int i = 1; i <= matcher.groupCount(); i++) {
        sum += Double.parseDouble(matcher.group(i));
      }
    }
    return sum;
  }

  private static Matcher matcher(String output, String pattern) throws IOException {
    Matcher matcher = Pattern.compile(pattern).matcher(output);
    if (!matcher.find()) {
      throw new IOException("no '" + pattern + "' in: " + output.strip());
    }
    return matcher;
  }
}
