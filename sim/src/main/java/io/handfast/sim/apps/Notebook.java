package io.handfast.sim.apps;

/** Where a program writes what it does. */
public interface Notebook {
  /** The program's host has not crashed since it was started. */
  boolean isAlive();

  /**
   * A step that is worth a line.
   *
   * @param name one word, for expectations
   */
  void step(String name, String english, String chinese);

  /**
   * What a call of the scenario came to.
   *
   * @param outcome {@code ok}, {@code online}, {@code offline} or the name of an error
   */
  void result(String call, String outcome);
}
