package io.handfast.bench.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What h2load 1.52 and wrk 4.1 said in real runs. */
class LoadToolTest {
  @TempDir Path directory;

  @Test
  void h2loadTellsRateAndFailuresAndItsLogTheLatencies() throws IOException {
    Path log = directory.resolve("log");
    Files.writeString(
        log,
        IntStream.rangeClosed(1, 200)
            .mapToObj(micros -> "1732576000000000\t200\t" + micros)
            .collect(Collectors.joining("\n", "", "\n")));
    String said =
        """
        finished in 2.86s, 35006.27 req/s, 4.64MB/s
        requests: 100000 total, 100000 started, 99997 done, 99996 succeeded, 4 failed, 3 errored, 0 timeout
        status codes: 99995 2xx, 0 3xx, 1 4xx, 0 5xx
        """;
    LoadResult result = LoadTool.H2LOAD.parse(said, log);
    assertThat(result).isEqualTo(new LoadResult(100_000, 5, 35_006.27, 198));
  }

  @Test
  void wrkTellsItAll() throws IOException {
    String said =
        """
        Running 3s test @ http://10.78.9.2:81/
          1 threads and 64 connections
          Latency Distribution
             50%    1.07ms
             99%   77.64ms
          84812 requests in 3.00s, 11.49MB read
          Socket errors: connect 1, read 2, write 3, timeout 4
          Non-2xx or 3xx responses: 5
        Requests/sec:  28269.84
        Transfer/sec:      3.83MB
        """;
    LoadResult result = LoadTool.WRK.parse(said, directory);
    assertThat(result).isEqualTo(new LoadResult(84_812, 15, 28_269.84, 77_640));
  }

  @Test
  void wrkWithoutErrorsAndWithOtherUnits() throws IOException {
    String said = " 99%  816.00us\n 3 requests in 1.00s, 1B read\nRequests/sec:      3.00\n";
    assertThat(LoadTool.WRK.parse(said, directory)).isEqualTo(new LoadResult(3, 0, 3, 816));
    assertThat(LoadTool.WRK.parse(said.replace("816.00us", "1.25s"), directory).p99Micros())
        .isEqualTo(1_250_000);
  }

  @Test
  void whatIsNoReportIsShown() {
    assertThatThrownBy(() -> LoadTool.WRK.parse("unable to connect", directory))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("unable to connect");
  }
}
