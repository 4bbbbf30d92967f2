package io.handfast.host.gateway;

/** What the loop counts; written by its thread, read roughly by others. */
final class Traffic {
  volatile long bytesOut;
  volatile long bytesIn;
  volatile long resets;
  volatile long upstreamErrors;
  volatile long datagramsDropped;

  /** The latest reason of this process for a flow to fail; empty when there was none. */
  volatile String lastError = "";

  void out(int bytes) {
    bytesOut = bytesOut + bytes;
  }

  void in(int bytes) {
    bytesIn = bytesIn + bytes;
  }

  void reset() {
    resets = resets + 1;
  }

  void upstreamError(String why) {
    upstreamErrors = upstreamErrors + 1;
    lastError = why;
  }

  void datagramDropped() {
    datagramsDropped = datagramsDropped + 1;
  }
}
