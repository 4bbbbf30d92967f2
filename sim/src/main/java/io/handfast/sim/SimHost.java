package io.handfast.sim;

import io.handfast.buffer.Packet;
import io.handfast.ip.Prefix;
import io.handfast.secret.KeyedHash;
import io.handfast.stack.Link;
import io.handfast.stack.LinkDecorator;
import io.handfast.stack.NetworkStack;
import io.handfast.stack.OutPacket;
import io.handfast.tcp.TcpConfig;
import io.handfast.wire.IpAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** A host of a simulation: a stack, its addresses, and its ends of links. */
public final class SimHost extends SimNode {
  private final Simulation simulation;
  private final KeyedHash secret;
  private final TcpConfig config;
  private final List<Prefix> addresses;
  private final List<Link> links = new ArrayList<>();
  private final List<Route> routes = new ArrayList<>();
  private UnaryOperator<Link> decorator = UnaryOperator.identity();
  private NetworkStack stack;
  private HostModel model;
  private boolean crashed;
  private int boot;

  private record Route(Prefix destination, int interfaceIndex) {}

  SimHost(
      Simulation simulation,
      String name,
      KeyedHash secret,
      TcpConfig config,
      List<Prefix> addresses) {
    super(name);
    this.simulation = simulation;
    this.secret = secret;
    this.config = config;
    this.addresses = List.copyOf(addresses);
    this.stack = new NetworkStack(name, secret, config, simulation.now());
  }

  /** The stack; another one after each {@link #reboot}. */
  public NetworkStack stack() {
    return stack;
  }

  /** First address. */
  public IpAddress address() {
    return addresses.getFirst().address();
  }

  /** First address of the family. */
  public IpAddress address(boolean ipv4) {
    return addresses.stream()
        .map(Prefix::address)
        .filter(each -> each.isV4() == ipv4)
        .findFirst()
        .orElseThrow();
  }

  /** True for an address of this host. */
  public boolean has(IpAddress address) {
    return addresses.stream().anyMatch(each -> each.address().equals(address));
  }

  /** Wraps the links to come, for a capture; call before {@link Simulation#link}. */
  public void decorateLinks(UnaryOperator<Link> with) {
    decorator = with;
  }

  /**
   * Sends packets for these destinations out by its {@code link}th link (from 1); without a route
   * they go out by the first.
   */
  public SimHost route(String destination, int link) {
    Route route = new Route(Prefix.parse(destination), link);
    routes.add(route);
    stack.addRoute(route.destination, route.interfaceIndex);
    return this;
  }

  long now() {
    return simulation.now();
  }

  // ---- life ----

  /** The host falls silent at once: it neither sends nor receives nor runs its timers any more. */
  public void crash() {
    if (!crashed) {
      crashed = true;
      simulation.tellCrashed(this);
    }
  }

  /**
   * The host is there again, with the same addresses and the settings that it was made with; with
   * no socket, an empty memory and a new secret. What it was connected to knows nothing of it.
   * Sockets of before report ECONNABORTED.
   */
  public void reboot() {
    crash();
    NetworkStack before = stack;
    boot++;
    stack = new NetworkStack(name(), secret.derive("boot " + boot), config, simulation.now());
    for (int i = 0; i < links.size(); i++) {
      plugIn(links.get(i));
    }
    routes.forEach(each -> stack.addRoute(each.destination, each.interfaceIndex));
    crashed = false;
    before.tcp().abortAll(simulation.now());
    before.flush(simulation.now()); // tells threads that still wait on a socket of before
    simulation.tellBooted(this);
  }

  @Override
  boolean isAlive() {
    return !crashed;
  }

  // ---- without the stack ----

  /** Has a model take all packets from now on; the stack gets none any more. */
  public void model(HostModel instead) {
    model = instead;
  }

  /** Sends a packet by the first link, whatever it says: as a forger does, or a model. */
  public void send(byte[] packet) {
    if (!crashed) {
      ends().getFirst().forward(packet, null);
    }
  }

  /** Whether it has crashed and is not up again. */
  public boolean isDown() {
    return crashed;
  }

  // ---- links ----

  @Override
  void attach(LinkEnd end) {
    super.attach(end);
    Link decorated = decorator.apply(end);
    links.add(decorated);
    plugIn(decorated);
  }

  private void plugIn(Link link) {
    int index = stack.addInterface("eth" + (stack.interfaces().size() - 1), new Plug(link));
    for (Prefix each : addresses) {
      stack.addAddress(index, each);
      String any = each.address().isV4() ? "0.0.0.0/0" : "::/0";
      stack.addRoute(Prefix.parse(any), index);
    }
  }

  @Override
  void receive(LinkEnd in, SimPacket from, byte[] bytes, long now) {
    if (!crashed && model != null) {
      model.receive(from, bytes, now);
    } else if (!crashed) {
      Packet packet = stack.pool().acquirePacket(bytes);
      stack.receive(ends().indexOf(in) + 1, packet, now);
      packet.release();
    }
  }

  /** A stack that has crashed sends nothing, even when a program still calls it. */
  private final class Plug extends LinkDecorator {
    private final int since = boot;

    Plug(Link link) {
      super(link);
    }

    @Override
    public boolean send(OutPacket packet) {
      return crashed || since != boot || super.send(packet);
    }
  }
}
