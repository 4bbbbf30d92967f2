package io.handfast.tcp;

import io.handfast.timer.Timer;

/**
 * A listener or connection: has one timer entry and a place in the list of those with work to do.
 */
abstract class Endpoint extends Timer {
  Endpoint nextReady;
  boolean inReadyList;

  /** Does what the batch of packets or calls has left to do: notifications, data, ACKs. */
  abstract void flush(long now);
}
