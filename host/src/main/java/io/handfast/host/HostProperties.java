package io.handfast.host;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/**
 * A host described by system properties or environment variables, under the names of the command's
 * options: {@code handfast.tun} or {@code HANDFAST_TUN}, likewise {@code address} and {@code peer}
 * (several separated by commas), {@code mtu}, {@code offload} (on, off), {@code capture}, {@code
 * profile}, {@code sysctl} (NAME=VALUE, several separated by commas). A property counts more than
 * the variable.
 */
public final class HostProperties {
  private final Function<String, Optional<String>> values;

  private HostProperties(Function<String, Optional<String>> values) {
    this.values = values;
  }

  /** Those of this JVM. */
  public static HostProperties ofThisJvm() {
    return new HostProperties(name ->
        Optional.ofNullable(System.getProperty("handfast." + name))
            .or(() -> Optional.ofNullable(System.getenv(variable(name)))));
  }

  /** Those of a lookup by bare name, such as {@code tun}. */
  static HostProperties of(Function<String, Optional<String>> values) {
    return new HostProperties(values);
  }

  private static String variable(String name) {
    return "HANDFAST_" + name.toUpperCase(Locale.ROOT);
  }

  /**
   * A builder with these settings.
   *
   * @throws IllegalArgumentException when a value is none of its kind; the message names it
   */
  public HostBuilder builder() {
    HostBuilder builder = Host.builder();
    apply("tun", builder::tun);
    applyEach("address", builder::address);
    applyEach("peer", builder::peer);
    apply("mtu", text -> builder.mtu(Integer.parseInt(text)));
    apply("offload", text -> builder.offload(onOrOff(text)));
    apply("capture", text -> builder.capture(Path.of(text)));
    apply("profile", builder::profile);
    applyEach("sysctl", builder::sysctl);
    return builder;
  }

  private void applyEach(String name, Function<String, HostBuilder> setting) {
    apply(
        name,
        list -> {
          for (String each : list.split(",")) {
            setting.apply(each.strip());
          }
          return null;
        });
  }

  private void apply(String name, Function<String, HostBuilder> setting) {
    values
        .apply(name)
        .filter(text -> !text.isBlank())
        .ifPresent(text -> {
          try {
            setting.apply(text);
          } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                "handfast." + name + "=" + text + ": " + e.getMessage(), e);
          }
        });
  }

  private static boolean onOrOff(String text) {
    return switch (text) {
      case "on", "true" -> true;
      case "off", "false" -> false;
      default -> throw new IllegalArgumentException("neither on nor off");
    };
  }
}
