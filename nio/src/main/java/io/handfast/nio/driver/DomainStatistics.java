package io.handfast.nio.driver;

/**
 * How a {@link DriverDomain} was driven so far. A snapshot.
 *
 * @param runs calls of {@link Pump#run}
 * @param kicks calls of {@link Pump#kick}
 * @param tenures how often a thread of the application took the driver's role
 * @param standbyTenures how often the standby took it
 * @param takeovers how often a thread of the application asked the standby for it
 * @param failures exceptions that escaped the pump
 */
public record DomainStatistics(
    long runs, long kicks, long tenures, long standbyTenures, long takeovers, long failures) {}
