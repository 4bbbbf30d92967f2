package io.handfast.http;

/**
 * When a request did what, in nanoseconds of the host's driver.
 *
 * @param connection index of its connection
 * @param started when its turn came
 * @param sent when the stack had taken it
 * @param firstByte when the head of the answer was there
 * @param done when all of it was
 * @param bytes of the body
 * @param heads of request and answer
 */
public record RequestTiming(
    int connection,
    long started,
    long sent,
    long firstByte,
    long done,
    int status,
    long bytes,
    HttpHeads heads) {}
