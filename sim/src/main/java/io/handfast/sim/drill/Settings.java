package io.handfast.sim.drill;

import io.handfast.stack.RouteMetrics;
import io.handfast.tcp.FastOpenKeys;
import io.handfast.tcp.TcpConfig;
import io.handfast.tcp.Tunable;
import io.handfast.tcp.congestion.CongestionControls;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Settings of the stack as a script's commands change them. */
final class Settings {
  /** Settings that change nothing for us, or only how a sender cuts its super-segments. */
  private static final Set<String> WITHOUT_EFFECT =
      Set.of("tcp_fack", "tcp_tso_win_divisor", "tcp_no_metrics_save");

  /** Names that today's Linux does not know: setting one fails, and the shell goes on with "||". */
  private static final Set<String> GONE = Set.of("tcp_fastopen_cookies");

  /** Features that the stack lacks: their being off is no difference, their being on is one. */
  private static final Set<String> FEATURES =
      Set.of("tcp_ecn_option", "tcp_ecn_option_beacon", "tcp_ecn_fallback", "tcp_shrink_window");

  /** Scripts speak of Linux, whose CUBIC leaves slow start by another rule. */
  private TcpConfig config = TcpConfig.LINUX.with(Tunable.TCP_HYSTART, 1);

  private boolean segmentation = true;
  private boolean dropping;
  private RouteMetrics route = RouteMetrics.NONE;
  private final List<String> notes = new ArrayList<>();

  TcpConfig config() {
    return config;
  }

  /** The link cuts super-segments. */
  boolean segmentation() {
    return segmentation;
  }

  /** The link's queue takes nothing. */
  boolean isDropping() {
    return dropping;
  }

  void dropping(boolean on) {
    dropping = on;
  }

  void segmentation(boolean on) {
    segmentation = on;
  }

  /** What is said about the route to the peer. */
  RouteMetrics route() {
    return route;
  }

  void route(RouteMetrics metrics) {
    route = metrics;
  }

  /** What was asked for and has no effect. */
  List<String> notes() {
    return notes;
  }

  /** The settings that every script of the public pools begins with. */
  void defaults() {
    set("tcp_rmem", "4096 540000 15728640");
    set("tcp_wmem", "4096 262144 4194304");
    set("tcp_timestamps", "1");
    set("tcp_syn_retries", "5");
    set("tcp_synack_retries", "5");
    set("tcp_sack", "1");
    set("tcp_reordering", "3");
    set("tcp_slow_start_after_idle", "0");
    set("tcp_early_retrans", "4");
    set("tcp_recovery", "1");
    set("tcp_congestion_control", "cubic");
    set("tcp_syncookies", "1");
    set("tcp_ecn", "0");
    set("tcp_fastopen", "0x70403");
    set("tcp_fastopen_key", "a1a1a1a1-b2b2b2b2-c3c3c3c3-d4d4d4d4");
  }

  /** Sets a value by its name, with or without {@code net.ipv4.}; false when that fails. */
  boolean set(String sysctl, String value) {
    String name = sysctl.substring(sysctl.lastIndexOf('.') + 1);
    String[] values = value.trim().split("\\s+");
    switch (name) {
      case "tcp_rmem" -> triple(values, Tunable.TCP_RMEM_DEFAULT, Tunable.TCP_RMEM_MAX);
      case "tcp_wmem" -> triple(values, Tunable.TCP_WMEM_DEFAULT, Tunable.TCP_WMEM_MAX);
      case "tcp_congestion_control" -> congestion(values[0]);
      case "tcp_fastopen_key" -> config = config.with(FastOpenKeys.parse(values[0]));
      default -> single(name, values[0]);
    }
    return !GONE.contains(name);
  }

  private void triple(String[] values, Tunable standard, Tunable max) {
    put(standard, number(values[Math.min(1, values.length - 1)]));
    if (values.length > 2) {
      put(max, number(values[2]));
    }
  }

  private void congestion(String name) {
    int number = CongestionControls.STANDARD.indexOf(name);
    if (number < 0) {
      throw DrillStop.unsupported("the congestion control " + name);
    }
    put(Tunable.TCP_CONGESTION_CONTROL, number);
  }

  private void single(String name, String value) {
    Optional<Tunable> tunable = Tunable.named(name);
    if (tunable.isPresent()) {
      put(tunable.get(), number(value));
    } else if (FEATURES.contains(name)) {
      if (!value.equals("0") && !name.equals("tcp_ecn_option")) {
        throw DrillStop.unsupported("the stack has no " + name + "=" + value);
      }
    } else if (!WITHOUT_EFFECT.contains(name) && !GONE.contains(name)) {
      notes.add(name + "=" + value + " has no effect on the stack");
    }
  }

  private void put(Tunable tunable, long value) {
    config = config.with(tunable, Math.clamp(value, tunable.min(), tunable.max()));
  }

  private static long number(String text) {
    try {
      return Long.decode(text);
    } catch (NumberFormatException e) {
      throw DrillStop.error("a setting takes a number, not '" + text + "'");
    }
  }
}
