package io.handfast.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** The same seed and script give the same bytes, whatever runs them. */
class DeterminismTest {
  private static final int BYTES = 50_000;
  private static final int SEEDS = 5;

  /** What may differ from one run to the next. A new JVM has new hash seeds in any case. */
  private static final List<List<String>> OTHER_JVMS =
      List.of(
          List.of("-Xint"),
          List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"),
          List.of("-Duser.language=ar", "-Duser.country=EG", "-Duser.extensions=nu-arab"),
          List.of(
              "-Duser.timezone=Asia/Kolkata",
              "-Dfile.encoding=UTF-16",
              "-XX:+UnlockExperimentalVMOptions",
              "-XX:hashCode=0",
              "-XX:+UseParallelGC"));

  @Test
  void aHundredSeedsGiveTheSameCaptureTwice() throws IOException {
    for (int seed = 0; seed < 100; seed++) {
      assertThat(capture(seed)).as("seed %d", seed).isEqualTo(capture(seed));
    }
  }

  @Test
  void anotherSeedGivesAnotherCapture() throws IOException {
    assertThat(capture(1)).isNotEqualTo(capture(2));
  }

  @Test
  void theLocaleDoesNotMatter() throws IOException {
    byte[] before = capture(3);
    Locale locale = Locale.getDefault();
    Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
    try {
      assertThat(capture(3)).isEqualTo(before);
    } finally {
      Locale.setDefault(locale);
    }
  }

  @Test
  void anotherJvmWithOtherFlagsMakesTheSameCaptures() throws IOException {
    String here = CaptureDigest.digest(SEEDS);
    List<Process> others = new ArrayList<>();
    for (List<String> flags : OTHER_JVMS) {
      others.add(start(flags));
    }
    for (int i = 0; i < others.size(); i++) {
      assertThat(output(others.get(i))).as(OTHER_JVMS.get(i).toString()).isEqualTo(here);
    }
  }

  private static Process start(List<String> flags) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(flags);
    String classPath = System.getProperty("java.class.path");
    command.addAll(List.of("-cp", System.getProperty("surefire.test.class.path", classPath)));
    command.addAll(List.of(CaptureDigest.class.getName(), String.valueOf(SEEDS)));
    return new ProcessBuilder(command)
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .redirectInput(new File("/dev/null"))
        .start();
  }

  private static String output(Process process) throws IOException {
    byte[] bytes = process.getInputStream().readAllBytes();
    return new String(bytes, StandardCharsets.ISO_8859_1).replaceAll("[^0-9a-f]", "");
  }

  private static byte[] capture(long seed) throws IOException {
    return CaptureDigest.capture(seed, BYTES);
  }
}
