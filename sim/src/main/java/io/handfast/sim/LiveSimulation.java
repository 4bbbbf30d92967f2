package io.handfast.sim;

import io.handfast.nio.NetworkHost;
import io.handfast.nio.driver.DriverDomain;
import io.handfast.stack.Driver;
import io.handfast.stack.NetworkStack;
import io.handfast.wire.IpAddress;
import java.util.List;

/**
 * A simulation that unmodified Java programs run in: its hosts serve channels and sockets, and the
 * clock is real time plus leaps. Delays of links are leapt over at once; a timer that repairs a
 * loss only after the network and every caller have been quiet for 10 ms of real time; keep-alive,
 * TIME-WAIT and other long waits only when asked, by {@link #leap}.
 *
 * <p>Because real threads take part, a run does not repeat to the byte; a scripted {@link
 * Simulation} does.
 */
public final class LiveSimulation implements AutoCloseable {
  private final Simulation simulation;
  private final VirtualPump pump;
  private final DriverDomain domain;

  /** Takes over the clock of a simulation, whose hosts and links are made already. */
  public LiveSimulation(Simulation simulation) {
    this.simulation = simulation;
    this.pump = new VirtualPump(simulation);
    this.domain = new DriverDomain("simulation", pump, pump::now);
  }

  /** The host as channels see it; to be registered with or entered through {@code Hosts}. */
  public NetworkHost host(SimHost host) {
    List<IpAddress> addresses =
        host.stack().localAddresses().stream().filter(each -> !each.isLoopback()).toList();
    return new LiveHost(host, domain, addresses);
  }

  private record LiveHost(SimHost host, Driver driver, List<IpAddress> addresses)
      implements NetworkHost {
    @Override
    public String name() {
      return host.name();
    }

    @Override
    public NetworkStack stack() {
      return host.stack();
    }
  }

  /** The domain of all hosts. */
  public Driver driver() {
    return domain;
  }

  /** Lets this much virtual time pass at once, with everything that happens in it. */
  public void leap(long nanos) {
    domain.lock();
    try {
      pump.leapTo(simulation.now() + nanos);
      pump.run(pump.now());
    } finally {
      domain.unlock();
    }
  }

  /**
   * Changes the simulation between two of its moments: a crash, a rule, a released hold. The hosts'
   * programs may be running meanwhile.
   */
  public void change(Runnable action) {
    domain.lock();
    try {
      pump.run(pump.now());
      action.run();
      pump.run(pump.now());
    } finally {
      domain.unlock();
    }
  }

  /** Threads that wait for the network now. */
  public int waiting() {
    return domain.waiting();
  }

  @Override
  public void close() {
    domain.close();
  }
}
