package io.handfast.bench.http;

/**
 * What a load tool saw in one run.
 *
 * @param requests asked
 * @param errors of them not answered, or with another status than 2xx
 * @param perSecond answered
 * @param p99Micros 99 of 100 took at most so many microseconds
 */
record LoadResult(long requests, long errors, double perSecond, double p99Micros) {}
