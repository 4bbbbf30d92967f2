package io.handfast.sim.drill;

/** Ends the run of a script with a verdict. */
final class DrillStop extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final Verdict.Kind kind;

  private DrillStop(Verdict.Kind kind, String message) {
    super(message, null, false, false);
    this.kind = kind;
  }

  /** The script cannot be read. */
  static DrillStop syntax(int line, int column, String message) {
    return new DrillStop(
        Verdict.Kind.ERROR, "line " + line + ", column " + column + ": " + message);
  }

  /** The script asks for what cannot be. */
  static DrillStop error(String message) {
    return new DrillStop(Verdict.Kind.ERROR, message);
  }

  /** The stack did not do what the script says. */
  static DrillStop mismatch(String message) {
    return new DrillStop(Verdict.Kind.FAIL, message);
  }

  /** The stack, or this runner, does not have what the script uses. */
  static DrillStop unsupported(String message) {
    return new DrillStop(Verdict.Kind.UNSUPPORTED, message);
  }

  Verdict.Kind kind() {
    return kind;
  }

  /** The same with the line of the event in front. */
  DrillStop at(int line) {
    return new DrillStop(kind, "line " + line + ": " + getMessage());
  }
}
