package io.handfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code demo} in a JVM of its own, because the provider is one per JVM. */
@Timeout(60)
class DemoTest {
  @TempDir private Path directory;

  private record Outcome(int code, String output) {}

  @Test
  void everyByteArrivesOverAnHonestLinkAndOverALossyOne() throws Exception {
    for (String loss : List.of("0", "10")) {
      Outcome demo = demo("--loss", loss);
      assertThat(demo.output).contains("SYN,ACK", "TIME-WAIT", "Every byte arrived");
      assertThat(demo.code).isZero();
      assertThat(Files.size(directory.resolve("capture"))).isGreaterThan(20_000);
    }
  }

  @Test
  void anEndThatGivesUpEndsTheDemo() throws Exception {
    Outcome demo = demo("--loss", "90", "--seed", "1");
    assertThat(demo.output).contains("the SYN was not answered", "No whole answer came");
    assertThat(demo.code).isEqualTo(1);
  }

  private Outcome demo(String... arguments) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dstdout.encoding=UTF-8",
                "--module-path",
                System.getProperty("jdk.module.path"),
                "--module",
                "io.handfast.cli/io.handfast.cli.Main",
                "demo",
                "--capture",
                directory.resolve("capture").toString()));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    byte[] output = process.getInputStream().readAllBytes();
    return new Outcome(process.waitFor(), new String(output, StandardCharsets.UTF_8));
  }
}
