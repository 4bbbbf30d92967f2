package io.handfast.observe;

import io.handfast.event.Counter;
import io.handfast.nio.NetworkHost;
import io.handfast.stack.NetworkStack;
import io.handfast.tcp.FloodStatus;
import io.handfast.tcp.Holdings;
import io.handfast.tcp.State;
import io.handfast.tcp.TcpInfo;
import java.lang.management.ManagementFactory;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/** Reads a host under the lock of its driver. */
final class StackBean implements StackMXBean {
  private final NetworkHost host;

  StackBean(NetworkHost host) {
    this.host = host;
  }

  /** Registers a bean for the host; what is returned takes it out again. */
  static Runnable register(NetworkHost host) {
    MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    try {
      String name = ObjectName.quote(host.name());
      ObjectName key = new ObjectName("io.handfast:type=Stack,name=" + plain(host.name(), name));
      server.registerMBean(new StackBean(host), key);
      return () -> unregister(server, key);
    } catch (JMException e) {
      throw new IllegalStateException("JMX has no room for a host named " + host.name(), e);
    }
  }

  /** Quotes only what JMX cannot read without. */
  private static String plain(String name, String quoted) {
    return name.chars().allMatch(c -> Character.isLetterOrDigit(c) || c == '-' || c == '.')
        ? name
        : quoted;
  }

  private static void unregister(MBeanServer server, ObjectName key) {
    try {
      server.unregisterMBean(key);
    } catch (JMException e) {
      throw new IllegalStateException("JMX does not let go of " + key, e);
    }
  }

  @Override
  public String getName() {
    return host.name();
  }

  @Override
  public List<String> getAddresses() {
    return host.addresses().stream().map(Object::toString).toList();
  }

  @Override
  public Map<String, Integer> getSocketsByState() {
    Map<State, Integer> counts = new EnumMap<>(State.class);
    for (TcpInfo each : read(stack -> stack.sockets(host.driver().now()))) {
      counts.merge(each.state(), 1, Integer::sum);
    }
    Map<String, Integer> named = new LinkedHashMap<>();
    counts.forEach((state, count) -> named.put(state.name(), count));
    return named;
  }

  @Override
  public Map<String, Long> getCounters() {
    return read(stack -> {
      Map<String, Long> values = new LinkedHashMap<>();
      for (Counter each : Counter.values()) {
        long value = stack.counters().get(each);
        if (value != 0) {
          values.put(each.nstat(), value);
        }
      }
      return values;
    });
  }

  @Override
  public int getHalfOpen() {
    return (int) held(Holdings::halfOpen);
  }

  @Override
  public int getAcceptable() {
    return (int) held(Holdings::acceptable);
  }

  @Override
  public int getOrphans() {
    return (int) held(Holdings::orphans);
  }

  @Override
  public long getBufferBytes() {
    return held(Holdings::bufferBytes);
  }

  @Override
  public boolean isUnderSynFlood() {
    return read(stack -> stack.tcp().floods().stream().anyMatch(FloodStatus::alarm));
  }

  @Override
  public int getCloseWaitLeak() {
    return read(stack -> stack.tcp().closeWaits(host.driver().now()).count());
  }

  private long held(ToLongFunction<Holdings> part) {
    return read(stack -> part.applyAsLong(stack.tcp().holdings()));
  }

  private <T> T read(java.util.function.Function<NetworkStack, T> question) {
    host.driver().lock();
    try {
      return question.apply(host.stack());
    } finally {
      host.driver().unlock();
    }
  }
}
