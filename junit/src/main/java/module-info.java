/** A JUnit extension that gives each test a simulated network of its own. */
module io.handfast.junit {
  requires transitive io.handfast.sim;
  requires transitive org.junit.jupiter.api;

  exports io.handfast.junit;
}
