package io.handfast.sim.drill;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Runs packetdrill scripts against a stack in virtual time. */
public final class Drill {
  private Drill() {}

  /**
   * Runs a script from a file.
   *
   * @throws IOException when the file cannot be read
   */
  public static Verdict run(Path file, DrillOptions options) throws IOException {
    return run(file.toString(), Files.readString(file), options);
  }

  /** Runs a script from its text. Never throws because of the script. */
  public static Verdict run(String name, String text, DrillOptions options) {
    Mode mode = options.mode().orElse(Mode.IPV4);
    Interpreter interpreter = null;
    try {
      Script script = ScriptParser.parse(text, options.definitions());
      mode = options.mode().orElse(modeOf(script));
      interpreter = new Interpreter(script, mode, options);
      interpreter.run();
      return new Verdict(
          name, mode, Verdict.Kind.PASS, !interpreter.overlooked(), "", interpreter.notes());
    } catch (DrillStop stop) {
      boolean strict = interpreter == null || !interpreter.overlooked();
      List<String> notes = interpreter == null ? List.of() : interpreter.notes();
      return new Verdict(name, mode, stop.kind(), strict, stop.getMessage(), notes);
    } catch (RuntimeException defect) {
      String reason = "a defect of the runner: " + defect;
      return new Verdict(name, mode, Verdict.Kind.ERROR, true, reason, List.of());
    }
  }

  /** Reads a script without running it: an error, or a pass. */
  public static Verdict parse(String name, String text, DrillOptions options) {
    try {
      Script script = ScriptParser.parse(text, options.definitions());
      return new Verdict(name, modeOf(script), Verdict.Kind.PASS, true, "", List.of());
    } catch (DrillStop stop) {
      return new Verdict(name, Mode.IPV4, stop.kind(), true, stop.getMessage(), List.of());
    }
  }

  private static Mode modeOf(Script script) {
    String wanted = script.options().getOrDefault("ip_version", "ipv4").toUpperCase(Locale.ROOT);
    return switch (wanted) {
      case "IPV6" -> Mode.IPV6;
      case "IPV4_MAPPED_IPV6" -> Mode.MAPPED;
      default -> Mode.IPV4;
    };
  }
}
