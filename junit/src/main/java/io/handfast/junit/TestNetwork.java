package io.handfast.junit;

import io.handfast.sim.DiagramRecorder;
import io.handfast.sim.Hold;
import io.handfast.sim.LiveSimulation;
import io.handfast.sim.Moment;
import io.handfast.sim.PacketRule;
import io.handfast.sim.SimPacket;
import io.handfast.sim.SimSwitch;
import io.handfast.sim.Simulation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/** The network of one test. Every method may be called while programs use it. */
public final class TestNetwork {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final NetworkSettings settings;
  private final Simulation simulation;
  private final LiveSimulation live;
  private final Map<String, TestHost> hosts = new LinkedHashMap<>();
  private final Map<String, TestLink> links = new LinkedHashMap<>();
  private final Map<String, MemoryCapture> captures = new LinkedHashMap<>();
  private final List<DiagramRecorder> recorders = new ArrayList<>();
  private final Sightings sightings = new Sightings();

  TestNetwork(NetworkSettings settings) {
    this.settings = settings;
    this.simulation = new Simulation(settings.seed());
    for (int i = 0; i < settings.hosts().size(); i++) {
      NetworkSettings.HostSettings each = settings.hosts().get(i);
      simulation.host(each.name(), each.tcp(), each.addressesOr(i));
    }
    this.live = new LiveSimulation(simulation, settings.pace());
    live.change(this::build);
    settings.setUp().accept(this);
  }

  private void build() {
    for (io.handfast.sim.SimHost each : simulation.hosts()) {
      hosts.put(each.name(), new TestHost(this, each, live.host(each)));
    }
    join(new ArrayList<>(hosts.values()));
    simulation.observe(sightings);
    for (TestHost each : hosts.values()) {
      String title = each + " of a test's network, seed " + seed();
      captures.put(each.name(), new MemoryCapture(simulation, each.node(), title));
    }
    record(new ArrayList<>(hosts.values()));
  }

  private void join(List<TestHost> all) {
    if (all.size() == 2) {
      TestLink link = link(all.get(0), all.get(1).node());
      links.put(all.get(1).name(), link);
    } else if (all.size() > 2) {
      SimSwitch middle = simulation.switchNode("switch");
      all.forEach(each -> link(each, middle));
    }
  }

  private TestLink link(TestHost host, io.handfast.sim.SimNode to) {
    TestLink link = new TestLink(live, simulation.link(host.node(), to).impair(settings.links()));
    links.put(host.name(), link);
    return link;
  }

  private void record(List<TestHost> all) {
    for (int i = 0; i < all.size(); i++) {
      for (int j = i + 1; j < all.size(); j++) {
        recorders.add(new DiagramRecorder(simulation, all.get(i).node(), all.get(j).node()));
      }
    }
  }

  // ---- parts ----

  /**
   * The host of this name.
   *
   * @throws IllegalArgumentException when there is none
   */
  public TestHost host(String name) {
    TestHost host = hosts.get(name);
    if (host == null) {
      throw new IllegalArgumentException("no host " + name + " among " + hosts.keySet());
    }
    return host;
  }

  /** The link of this host: to the other one of two, or to the switch. */
  public TestLink link(TestHost host) {
    TestLink link = links.get(host.name());
    if (link == null) {
      throw new IllegalArgumentException("host " + host + " has no link");
    }
    return link;
  }

  /**
   * The link between two hosts.
   *
   * @throws IllegalStateException when the network has more of them
   */
  public TestLink link() {
    if (hosts.size() != 2) {
      throw new IllegalStateException(
          "a network of " + hosts.size() + " hosts has no single link: say link(host)");
    }
    return links.values().iterator().next();
  }

  /** Adds a rule to the link between two hosts, which counts from now on. */
  public void rule(PacketRule rule) {
    link().rule(rule);
  }

  /** The seed, to repeat with. */
  public long seed() {
    return settings.seed();
  }

  // ---- time ----

  /** Virtual time since the network was made. */
  public Duration elapsed() {
    return Duration.ofNanos(live.elapsed());
  }

  /** Lets this much virtual time pass at once, with keep-alive, TIME-WAIT and everything else. */
  public void leap(Duration time) {
    live.leap(time.toNanos());
  }

  /** Has something done to the network so much later, in virtual time. */
  public void after(Duration time, Runnable action) {
    live.change(() -> simulation.after(time.toNanos(), action));
  }

  /** Lets packets go that a rule holds. */
  public void release(Hold hold) {
    live.change(hold::release);
  }

  /** Changes the simulation itself, between two of its moments. */
  public void change(Runnable action) {
    live.change(action);
  }

  /**
   * Waits until something is so, which is asked again and again.
   *
   * @throws AssertionError when it is not after 10 s of real time
   */
  public void await(String what, BooleanSupplier condition) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - end > 0) {
        throw new AssertionError("waited in vain: " + what);
      }
      Thread.sleep(1);
    }
  }

  // ---- looking ----

  /**
   * When hosts sent packets of this kind, since the network was made: the first {@value
   * Sightings#LIMIT} packets are remembered. Between leaps the times are exact.
   */
  public List<Duration> times(Predicate<SimPacket> kind) {
    return packets(kind).stream()
        .map(each -> Duration.ofNanos(each.sentAt() - Simulation.START))
        .toList();
  }

  /** The packets of this kind that hosts sent, of the first {@value Sightings#LIMIT}. */
  public List<SimPacket> packets(Predicate<SimPacket> kind) {
    return look(() -> sightings.of(kind));
  }

  /** What happened between each two hosts that spoke to each other, as sequence diagrams. */
  public String diagram() {
    return look(this::draw);
  }

  private String draw() {
    StringBuilder text = new StringBuilder();
    for (DiagramRecorder each : recorders) {
      if (each.chronicle().moments().stream().anyMatch(Moment.Segment.class::isInstance)) {
        text.append(each.diagram().render()).append('\n');
      }
    }
    return text.isEmpty() ? "No segment was sent.\n" : text.toString();
  }

  private <T> T look(Callable<T> at) {
    AtomicReference<T> result = new AtomicReference<>();
    live.change(() -> {
      try {
        result.set(at.call());
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    });
    return result.get();
  }

  /** The simulation; to be touched in {@link #change} only. */
  public Simulation simulation() {
    return simulation;
  }

  NetworkSettings settings() {
    return settings;
  }

  List<TestHost> hosts() {
    return List.copyOf(hosts.values());
  }

  Map<String, MemoryCapture> captures() {
    return captures;
  }

  // ---- the end ----

  /** What was started on hosts ends; sockets that are left report an error. */
  void close() {
    hosts.values().forEach(each -> each.threads().interruptAll());
    live.close();
    try {
      for (TestHost each : hosts.values()) {
        each.threads().join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
