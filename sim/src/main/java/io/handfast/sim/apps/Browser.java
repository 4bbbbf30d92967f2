package io.handfast.sim.apps;

import io.handfast.sim.SimHost;
import io.handfast.sim.Simulation;
import io.handfast.wire.IpAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * From a URL to its page, step by step: hosts file, cache, DNS, TCP, request, response, close. An
 * address from hosts file or cache that fails is given up for one that DNS is asked for, once;
 * after that the step that failed is named.
 */
public final class Browser {
  /**
   * Where names are looked up.
   *
   * @param resolver the name server that is asked; empty when there is none
   */
  public record Names(
      Map<String, IpAddress> hostsFile,
      Map<String, IpAddress> cache,
      Optional<IpAddress> resolver) {}

  /** As most resolvers of systems have it: 5 s, and one try more. */
  private static final long PATIENCE_NANOS = 5_000_000_000L;

  private static final int TRIES = 2;

  private final Simulation simulation;
  private final SimHost host;
  private final Names names;
  private final Notebook notebook;
  private final String name;
  private final int port;
  private final String path;
  private DnsSocket questions;
  private int tries;
  private boolean asked;

  /** Does nothing yet. */
  public Browser(
      Simulation simulation,
      SimHost host,
      Names names,
      Notebook notebook,
      String name,
      int port,
      String path) {
    this.simulation = simulation;
    this.host = host;
    this.names = names;
    this.notebook = notebook;
    this.name = name;
    this.port = port;
    this.path = path;
  }

  /** Begins. */
  public void open() {
    IpAddress inFile = look("hosts-file", "hosts file", "hosts 文件", names.hostsFile);
    IpAddress known =
        inFile == null ? look("dns-cache", "DNS cache", "DNS 缓存", names.cache) : inFile;
    if (known == null) {
      ask();
    } else {
      fetch(known);
    }
  }

  private IpAddress look(String step, String english, String chinese, Map<String, IpAddress> in) {
    IpAddress found = in.get(name);
    notebook.step(
        step,
        english + ": " + (found == null ? name + " is not in it" : name + " is " + found),
        chinese + "：" + (found == null ? "没有 " + name : name + " 是 " + found));
    return found;
  }

  // ---- DNS ----

  private void ask() {
    asked = true;
    if (names.resolver.isEmpty()) {
      end("dns", "no name server is known", "没有配置域名服务器", "EHOSTUNREACH");
      return;
    }
    questions = new DnsSocket(simulation, host, 0, (message, from, at) -> told(message));
    query();
  }

  private void query() {
    tries++;
    IpAddress resolver = names.resolver.get();
    notebook.step(
        "dns-query",
        "asks " + resolver + " for " + name + " (UDP port 53)",
        "向 " + resolver + " 查询 " + name + "（UDP 端口 53）");
    questions.send(DnsMessage.question(tries, true, name), resolver, DnsSocket.PORT);
    int thisTry = tries;
    simulation.after(
        PATIENCE_NANOS,
        () -> {
          if (questions != null && tries == thisTry) {
            noAnswer();
          }
        });
  }

  private void noAnswer() {
    notebook.step("dns-timeout", "no answer within 5 s", "5 秒内没有回答");
    if (tries < TRIES) {
      query();
    } else {
      stopAsking();
      end("dns", "the name server does not answer", "域名服务器没有回答", "ETIMEDOUT");
    }
  }

  private void told(DnsMessage message) {
    if (questions == null) {
      return;
    }
    stopAsking();
    if (message.address().isPresent()) {
      IpAddress found = message.address().get();
      notebook.step("dns-answer", name + " is " + found, name + " 的地址是 " + found);
      fetch(found);
    } else {
      end("dns", "there is no " + name, "没有 " + name + " 这个名字", "ENOENT");
    }
  }

  private void stopAsking() {
    questions.close();
    questions = null;
  }

  // ---- the page ----

  private void fetch(IpAddress address) {
    WebClient.Server server = new WebClient.Server(name, address, port);
    new WebClient(simulation, host, server, notebook, this::fetched)
        .get(HttpStyle.HTTP_1_1, List.of(path));
  }

  private void fetched(String outcome) {
    if (outcome.equals("ok")) {
      notebook.result("open", "ok");
    } else if (asked) {
      end("tcp", "no page from " + name, "没能从 " + name + " 取到网页", outcome);
    } else {
      notebook.step(
          "address-failed",
          "the address known before is of no use: DNS is asked, once",
          "原先知道的地址用不了：改问 DNS，只问一次");
      ask();
    }
  }

  /** The error names the step. */
  private void end(String step, String english, String chinese, String outcome) {
    notebook.step(
        "error:" + step,
        "error in step " + step + ": " + english + " (" + outcome + ")",
        "在 " + step + " 这一步出错：" + chinese + "（" + outcome + "）");
    notebook.result("open", outcome);
  }
}
