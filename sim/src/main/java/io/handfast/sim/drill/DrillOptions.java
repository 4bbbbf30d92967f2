package io.handfast.sim.drill;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How to run scripts.
 *
 * @param mode the family; empty lets the script decide, else IPv4
 * @param relaxedPsh overlook PSH where it depends on how the sender cuts super-segments: on more
 *     than one segment, and on data that does not end a write
 * @param ignoreWindow overlook differences in the window field
 * @param definitions what words of the script stand for
 */
public record DrillOptions(
    Optional<Mode> mode,
    boolean relaxedPsh,
    boolean ignoreWindow,
    Map<String, String> definitions) {
  /** IPv4 unless the script says otherwise, nothing overlooked. */
  public static final DrillOptions STRICT =
      new DrillOptions(Optional.empty(), false, false, Map.of());

  /** Adds the definitions that scripts expect from the one who starts them. */
  public DrillOptions {
    Map<String, String> all = new TreeMap<>();
    all.put("TFO_COOKIE", "3021b9d889017eeb");
    all.put("TFO_COOKIE_ZERO", "b7c12350a90dc8f5");
    all.put("CMSG_LEVEL_IP", "SOL_IP");
    all.put("CMSG_TYPE_RECVERR", "IP_RECVERR");
    all.put("CODE", "host_unreachable");
    all.putAll(definitions);
    definitions = Collections.unmodifiableMap(all);
  }

  /** The same in this mode. */
  public DrillOptions in(Mode chosen) {
    return new DrillOptions(Optional.of(chosen), relaxedPsh, ignoreWindow, definitions);
  }

  /** The same with PSH and windows looked at less closely. */
  public DrillOptions overlooking(boolean psh, boolean window) {
    return new DrillOptions(mode, psh, window, definitions);
  }
}
