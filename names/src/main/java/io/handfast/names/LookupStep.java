package io.handfast.names;

/**
 * One thing that happened while a name was looked up.
 *
 * @param nanos time of the host's driver
 * @param detail for people, in English
 */
public record LookupStep(long nanos, Kind kind, String detail) {
  /** What happened. */
  public enum Kind {
    /** The hosts file was read. */
    HOSTS,
    /** The cache was asked. */
    CACHE,
    /** A question was sent. */
    QUERY,
    /** An answer was taken. */
    ANSWER,
    /** A datagram was not taken for the answer. */
    IGNORED,
    /** The answer did not fit into a datagram; it is asked for over TCP. */
    TRUNCATED,
    /** A server did not answer in time, could not be reached, or could not tell. */
    FAILED,
    /** The kernel's resolver was asked. */
    KERNEL
  }
}
