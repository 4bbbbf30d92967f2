package io.handfast.tcp;

import io.handfast.wire.IpAddress;

/**
 * What a listener's SYNs looked like in the last half second.
 *
 * @param address local address of the listener
 * @param port local port
 * @param alarm it is under a SYN flood
 * @param since when the alarm was raised or ended last, in ns of the stack's clock; 0 for never
 * @param synsPerSecond new SYNs a second
 * @param unansweredPercent of them that nobody followed up, 0 to 100
 * @param sources different source addresses, estimated; at most about 7,000 are told apart
 * @param halfOpen half-open connections at this moment
 */
public record FloodStatus(
    IpAddress address,
    int port,
    boolean alarm,
    long since,
    int synsPerSecond,
    int unansweredPercent,
    int sources,
    int halfOpen) {}
