package io.handfast.sim.scenario;

import io.handfast.sim.apps.Page;
import java.util.Map;
import java.util.Optional;

/**
 * What the programs of a host know beside its stack.
 *
 * @param resolver name of the host that is asked for names
 * @param hostsFile names with their addresses
 * @param cache names of which an answer is still remembered
 * @param zone of a name server: names with an address, or with {@code ask HOST}
 * @param pages of a web server, by their path
 */
record HostLore(
    Optional<String> resolver,
    Map<String, String> hostsFile,
    Map<String, String> cache,
    Map<String, String> zone,
    Map<String, Page> pages) {
  /** Before the host that knows more of a zone. */
  static final String ASK = "ask ";

  static final HostLore NONE =
      new HostLore(Optional.empty(), Map.of(), Map.of(), Map.of(), Map.of());
}
