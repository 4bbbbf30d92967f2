package io.handfast.tcp.congestion;

/** What an algorithm may know of the connection that it serves. */
public interface Flow {
  /** Oldest sequence number not acknowledged. */
  int sndUna();

  /** Next sequence number to be sent. */
  int sndNxt();
}
