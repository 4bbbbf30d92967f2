package io.handfast.tcp;

/**
 * What a forwarder holds at this moment.
 *
 * @param inDecision flows whose SYN has not been answered yet
 * @param open connections
 * @param sources different source addresses of both
 */
public record ForwardStatus(int inDecision, int open, int sources) {}
