package io.handfast.host.gateway;

/**
 * What a gateway has done so far.
 *
 * @param inDecision TCP flows whose upstream has not answered, at this moment
 * @param open TCP connections to clients, at this moment
 * @param udpOpen UDP flows, at this moment
 * @param flows flows taken, of TCP and UDP
 * @param refused of them those refused or called unreachable, as their upstream was
 * @param ignored of them those that got no answer, because their upstream timed out
 * @param limited SYNs and datagrams dropped because a limit was reached
 * @param resets TCP flows that ended by a reset of either side
 * @param upstreamErrors flows that failed for a reason of this process, such as no free descriptor
 * @param bytesOut bytes from clients to upstreams
 * @param bytesIn bytes from upstreams to clients
 * @param datagramsDropped datagrams larger than the way on takes, or refused by it
 */
public record GatewayStatistics(
    int inDecision,
    int open,
    int udpOpen,
    long flows,
    long refused,
    long ignored,
    long limited,
    long resets,
    long upstreamErrors,
    long bytesOut,
    long bytesIn,
    long datagramsDropped) {}
