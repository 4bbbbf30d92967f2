package io.handfast.host;

import io.handfast.ip.Prefix;
import io.handfast.nio.Routing;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A host described from outside of the program. Each setting has one name everywhere: {@code
 * tun=hf0} as the agent's argument, {@code handfast.tun} as system property, {@code HANDFAST_TUN}
 * as environment variable, {@code tun=hf0} as a line of the file that {@code config} names; what
 * comes first in this list counts.
 *
 * <p>The names are those of the command's options: {@code tun} or {@code tap}, {@code address},
 * {@code peer} and {@code gateway} (several separated by commas), {@code mtu}, {@code dhcp} and
 * {@code offload} (on, off), {@code capture}, {@code profile}, {@code observe} (on, off), {@code
 * sysctl} (NAME=VALUE, several separated by commas), {@code dns} (name servers, separated by
 * commas), {@code hosts} (a hosts file), and of {@link Routing}: {@code only} (prefixes separated
 * by commas) and {@code loopback} (stack, kernel).
 */
public final class HostProperties {
  /** Every name. */
  public static final List<String> NAMES =
      List.of(
          "tun",
          "tap",
          "gateway",
          "dhcp",
          "address",
          "peer",
          "mtu",
          "offload",
          "capture",
          "profile",
          "observe",
          "sysctl",
          "dns",
          "hosts",
          "only",
          "loopback",
          "config");

  private static final String PREFIX = "handfast.";

  private final Function<String, Optional<String>> values;

  private HostProperties(Function<String, Optional<String>> values) {
    this.values = values;
  }

  /**
   * Those of this JVM: its properties, its environment, and the file.
   *
   * @throws IllegalArgumentException when the file cannot be read or has a name that is none
   */
  public static HostProperties ofThisJvm() {
    return layered(
        name -> Optional.ofNullable(System.getProperty(PREFIX + name)),
        name -> Optional.ofNullable(System.getenv(variable(name))));
  }

  /** Properties before variables before the file that one of them names. */
  static HostProperties layered(
      Function<String, Optional<String>> properties, Function<String, Optional<String>> variables) {
    Function<String, Optional<String>> given =
        name -> properties.apply(name).or(() -> variables.apply(name));
    Map<String, String> file =
        given.apply("config").map(path -> SettingsFile.read(Path.of(path))).orElse(Map.of());
    return new HostProperties(
        name -> given.apply(name).or(() -> Optional.ofNullable(file.get(name))));
  }

  /** Those of a lookup by bare name, such as {@code tun}. */
  static HostProperties of(Function<String, Optional<String>> values) {
    return new HostProperties(values);
  }

  /**
   * Refuses a name that is none.
   *
   * @throws IllegalArgumentException which lists the names
   */
  public static void requireKnown(String name, String where) {
    if (!NAMES.contains(name)) {
      throw new IllegalArgumentException(
          where + ": unknown setting '" + name + "'; the settings are " + String.join(", ", NAMES));
    }
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
    apply("tap", builder::tap);
    applyEach("gateway", builder::gateway);
    apply("dhcp", text -> builder.dhcp(onOrOff(text)));
    applyEach("address", builder::address);
    applyEach("peer", builder::peer);
    apply("mtu", text -> builder.mtu(mtu(text)));
    apply("offload", text -> builder.offload(onOrOff(text)));
    apply("capture", text -> builder.capture(Path.of(text)));
    apply("profile", builder::profile);
    apply("observe", text -> builder.observed(onOrOff(text)));
    applyEach("sysctl", builder::sysctl);
    applyEach("dns", builder::nameServer);
    apply("hosts", text -> builder.hostsFile(Path.of(text)));
    return builder;
  }

  /**
   * Sets {@link Routing} of this JVM, when the settings say something about it.
   *
   * @throws IllegalArgumentException when a value is none of its kind; the message names it
   */
  public void route() {
    List<Prefix> only = new ArrayList<>();
    boolean[] kernelLoopback = {false};
    applyEach("only", text -> only.add(Prefix.parse(text)));
    apply("loopback", text -> kernelLoopback[0] = isKernel(text));
    if (!only.isEmpty() || kernelLoopback[0]) {
      Routing.set(only, kernelLoopback[0]);
    }
  }

  private void applyEach(String name, Consumer<String> setting) {
    apply(
        name,
        list -> {
          for (String each : list.split(",")) {
            setting.accept(each.strip());
          }
        });
  }

  private void apply(String name, Consumer<String> setting) {
    values
        .apply(name)
        .filter(text -> !text.isBlank())
        .ifPresent(text -> {
          try {
            setting.accept(text);
          } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                "handfast." + name + "=" + text + ": " + e.getMessage(), e);
          }
        });
  }

  private static int mtu(String text) {
    try {
      int bytes = Integer.parseInt(text);
      if (bytes >= 1_280 && bytes <= 65_535) {
        return bytes;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw new IllegalArgumentException("not a number from 1280 to 65535");
  }

  private static boolean isKernel(String text) {
    return switch (text) {
      case "kernel" -> true;
      case "stack" -> false;
      default -> throw new IllegalArgumentException("neither stack nor kernel");
    };
  }

  private static boolean onOrOff(String text) {
    return switch (text) {
      case "on", "true" -> true;
      case "off", "false" -> false;
      default -> throw new IllegalArgumentException("neither on nor off");
    };
  }
}
