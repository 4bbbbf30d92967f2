package io.handfast.sim.scenario;

/** A scenario file that cannot be read: names file and line, and says what to write instead. */
public final class ScenarioProblem extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int line;

  ScenarioProblem(String file, int line, String message) {
    super(file + ":" + line + ": " + message);
    this.line = line;
  }

  /** Line, from 1. */
  public int line() {
    return line;
  }
}
