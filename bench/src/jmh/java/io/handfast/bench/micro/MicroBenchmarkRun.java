package io.handfast.bench.micro;

import org.junit.jupiter.api.Test;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** Runs the benchmarks of this package; {@code -Djmh.include=} a part of their names. */
class MicroBenchmarkRun {
  @Test
  void run() throws RunnerException {
    double seconds = Double.parseDouble(System.getProperty("jmh.seconds", "1"));
    TimeValue time = TimeValue.milliseconds((long) (seconds * 1_000));
    new Runner(
            new OptionsBuilder()
                .include(System.getProperty("jmh.include", "io.handfast.bench.micro"))
                .forks(Integer.getInteger("jmh.forks", 1))
                .warmupIterations(3)
                .warmupTime(time)
                .measurementIterations(5)
                .measurementTime(time)
                .jvmArgsAppend("-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED")
                .shouldFailOnError(true)
                .build())
        .run();
  }
}
