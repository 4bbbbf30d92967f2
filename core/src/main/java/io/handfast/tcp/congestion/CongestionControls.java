package io.handfast.tcp.congestion;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/**
 * The congestion controls of a stack by their names, as {@code TCP_CONGESTION} and {@code
 * net.ipv4.tcp_congestion_control} use them. More can be added.
 */
public final class CongestionControls {
  /** Names that every stack knows, in the order of the tunable's numbers. */
  public static final List<String> STANDARD = List.of("cubic", "reno", "bbr");

  private final Map<String, Supplier<CongestionControl>> factories = new LinkedHashMap<>();

  /**
   * Holds {@link #STANDARD}.
   *
   * @param hystart the present value of {@code handfast.tcp_hystart}
   */
  public CongestionControls(IntSupplier hystart) {
    add("cubic", () -> new Cubic(hystart.getAsInt()));
    add("reno", NewReno::new);
    add("bbr", Bbr::new);
  }

  /** Adds an algorithm, or replaces the one of this name. */
  public void add(String name, Supplier<CongestionControl> factory) {
    factories.put(name, factory);
  }

  /** All names, in the order in which they were added. */
  public List<String> names() {
    return new ArrayList<>(factories.keySet());
  }

  /** A new instance for one connection; empty when nothing has this name. */
  public Optional<CongestionControl> create(String name) {
    return Optional.ofNullable(factories.get(name)).map(Supplier::get);
  }
}
