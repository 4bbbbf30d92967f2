package io.handfast.sim.scenario;

import io.handfast.sim.Moment;
import io.handfast.sim.SimHost;
import io.handfast.sim.Simulation;
import io.handfast.sim.apps.Browser;
import io.handfast.sim.apps.HeartClient;
import io.handfast.sim.apps.HeartServer;
import io.handfast.sim.apps.NameServer;
import io.handfast.sim.apps.Notebook;
import io.handfast.sim.apps.WebClient;
import io.handfast.sim.apps.WebServer;
import io.handfast.stack.NetworkStack;
import io.handfast.wire.IpAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Starts the programs that a scenario brings along, and writes down what they do. */
final class Apps implements Notebook {
  private final ScenarioRun run;
  private final Simulation simulation;
  private final Step step;
  private final SimHost host;
  private final NetworkStack stack;
  private final HostLore lore;

  Apps(ScenarioRun run, Step step) {
    this.run = run;
    this.simulation = run.simulation();
    this.step = step;
    this.host = run.host(step.who());
    this.stack = host.stack();
    this.lore = run.lore(step.who());
  }

  void perform(Call.OfProgram call) {
    switch (call) {
      case Call.ServeHttp serve ->
          new WebServer(simulation, host, serve.port(), lore.pages(), this);
      case Call.ServeDns serve ->
          new NameServer(simulation, host, zone(), serve.root().map(this::address), this);
      case Call.Get get -> get(get);
      case Call.Open open ->
          new Browser(simulation, host, names(), this, open.name(), open.port(), open.path())
              .open();
      case Call.Heartbeat beat ->
          new HeartClient(
              simulation,
              host,
              address(beat.host()),
              beat.port(),
              beat.every().toNanos(),
              beat.patience().toNanos(),
              this);
      case Call.Watch watch ->
          new HeartServer(simulation, host, watch.port(), watch.patience().toNanos(), this);
    }
  }

  private void get(Call.Get get) {
    WebClient.Server server = new WebClient.Server(get.host(), address(get.host()), get.port());
    new WebClient(simulation, host, server, this, outcome -> result("get", outcome))
        .get(get.style(), get.paths());
  }

  // ---- names ----

  private IpAddress address(String name) {
    return run.host(name).address();
  }

  private Browser.Names names() {
    Optional<IpAddress> resolver = lore.resolver().map(this::address);
    return new Browser.Names(parsed(lore.hostsFile()), parsed(lore.cache()), resolver);
  }

  private NameServer.Zone zone() {
    Map<String, String> own = new LinkedHashMap<>();
    Map<String, IpAddress> delegations = new LinkedHashMap<>();
    lore.zone()
        .forEach((name, value) -> {
          if (value.startsWith(HostLore.ASK)) {
            delegations.put(name, address(value.substring(HostLore.ASK.length())));
          } else {
            own.put(name, value);
          }
        });
    return new NameServer.Zone(parsed(own), delegations);
  }

  private static Map<String, IpAddress> parsed(Map<String, String> texts) {
    Map<String, IpAddress> addresses = new LinkedHashMap<>();
    texts.forEach((name, text) -> addresses.put(name, IpAddress.parse(text)));
    return addresses;
  }

  // ---- what they do; nothing more once their host has crashed ----

  @Override
  public boolean isAlive() {
    return !host.isDown() && host.stack() == stack;
  }

  @Override
  public void step(String name, String english, String chinese) {
    if (isAlive()) {
      run.step(new Moment.Step(simulation.elapsed(), host.name(), name, english, chinese));
    }
  }

  @Override
  public void result(String call, String outcome) {
    if (isAlive()) {
      run.outcomes()
          .add(new Outcome(host.name(), step.socket(), call, outcome, simulation.elapsed()));
    }
  }
}
