package io.handfast.host;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;

/** Settings of a host in a file of lines such as {@code tun=hf0}; {@code #} begins a comment. */
final class SettingsFile {
  private static final String PREFIX = "handfast.";

  private SettingsFile() {}

  /**
   * Reads the settings by bare name.
   *
   * @throws IllegalArgumentException when the file cannot be read or has a name that is none
   */
  static Map<String, String> read(Path file) {
    Properties lines = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      lines.load(reader);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "handfast.config=" + file + ": cannot be read (" + e.getClass().getSimpleName() + ")", e);
    }
    Map<String, String> settings = new HashMap<>();
    for (String name : lines.stringPropertyNames()) {
      String bare = name.startsWith(PREFIX) ? name.substring(PREFIX.length()) : name;
      HostProperties.requireKnown(bare, file.toString());
      settings.put(bare, lines.getProperty(name));
    }
    return settings;
  }
}
