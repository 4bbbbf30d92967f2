package io.handfast.sim.scenario;

import io.handfast.sim.Chronicle;
import io.handfast.sim.DiagramRecorder;
import io.handfast.sim.Fate;
import io.handfast.sim.Hold;
import io.handfast.sim.Moment;
import io.handfast.sim.SimHost;
import io.handfast.sim.SimLink;
import io.handfast.sim.SimNode;
import io.handfast.sim.SimPacket;
import io.handfast.sim.SimRouter;
import io.handfast.sim.Simulation;
import io.handfast.tcp.State;
import io.handfast.tcp.TcpInfo;
import io.handfast.tcp.Tunable;
import io.handfast.wire.IpPackets;
import io.handfast.wire.TcpHeader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One run of a scenario: the same seed gives the same bytes. */
public final class ScenarioRun {
  /** A packet that a host sent itself. */
  record SentPacket(String host, SimPacket packet) {}

  private final Scenario scenario;
  private final long seed;
  private final Simulation simulation;
  private final Map<String, SimNode> nodes = new LinkedHashMap<>();
  private final List<SimLink> links = new ArrayList<>();
  private final Map<String, Program> programs = new LinkedHashMap<>();
  private final Map<String, TwoWayServer> models = new LinkedHashMap<>();
  private final Map<String, HostLore> lore = new LinkedHashMap<>();
  private final List<Outcome> outcomes = new ArrayList<>();
  private final List<Moment.Step> steps = new ArrayList<>();
  private final List<SentPacket> sent = new ArrayList<>();
  private final Map<Expectation.Has, Integer> counted = new LinkedHashMap<>();
  private final DiagramRecorder recorder;

  /**
   * Builds the network; nothing runs yet.
   *
   * @param more rules beside those of the file
   */
  public ScenarioRun(Scenario scenario, long seed, List<RuleSentence> more) {
    this.scenario = scenario;
    this.seed = seed;
    this.simulation = new Simulation(seed);
    build();
    recorder = new DiagramRecorder(simulation, host(scenario.left), host(scenario.right));
    simulation.observe((packet, fate, at) -> {
      if (packet.cause() == null && !fate.isFromTheLink() && fate != Fate.NO_ROUTE) {
        sent.add(new SentPacket(packet.from().name(), packet));
      }
    });
    scenario.rules.forEach(this::apply);
    more.forEach(this::apply);
    scenario.script.forEach(step -> simulation.at(step.at(), () -> perform(step)));
    scenario.expectations.forEach(this::watch);
  }

  private void build() {
    for (Scenario.HostSpec spec : scenario.hosts) {
      SimHost host =
          simulation.host(spec.name(), spec.config(), spec.addresses().toArray(String[]::new));
      nodes.put(spec.name(), host);
      spec.model().ifPresent(model -> standIn(host, model));
      lore.put(spec.name(), spec.lore());
      scenario.firstNumber.ifPresent(iss -> host.stack().tcp().fixInitialSequenceNumber(iss));
    }
    for (Scenario.NodeSpec spec : scenario.nodes) {
      nodes.put(spec.name(), node(spec));
    }
    for (Scenario.ShieldSpec spec : scenario.shields) {
      nodes.put(spec.name(), simulation.shield(spec.name(), spec.config()));
    }
    for (Scenario.LinkSpec spec : scenario.links) {
      SimNode left = nodes.get(spec.left());
      SimNode right = nodes.get(spec.right());
      SimLink link = simulation.link(left, right, spec.mtu());
      link.impairFrom(left, spec.forth()).impairFrom(right, spec.back());
      links.add(link);
    }
  }

  private void standIn(SimHost host, Scenario.Model model) {
    switch (model) {
      case TWO_WAY_SERVER -> {
        models.put(host.name(), new TwoWayServer(host));
        host.model(models.get(host.name()));
      }
      case HAND_MADE -> host.model((packet, bytes, now) -> {});
    }
  }

  private SimNode node(Scenario.NodeSpec spec) {
    if (!spec.router()) {
      return simulation.switchNode(spec.name());
    }
    SimRouter router = simulation.router(spec.name(), spec.addresses().toArray(String[]::new));
    return router.silent(spec.silent());
  }

  // ---- running ----

  /** Runs to the end of the scenario. */
  public ScenarioRun run() {
    return runUntil(scenario.end);
  }

  /** Runs up to this time since the start. */
  public ScenarioRun runUntil(Duration time) {
    simulation.runFor(Math.max(0, time.toNanos() - simulation.elapsed()));
    return this;
  }

  private void perform(Step step) {
    switch (step.call()) {
      case Call.OfSocket call -> perform(step, call);
      case Call.OfProgram call -> new Apps(this, step).perform(call);
      case Call.HandMade segment -> handMade(host(step.who()), segment);
      case Call.Sysctl sysctl -> {
        Tunable tunable = Tunable.named(sysctl.name()).orElseThrow();
        var tcp = host(step.who()).stack().tcp();
        tcp.config(tcp.config().with(tunable, sysctl.value()));
      }
      case Call.Crash _ -> host(step.who()).crash();
      case Call.Reboot _ -> reboot(step.who());
      case Call.Flood flood ->
          new SynFlood(simulation, host(step.who()), host(flood.host()).address(), flood, seed)
              .begin();
      case Call.Apply apply -> apply(apply.rule());
      case Call.Cut cut -> cut(cut);
    }
  }

  private void perform(Step step, Call.OfSocket call) {
    boolean listens = call instanceof Call.Listen && step.socket().equals(ScenarioReader.MAIN);
    program(step.who(), listens ? "listener" : step.socket()).add(call);
  }

  private void handMade(SimHost from, Call.HandMade s) {
    TcpHeader header = TcpHeader.of(s.from(), s.port(), s.seq(), s.ack(), s.flags(), 65_535);
    byte[] text = new byte[s.bytes()];
    for (int i = 0; i < text.length; i++) {
      text[i] = Program.pattern(i);
    }
    from.send(IpPackets.tcp(from.address(), host(s.host()).address(), header, text));
  }

  private Program program(String host, String socket) {
    return programs.computeIfAbsent(
        host + "/" + socket,
        _ ->
            new Program(
                simulation,
                host(host),
                socket,
                name -> sibling(host, name),
                this::host,
                outcomes::add));
  }

  /** Another program of the host; for the empty name: all of them get their turn. */
  private Program sibling(String host, String name) {
    if (name.isEmpty()) {
      List.copyOf(programs.entrySet()).stream()
          .filter(each -> each.getKey().startsWith(host + "/"))
          .forEach(each -> each.getValue().turn());
    }
    return program(host, name.isEmpty() ? "listener" : name);
  }

  /** Programs die with their host. */
  private void reboot(String host) {
    programs.keySet().removeIf(each -> each.startsWith(host + "/"));
    host(host).reboot();
  }

  private void apply(RuleSentence sentence) {
    Hold hold = new Hold();
    sentence.until().ifPresent(time -> simulation.at(time, hold::release));
    link(sentence.on()).rule(sentence.rule(this::host, hold));
  }

  /** The first one, when none is named. */
  private SimLink link(Optional<Between> on) {
    int index = on.map(scenario::linkIndex).orElse(0);
    return links.get(index);
  }

  private void cut(Call.Cut cut) {
    SimLink link = link(cut.on());
    cut.from()
        .ifPresentOrElse(
            name -> link.partitionedFrom(nodes.get(name), cut.cut()),
            () -> link.partitioned(cut.cut()));
  }

  private void watch(Expectation expectation) {
    if (expectation instanceof Expectation.Has has) {
      simulation.at(
          has.at(),
          () -> counted.put(has, count(has.host(), State.valueOf(has.state().replace('-', '_')))));
    }
  }

  private int count(String host, State state) {
    return (int) states(host).stream().filter(each -> each == state).count();
  }

  // ---- what came of it ----

  /** States of a host's sockets but listeners, in the order of {@link State}. */
  List<State> states(String host) {
    TwoWayServer model = models.get(host);
    if (model != null) {
      return java.util.Collections.nCopies(model.open(), State.ESTABLISHED);
    }
    return sockets(host).stream()
        .map(TcpInfo::state)
        .filter(each -> each != State.LISTEN && each != State.CLOSED)
        .sorted()
        .toList();
  }

  /** Every socket of a host now; none when it has crashed. */
  public List<TcpInfo> sockets(String host) {
    SimHost named = host(host);
    return named.isDown() ? List.of() : named.stack().sockets(simulation.now());
  }

  /** A host by its name. */
  public SimHost host(String name) {
    if (nodes.get(name) instanceof SimHost host) {
      return host;
    }
    throw new IllegalArgumentException(Suggestion.unknown("host", name, scenario.hostNames()));
  }

  /** The scenario. */
  public Scenario scenario() {
    return scenario;
  }

  /** The simulation. */
  public Simulation simulation() {
    return simulation;
  }

  /** Draws it. */
  public DiagramRecorder recorder() {
    return recorder;
  }

  /** What happened between the two hosts that are shown. */
  public Chronicle chronicle() {
    return recorder.chronicle();
  }

  /** Whether each expectation was met, in the order of the file; after {@link #run}. */
  public List<Verdict> verdicts() {
    Judge judge = new Judge(this);
    return scenario.expectations.stream().map(judge::judge).toList();
  }

  /** What programs did, in order. */
  public List<Moment.Step> steps() {
    return List.copyOf(steps);
  }

  void step(Moment.Step step) {
    steps.add(step);
    recorder.chronicle().step(step);
  }

  HostLore lore(String host) {
    return lore.get(host);
  }

  List<Outcome> outcomes() {
    return outcomes;
  }

  List<SentPacket> sent() {
    return sent;
  }

  Program programOrNull(String host, String socket) {
    return programs.get(host + "/" + socket);
  }

  int counted(Expectation.Has has) {
    return counted.getOrDefault(has, -1);
  }
}
