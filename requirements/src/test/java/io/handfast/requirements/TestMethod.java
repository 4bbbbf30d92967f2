package io.handfast.requirements;

import java.util.List;

/**
 * A method of a test source that bears annotations.
 *
 * @param path of its file, from the root of the project
 * @param type simple name of its class
 * @param name of the method
 * @param runs a test framework calls it
 * @param byDefault the default build runs it
 * @param shows the requirements it names
 */
record TestMethod(
    String path, String type, String name, boolean runs, boolean byDefault, List<String> shows) {
  @Override
  public String toString() {
    return type + "." + name;
  }
}
