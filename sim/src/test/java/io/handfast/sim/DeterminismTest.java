package io.handfast.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** The same seed and script give the same bytes. */
class DeterminismTest {
  private static final Impairment ROUGH =
      Impairment.NONE
          .withDelay(10_000_000)
          .withJitter(2_000_000)
          .withLoss(0.05)
          .withDuplicates(0.02)
          .withReordering(0.05, 5_000_000)
          .withCorruption(0.01);

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

  private static byte[] capture(long seed) throws IOException {
    Transfer transfer = new Transfer(seed, ROUGH, 50_000);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (SimCapture _ = new SimCapture(transfer.simulation, transfer.client, bytes, "test")) {
      transfer.run();
    }
    return bytes.toByteArray();
  }
}
