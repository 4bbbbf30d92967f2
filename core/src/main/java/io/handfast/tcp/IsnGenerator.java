package io.handfast.tcp;

import io.handfast.secret.KeyedHash;

/**
 * Initial sequence numbers by RFC 6528: ISN = M + F(flow, secret), where M is a clock that ticks
 * every 4 µs and F a keyed hash, so that nobody without the secret can guess another flow's
 * numbers, while numbers of one flow keep rising and old duplicates stay old.
 */
final class IsnGenerator {
  /** Numbers chosen by somebody else, for tests at the edges of sequence space. */
  interface Override {
    int next(FlowKey flow, long now);
  }

  private Override override;

  private static final long TICK_NANOS = 4_000;

  private final KeyedHash sequence;
  private final KeyedHash timestamps;

  IsnGenerator(KeyedHash secret) {
    this.sequence = secret.derive("isn");
    this.timestamps = secret.derive("timestamp offset");
  }

  void override(Override chosen) {
    override = chosen;
  }

  int next(FlowKey flow, long now) {
    if (override != null) {
      return override.next(flow, now);
    }
    return (int) (now / TICK_NANOS) + (int) flow.hash(sequence);
  }

  /**
   * Offset of the timestamp clock: the same for all flows between two addresses (RFC 7323 §5.4).
   */
  int timestampOffset(FlowKey flow) {
    return (int) timestamps.hash(flow.localHigh, flow.localLow, flow.remoteHigh, flow.remoteLow, 0);
  }
}
