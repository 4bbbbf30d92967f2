/**
 * The java.nio provider over a Handfast stack, and the engine that drives a stack.
 *
 * <p>Start at {@link io.handfast.nio.HandfastSelectorProvider} for programs, at {@link
 * io.handfast.nio.driver.DriverDomain} for hosts.
 */
module io.handfast.nio {
  requires transitive io.handfast.core;
  requires jdk.net;

  exports io.handfast.nio;
  exports io.handfast.nio.driver;
}
