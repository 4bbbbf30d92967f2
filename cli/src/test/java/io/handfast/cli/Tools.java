package io.handfast.cli;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Which programs of the machine a test may use. */
final class Tools {
  private Tools() {}

  /** True when the program is on the path, or where servers usually are. */
  static boolean has(String program) {
    String path = System.getenv("PATH") + File.pathSeparator + "/usr/sbin";
    return Stream.of(path.split(File.pathSeparator))
        .anyMatch(each -> Files.isExecutable(Path.of(each, program)));
  }
}
