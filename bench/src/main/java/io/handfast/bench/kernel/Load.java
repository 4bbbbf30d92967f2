package io.handfast.bench.kernel;

import java.io.IOException;

/** A load on one server. The calling thread puts it on and is in the network that reaches it. */
public interface Load {
  /**
   * Runs for the warm-up and then for the time measured.
   *
   * @param address of the server, IPv4, as a number
   * @param clock told of begin and end of the time measured
   * @throws IOException when the server refuses, resets or does not answer for seconds
   */
  Figure run(int address, Interval clock) throws IOException;

  /**
   * Which part of a run counts.
   *
   * @param warmUp nanoseconds before
   * @param measured nanoseconds that count
   * @param begin called when counting begins
   * @param end called when it is over
   */
  record Interval(long warmUp, long measured, Runnable begin, Runnable end) {}
}
