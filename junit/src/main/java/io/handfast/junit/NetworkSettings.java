package io.handfast.junit;

import io.handfast.sim.Impairment;
import io.handfast.sim.Pace;
import io.handfast.tcp.TcpConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * What a network is made of.
 *
 * @param setUp called with each new network, before the test
 */
record NetworkSettings(
    List<HostSettings> hosts,
    long seed,
    Pace pace,
    Impairment links,
    Report report,
    Consumer<TestNetwork> setUp) {

  /** One host; without addresses it gets the next ones. */
  record HostSettings(String name, TcpConfig tcp, List<String> addresses) {
    HostSettings {
      addresses = List.copyOf(addresses);
    }

    String[] addressesOr(int number) {
      return addresses.isEmpty()
          ? new String[] {
            "10.0." + number / 250 + "." + (number % 250 + 1) + "/16",
            "fd00::" + Integer.toHexString(number + 1) + "/64"
          }
          : addresses.toArray(String[]::new);
    }
  }

  NetworkSettings {
    hosts = List.copyOf(hosts);
    if (hosts.isEmpty()) {
      throw new IllegalArgumentException("a network has at least one host");
    }
    if (hosts.stream().map(HostSettings::name).distinct().count() < hosts.size()) {
      throw new IllegalArgumentException("two hosts have the same name");
    }
  }

  static NetworkSettings of(Network annotation) {
    List<HostSettings> hosts = new ArrayList<>();
    for (String name : annotation.hosts()) {
      hosts.add(new HostSettings(name, TcpConfig.LINUX, List.of()));
    }
    return new NetworkSettings(
        hosts,
        annotation.seed(),
        annotation.time() == Time.REAL ? Pace.scaled(annotation.speed()) : Pace.LEAPING,
        Impairment.NONE.withDelay(annotation.delayMillis() * 1_000_000).withLoss(annotation.loss()),
        annotation.report(),
        network -> {});
  }

  NetworkSettings withSeed(long other) {
    return new NetworkSettings(hosts, other, pace, links, report, setUp);
  }

  NetworkSettings withReport(Report other) {
    return new NetworkSettings(hosts, seed, pace, links, other, setUp);
  }
}
