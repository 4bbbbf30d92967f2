package io.handfast.observe;

import io.handfast.event.Counter;
import io.handfast.nio.NetworkHost;
import io.handfast.tcp.State;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.Locale;

/**
 * A stack's counters and gauges for Micrometer: each counter as {@code handfast.} and nstat's name
 * with dots, such as {@code handfast.tcp.retrans.segs}; {@code handfast.sockets} by state, {@code
 * handfast.half.open}, {@code handfast.acceptable}, {@code handfast.orphans} and {@code
 * handfast.buffer.bytes}. All have the tag {@code host}.
 */
public final class StackMetrics implements MeterBinder {
  private static final String HOST = "host";

  private final NetworkHost host;
  private final StackBean bean;

  /** Meters of a host. */
  public StackMetrics(NetworkHost host) {
    this.host = host;
    this.bean = new StackBean(host);
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    for (Counter each : Counter.values()) {
      // Read without the lock: a counter may be a moment old, and never holds up the stack.
      FunctionCounter.builder(meterName(each), host, where -> where.stack().counters().get(each))
          .tag(HOST, host.name())
          .description(each.nstat())
          .register(registry);
    }
    for (State each : State.values()) {
      Gauge.builder(
              "handfast.sockets", bean, of -> of.getSocketsByState().getOrDefault(each.name(), 0))
          .tag(HOST, host.name())
          .tag("state", each.name())
          .register(registry);
    }
    gauge(registry, "handfast.half.open", StackBean::getHalfOpen);
    gauge(registry, "handfast.acceptable", StackBean::getAcceptable);
    gauge(registry, "handfast.orphans", StackBean::getOrphans);
    Gauge.builder("handfast.buffer.bytes", bean, StackBean::getBufferBytes)
        .baseUnit("bytes")
        .tag(HOST, host.name())
        .register(registry);
  }

  private void gauge(
      MeterRegistry registry, String name, java.util.function.ToDoubleFunction<StackBean> value) {
    Gauge.builder(name, bean, value).tag(HOST, host.name()).register(registry);
  }

  /** {@code TcpExtListenOverflows} is {@code handfast.tcp.ext.listen.overflows}. */
  static String meterName(Counter counter) {
    String spaced =
        counter
            .nstat()
            .replaceAll("([a-z0-9])([A-Z])", "$1.$2")
            .replaceAll("([A-Z]+)([A-Z][a-z])", "$1.$2");
    return "handfast." + spaced.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", ".");
  }
}
