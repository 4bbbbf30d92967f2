package io.handfast.sim;

import io.handfast.ip.Prefix;
import io.handfast.secret.KeyedHash;
import io.handfast.shield.ShieldConfig;
import io.handfast.stack.Driver;
import io.handfast.tcp.TcpConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * A network in virtual time: the clock jumps to the next packet, timer or scheduled call. One
 * thread; everything random comes from one seed, so that a run repeats to the byte.
 *
 * <pre>{@code
 * Simulation simulation = new Simulation(7);
 * SimHost client = simulation.host("client", "10.0.0.1/24");
 * SimHost server = simulation.host("server", "10.0.0.2/24");
 * simulation.link(client, server).impair(Impairment.NONE.withDelay(20_000_000).withLoss(0.05));
 * ...
 * simulation.runFor(60_000_000_000L);
 * }</pre>
 */
public final class Simulation {
  /** Virtual time at which a simulation begins, in ns: not 0, so that 0 can mean "never". */
  public static final long START = 1_000_000_000L;

  private record Pending(long at, long order, Runnable action) implements Comparable<Pending> {
    @Override
    public int compareTo(Pending other) {
      int byTime = Long.compare(at, other.at);
      return byTime != 0 ? byTime : Long.compare(order, other.order);
    }
  }

  private final SplittableRandom random;
  private final List<SimHost> hosts = new ArrayList<>();
  private final List<SimObserver> observers = new ArrayList<>();
  private final PriorityQueue<Pending> arrivals = new PriorityQueue<>();
  private final PriorityQueue<Pending> interventions = new PriorityQueue<>();
  private long now = START;
  private long order;
  private boolean running;
  private LongSupplier liveClock;

  /** A network with nobody in it. */
  public Simulation(long seed) {
    random = new SplittableRandom(seed);
  }

  // ---- building ----

  /** A host with Linux's settings; addresses like {@code 10.0.0.1/24}. */
  public SimHost host(String name, String... addresses) {
    return host(name, TcpConfig.LINUX, addresses);
  }

  /** A host with these settings. */
  public SimHost host(String name, TcpConfig config, String... addresses) {
    KeyedHash secret = new KeyedHash(random.nextLong(), random.nextLong());
    SimHost host = new SimHost(this, name, secret, config, prefixes(addresses));
    hosts.add(host);
    return host;
  }

  /**
   * A router. Its addresses, one of each network it joins, are where its ICMP errors come from;
   * without any it sends none.
   */
  public SimRouter router(String name, String... addresses) {
    return new SimRouter(this, name, prefixes(addresses));
  }

  /** A switch: a node that joins links into one network. */
  public SimSwitch switchNode(String name) {
    return new SimSwitch(this, name);
  }

  /** A SYN proxy; the first link it gets is the outside, the second leads to what it protects. */
  public SimShield shield(String name, ShieldConfig config) {
    KeyedHash secret = new KeyedHash(random.nextLong(), random.nextLong());
    return new SimShield(this, name, config, secret);
  }

  private static List<Prefix> prefixes(String... addresses) {
    return Arrays.stream(addresses).map(Prefix::parse).toList();
  }

  /** A link of MTU 1500. */
  public SimLink link(SimNode left, SimNode right) {
    return link(left, right, 1_500);
  }

  /** A link; the MTU, in bytes, is that of both directions. */
  public SimLink link(SimNode left, SimNode right, int mtu) {
    return new SimLink(this, left, right, mtu, random.split());
  }

  /** Sees every packet. */
  public void observe(SimObserver observer) {
    observers.add(observer);
  }

  /** Hosts in the order they were made. */
  public List<SimHost> hosts() {
    return List.copyOf(hosts);
  }

  // ---- time ----

  /** Virtual time, in ns. */
  public long now() {
    return running || liveClock == null ? now : Math.max(now, liveClock.getAsLong());
  }

  /** Between events the time is this clock's, when real threads take part. */
  void liveClock(LongSupplier clock) {
    liveClock = clock;
  }

  /** Virtual time since the beginning, in ns. */
  public long elapsed() {
    return now() - START;
  }

  /** Has {@code action} run in {@code delayNanos}. */
  public void after(long delayNanos, Runnable action) {
    interventions.add(new Pending(now + delayNanos, order++, action));
  }

  /**
   * Has {@code action} run at this time since the beginning, or at once when that is past: an
   * intervention.
   */
  public void at(Duration sinceStart, Runnable action) {
    interventions.add(new Pending(START + sinceStart.toNanos(), order++, action));
  }

  /** Runs for this long, in ns. */
  public void runFor(long nanos) {
    runUntil(() -> false, now + nanos);
  }

  /** Runs for this long. */
  public void runFor(Duration time) {
    runFor(time.toNanos());
  }

  /** Runs until the condition holds; false when it does not before the deadline (in ns). */
  public boolean runUntil(BooleanSupplier condition, long deadline) {
    running = true;
    try {
      return runEvents(condition, deadline);
    } finally {
      running = false;
    }
  }

  private boolean runEvents(BooleanSupplier condition, long deadline) {
    settle();
    while (!condition.getAsBoolean()) {
      long next = nextEvent();
      if (next > deadline) {
        now = Math.max(now, deadline);
        settle();
        return condition.getAsBoolean();
      }
      now = Math.max(now, next);
      step();
    }
    return true;
  }

  /** When something happens next, in ns; {@link Driver#NEVER} when nothing ever will. */
  public long nextEvent() {
    long next = Math.min(nextArrival(), nextIntervention());
    for (SimHost host : hosts) {
      if (host.isAlive()) {
        next = Math.min(next, host.stack().nextDeadline());
      }
    }
    return next;
  }

  /** When the next packet arrives, in ns; NEVER when none is under way. */
  long nextArrival() {
    return arrivals.isEmpty() ? Driver.NEVER : arrivals.peek().at;
  }

  /** When the next scheduled call is due, in ns; NEVER when none is. */
  long nextIntervention() {
    return interventions.isEmpty() ? Driver.NEVER : interventions.peek().at;
  }

  /** Sets the clock, never back; what became due runs in {@link #step}. */
  public void advanceTo(long time) {
    now = Math.max(now, time);
  }

  /** Runs everything that is due now. */
  public void step() {
    for (PriorityQueue<Pending> first = first(); first != null; first = first()) {
      first.poll().action.run();
    }
    settle();
  }

  /** The queue whose head is due now and came first; null when nothing is due. */
  private PriorityQueue<Pending> first() {
    boolean arrival = nextArrival() <= now;
    boolean intervention = nextIntervention() <= now;
    if (arrival && intervention) {
      return arrivals.peek().compareTo(interventions.peek()) < 0 ? arrivals : interventions;
    }
    return arrival ? arrivals : intervention ? interventions : null;
  }

  /** Lets every host finish its batch and run its due timers. */
  private void settle() {
    for (SimHost host : hosts) {
      for (int i = 0; i < 10_000 && host.isAlive() && host.stack().nextDeadline() <= now; i++) {
        host.stack().poll(now);
      }
    }
  }

  // ---- for nodes and links ----

  void deliver(SimPacket packet, Fate fate, byte[] bytes, long at, LinkEnd end) {
    if (!end.node().isAlive()) {
      tell(packet, Fate.HOST_DOWN, -1);
      return;
    }
    tell(packet, fate, at);
    arrivals.add(new Pending(at, order++, () -> arrive(packet, fate, bytes, end)));
  }

  private void arrive(SimPacket packet, Fate fate, byte[] bytes, LinkEnd end) {
    for (SimObserver each : observers) {
      each.arrived(packet, fate, bytes);
    }
    end.node().receive(end, packet, bytes, now);
    for (SimObserver each : observers) {
      each.processed(packet);
    }
  }

  void tell(SimPacket packet, Fate fate, long arrivesAt) {
    for (SimObserver each : observers) {
      each.packet(packet, fate, arrivesAt);
    }
  }

  void tellCrashed(SimHost host) {
    observers.forEach(each -> each.crashed(host));
  }

  void tellBooted(SimHost host) {
    observers.forEach(each -> each.booted(host));
  }
}
