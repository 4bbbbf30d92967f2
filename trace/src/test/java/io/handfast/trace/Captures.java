package io.handfast.trace;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Capture files of other people, read where they lie and never copied in. Tests that want them are
 * skipped where they are absent; {@code -Dhandfast.captures=…} says where they are.
 */
final class Captures {
  private Captures() {}

  static Path root() {
    String given = System.getProperty("handfast.captures");
    Stream<Path> places =
        given != null
            ? Stream.of(Path.of(given))
            : Stream.of(Path.of("../shared/captures"), Path.of("../../shared/captures"));
    Path root = places.filter(Files::isDirectory).findFirst().orElse(null);
    assumeTrue(root != null, "no captures at ../shared/captures nor -Dhandfast.captures");
    return root;
  }

  /** All capture files, in order. */
  static List<Path> all() {
    try (Stream<Path> files = Files.walk(root())) {
      return files.filter(Captures::isCapture).sorted().toList();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static boolean isCapture(Path file) {
    String name = file.getFileName().toString();
    return name.endsWith(".pcap") || name.endsWith(".pcapng");
  }
}
