package io.handfast.bench.http;

/**
 * What to run.
 *
 * @param runs how often each, 1 or more; what counts is the median
 * @param requests of h2load in each run
 * @param seconds of wrk in each run
 * @param burst requests at once of the JDK's HttpClient
 */
public record HttpOptions(int runs, int requests, int seconds, int burst) {
  /** Kept open by a load tool. */
  static final int CONNECTIONS = 64;

  /** Bursts in one process; the first one is cold. */
  static final int BURSTS = 6;
}
