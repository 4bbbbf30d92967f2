package io.handfast.observe;

import io.handfast.event.EventListener;
import io.handfast.nio.NetworkHost;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Shows one host to Flight Recorder, JMX and the platform's log until it is closed.
 *
 * <p>
 *
 * {@snippet :
 * try (Observation all = Observation.of(host)) {
 *   // -XX:StartFlightRecording, jconsole and System.Logger "io.handfast" see the host
 * }
 * }
 */
public final class Observation implements AutoCloseable {
  private final NetworkHost host;
  private final Deque<Runnable> undo = new ArrayDeque<>();

  private Observation(NetworkHost host) {
    this.host = host;
  }

  /**
   * Shows a host everywhere.
   *
   * @throws IllegalStateException when JMX has a host of the same name
   */
  public static Observation of(NetworkHost host) {
    Observation made = new Observation(host);
    try {
      made.undo.push(StackBean.register(host));
      made.listen(FlightRecording.EVENTS, new FlightRecording(host.name()));
      StackLog log = new StackLog(host.name());
      made.undo.push(log::close);
      made.listen(StackLog.EVENTS, log);
      return made;
    } catch (RuntimeException e) {
      made.close();
      throw e;
    }
  }

  private void listen(int events, EventListener listener) {
    locked(() -> host.stack().events().subscribe(events, listener));
    undo.push(() -> locked(() -> host.stack().events().unsubscribe(listener)));
  }

  private void locked(Runnable action) {
    host.driver().lock();
    try {
      action.run();
    } finally {
      host.driver().unlock();
    }
  }

  /** Ends the showing; the host goes on. Idempotent. */
  @Override
  public void close() {
    while (!undo.isEmpty()) {
      undo.pop().run();
    }
  }
}
