package io.handfast.bench.kernel;

/**
 * What one run of a load found.
 *
 * @param perSecond bytes, connections or requests a second
 * @param count of them in the time measured
 * @param percentiles p50, p99 and p99.9 of single exchanges in microseconds; empty for bulk
 */
public record Figure(double perSecond, long count, double[] percentiles) {}
