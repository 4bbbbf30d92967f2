package io.handfast.sim.apps;

import io.handfast.sim.SimHost;
import io.handfast.sim.Simulation;
import io.handfast.wire.IpAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A name server: tells the addresses of its zone, or who knows more; a recursive one asks for
 * others, from the root on, and remembers what it was told (RFC 1034 section 4.3).
 */
public final class NameServer {
  /**
   * What one knows of a zone.
   *
   * @param addresses of names
   * @param delegations zones that somebody else knows, with that server's address
   */
  public record Zone(Map<String, IpAddress> addresses, Map<String, IpAddress> delegations) {}

  private record Asker(DnsMessage question, IpAddress address, int port) {}

  private final Zone zone;
  private final Optional<IpAddress> root;
  private final Notebook notebook;
  private final DnsSocket socket;
  private final Map<Integer, Asker> askers = new TreeMap<>();
  private final Map<String, IpAddress> remembered = new LinkedHashMap<>();
  private int lastId;

  /**
   * Serves at once.
   *
   * @param root where it begins to ask for others; empty when it does not
   */
  public NameServer(
      Simulation simulation, SimHost host, Zone zone, Optional<IpAddress> root, Notebook notebook) {
    this.zone = zone;
    this.root = root;
    this.notebook = notebook;
    this.socket = new DnsSocket(simulation, host, DnsSocket.PORT, this::message);
  }

  private void message(DnsMessage message, IpAddress from, int port) {
    if (message.kind() != DnsMessage.Kind.QUESTION) {
      told(message);
      return;
    }
    IpAddress known = remembered.get(message.name());
    if (known != null) {
      answer(message, known, from, port);
    } else if (root.isPresent() && message.recursionDesired()) {
      lastId++;
      askers.put(lastId, new Asker(message, from, port));
      ask(lastId, message.name(), root.get(), "root");
    } else {
      socket.send(known(message), from, port);
    }
  }

  // ---- of the own zone ----

  private DnsMessage known(DnsMessage question) {
    String name = question.name();
    IpAddress address = zone.addresses.get(name);
    if (address != null) {
      notebook.step("answer", name + " is " + address, name + " 的地址是 " + address);
      return question.answer(address);
    }
    for (Map.Entry<String, IpAddress> each : zone.delegations.entrySet()) {
      if (name.equals(each.getKey()) || name.endsWith("." + each.getKey())) {
        notebook.step(
            "refer",
            "names in " + each.getKey() + ": ask " + each.getValue(),
            each.getKey() + " 下的名字请问 " + each.getValue());
        return question.refer(each.getKey(), each.getValue());
      }
    }
    notebook.step("no-such-name", "there is no " + name, "没有 " + name + " 这个名字");
    return question.noSuchName();
  }

  // ---- for others ----

  private void ask(int id, String name, IpAddress server, String who) {
    notebook.step(
        "ask:" + who,
        "asks " + who + " (" + server + ") for " + name,
        "向 " + who + "（" + server + "）询问 " + name);
    socket.send(DnsMessage.question(id, false, name), server, DnsSocket.PORT);
  }

  private void told(DnsMessage message) {
    Asker asker = askers.get(message.id());
    if (asker == null) {
      return;
    }
    if (message.referral().isPresent()) {
      DnsMessage.Referral next = message.referral().get();
      ask(message.id(), message.name(), next.server(), next.zone());
      return;
    }
    askers.remove(message.id());
    if (message.address().isPresent()) {
      remembered.put(message.name(), message.address().get());
      answer(asker.question, message.address().get(), asker.address, asker.port);
    } else {
      socket.send(asker.question.noSuchName(), asker.address, asker.port);
    }
  }

  private void answer(DnsMessage question, IpAddress found, IpAddress to, int port) {
    notebook.step("answer", question.name() + " is " + found, question.name() + " 的地址是 " + found);
    socket.send(question.answer(found), to, port);
  }
}
