package io.handfast.sim.drill;

import io.handfast.sim.drill.Script.Event;
import io.handfast.sim.drill.Script.EventTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Runs a script, event by event, in virtual time. */
final class Interpreter {
  private static final long TOLERANCE = 4_000;

  private final Script script;
  private final Settings settings;
  private final Commands commands;
  private final World world;
  private final Process process;
  private final Caller caller;
  private final Injection injection;
  private final Expectation expectation;
  private final PacketComparison comparison;
  private final CodeBlocks blocks = new CodeBlocks();
  private final long tolerance;
  private long previous;

  Interpreter(Script script, Mode mode, DrillOptions options) {
    this.script = script;
    Map<String, String> given = script.options();
    settings = new Settings();
    commands = new Commands(settings);
    commands.run(script.init());
    world = new World(mode, World.Addresses.of(mode, given), settings);
    commands.host(new HostCommands(world));
    process = new Process(world);
    tolerance = number(given, "tolerance_usecs", TOLERANCE);
    caller = new Caller(process, tolerance);
    injection =
        new Injection(world, given.containsKey("tcp_ts_ecr_scaled"), (int) number(given, "mss", 0));
    long tick = number(given, "tcp_ts_tick_usecs", 0);
    comparison = new PacketComparison(options, new PacketComparison.Clock(tick, tolerance));
    expectation = new Expectation(world, comparison, given.containsKey("strict_segments"));
  }

  private static long number(Map<String, String> options, String name, long standard) {
    return options.containsKey(name) ? Long.parseLong(options.get(name)) : standard;
  }

  /** Runs everything; throws at the first difference. */
  void run() {
    for (Event event : script.events()) {
      try {
        step(event);
      } catch (DrillStop stop) {
        throw stop.getMessage().startsWith("line ") ? stop : stop.at(event.line());
      }
    }
    caller.end();
    blocks.judge();
    commands.run(script.cleanup());
  }

  /** A difference was overlooked, as the options allow. */
  boolean overlooked() {
    return comparison.overlooked();
  }

  /** What a person may want to know besides. */
  List<String> notes() {
    List<String> notes = new ArrayList<>(settings.notes());
    notes.addAll(comparison.notes());
    return notes;
  }

  // ---- one event ----

  private void step(Event event) {
    EventTime time = event.time();
    long base = time.base() == EventTime.Base.START ? 0 : world.micros();
    long from = base + time.from();
    long to = base + time.to();
    if (event.action() instanceof Action.Tcp expected && !expected.inbound()) {
      previous = expect(expected, time, from, to);
      return;
    }
    if (from < world.micros()) {
      throw DrillStop.error(
          "this was due at " + PacketText.seconds(from) + ", it is later already");
    }
    caller.runUntil(from);
    act(event, base);
    previous = from;
  }

  private void act(Event event, long base) {
    switch (event.action()) {
      case Action.Tcp inbound -> inject(inbound);
      case Action.Icmp icmp when icmp.inbound() ->
          new IcmpInjection(world).inject(icmp, process.current());
      case Action.Icmp _ -> throw DrillStop.unsupported("expecting ICMP from the stack");
      case Action.OtherPacket other -> throw DrillStop.unsupported("packets: " + other.kind());
      case Action.Call call ->
          caller.call(event, call, base + call.end().orElse(event.time().from()));
      case Action.Command command -> {
        commands.run(command.text());
        world.configure();
      }
      case Action.Code code ->
          blocks.add(event.line(), code.text(), InfoVariables.of(process.current(), world.nanos()));
    }
  }

  private void inject(Action.Tcp packet) {
    Flow flow = process.flowFor(packet);
    injection.tcp(packet, flow);
  }

  private long expect(Action.Tcp expected, EventTime time, long from, long to) {
    boolean always = time.base() == EventTime.Base.ANY;
    long allowed = Math.max(tolerance, (from - previous) / 8);
    long at =
        expectation.meet(
            expected, process.current(), new Expectation.Due(from, to, allowed, always));
    return always ? at : from;
  }
}
