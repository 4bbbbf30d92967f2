package io.handfast.http;

import java.net.InetSocketAddress;
import java.util.List;

/**
 * When a connection did what, in nanoseconds of the host's driver; 0 for what did not happen.
 *
 * @param failed addresses that were tried before, each with what was wrong
 * @param dialed when connecting began
 * @param connected when it was ESTABLISHED
 * @param secured when TLS was agreed
 * @param closing when our side closed it
 * @param closed when the stack had no more to do for it but to wait
 */
public record ConnectionTiming(
    InetSocketAddress local,
    InetSocketAddress remote,
    List<String> failed,
    long dialed,
    long connected,
    long secured,
    long closing,
    long closed) {}
