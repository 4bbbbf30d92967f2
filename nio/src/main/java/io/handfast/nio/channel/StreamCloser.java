package io.handfast.nio.channel;

import io.handfast.stack.Driver;
import io.handfast.stack.Waiter;
import io.handfast.tcp.TcpSocket;
import java.util.concurrent.TimeUnit;

/** Closes a TCP socket and wakes whoever is blocked in it. */
final class StreamCloser {
  private StreamCloser() {}

  /**
   * Closes at once; the FIN and what was written go out in the background. With SO_LINGER above 0 a
   * blocking channel waits for them, as on Linux, until the time is over or the thread interrupted.
   */
  static void close(TcpEndpoint endpoint, boolean blocking, Interrupts interrupts) {
    TcpSocket socket = endpoint.socketOrNull();
    if (socket == null) {
      return;
    }
    Driver driver = endpoint.driver();
    driver.lock();
    try {
      int linger = blocking ? socket.linger() : -1;
      socket.close(driver.now());
      endpoint.signalAll();
      if (linger > 0) {
        awaitSent(endpoint, socket, TimeUnit.SECONDS.toNanos(linger), interrupts);
      }
    } finally {
      driver.unlock();
    }
  }

  private static void awaitSent(
      TcpEndpoint endpoint, TcpSocket socket, long patience, Interrupts interrupts) {
    Driver driver = endpoint.driver();
    long deadline = Patience.deadline(driver, patience);
    Waiter waiter = new Waiter();
    endpoint.closer(waiter);
    try {
      while (socket.hasLingeringData() && !Patience.isOver(driver, deadline, interrupts)) {
        waiter.clear();
        driver.await(waiter, deadline);
      }
    } finally {
      endpoint.closer(null);
      interrupts.settle();
    }
  }
}
