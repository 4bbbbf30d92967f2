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
 * loss after the network has been quiet for 10 ms of real time; the timeout of a blocked call (a
 * connect, an accept, a read with SO_TIMEOUT) and, while somebody waits, a scheduled call of the
 * simulation, after {@link Pace#quiet()}; keep-alive, TIME-WAIT and other long waits only when
 * asked, by {@link #leap}. What is leapt to happens at its exact time. A timeout that a program
 * measures with a clock of its own, as everybody does who selects, passes in real time.
 *
 * <p>Because real threads take part, a run does not repeat to the byte; a scripted {@link
 * Simulation} does.
 */
public final class LiveSimulation implements AutoCloseable {
  private final Simulation simulation;
  private final VirtualPump pump;
  private final DriverDomain domain;
  private volatile boolean closed;

  /** Takes over the clock of a simulation, whose hosts and links are made already. */
  public LiveSimulation(Simulation simulation) {
    this(simulation, Pace.LEAPING);
  }

  /** The same at another pace. */
  public LiveSimulation(Simulation simulation, Pace pace) {
    this.simulation = simulation;
    this.pump = new VirtualPump(simulation, pace);
    this.domain = new DriverDomain("simulation", pump, pump::now);
    pump.domain(domain);
  }

  /** The host as channels see it; to be registered with or entered through {@code Hosts}. */
  public NetworkHost host(SimHost host) {
    List<IpAddress> addresses =
        host.stack().localAddresses().stream().filter(each -> !each.isLoopback()).toList();
    return new LiveHost(this, host, addresses);
  }

  private record LiveHost(LiveSimulation live, SimHost host, List<IpAddress> addresses)
      implements NetworkHost {
    @Override
    public String name() {
      return host.name();
    }

    @Override
    public Driver driver() {
      return live.domain;
    }

    @Override
    public NetworkStack stack() {
      if (live.closed) {
        throw new IllegalStateException(
            "the simulation of host " + name() + " is over: this thread was made in its time");
      }
      return host.stack();
    }
  }

  /** The domain of all hosts. */
  public Driver driver() {
    return domain;
  }

  /**
   * Lets this much virtual time pass at once, with everything that happens in it at its time.
   * Programs get to see what happened afterwards.
   */
  public void leap(long nanos) {
    domain.lock();
    try {
      pump.leap(nanos);
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

  /** Virtual time since the beginning, in ns. */
  public long elapsed() {
    domain.lock();
    try {
      return domain.now() - Simulation.START;
    } finally {
      domain.unlock();
    }
  }

  /** Connections that are left report ECONNABORTED; new sockets cannot be made. */
  @Override
  public void close() {
    change(() -> simulation.hosts().forEach(each -> each.stack().tcp().abortAll(domain.now())));
    closed = true;
    domain.close();
  }
}
