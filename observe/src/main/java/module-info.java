/**
 * What a running stack does, as Java people look at it: Flight Recorder, JMX, the platform's log,
 * Micrometer.
 *
 * <p>Start at {@link io.handfast.observe.Observation}. Only {@link
 * io.handfast.observe.StackMetrics} needs Micrometer, which the program brings itself.
 */
module io.handfast.observe {
  requires transitive io.handfast.nio;
  requires transitive java.management;
  requires jdk.jfr;
  requires static micrometer.core;

  exports io.handfast.observe;
}
