package io.handfast.junit;

import io.handfast.junit.NetworkSettings.HostSettings;
import io.handfast.sim.Impairment;
import io.handfast.sim.Pace;
import io.handfast.tcp.TcpConfig;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * Gives each test a network of its own, as parameters of type {@link TestNetwork} and, with {@link
 * Host}, {@link TestHost}; and reports the network of a test that failed. Registered by {@link
 * Network}, or made by {@link #builder()} and registered by {@code @RegisterExtension}; not by
 * both.
 *
 * <p>Configuration parameters of JUnit, which may be system properties: {@code handfast.junit.seed}
 * (replaces the seed of every network), {@code handfast.junit.report} ({@code always}, {@code
 * on_failure}, {@code never}), {@code handfast.junit.directory} (for captures; {@code
 * target/handfast} or {@code build/handfast} unless told).
 */
public final class NetworkExtension
    implements BeforeEachCallback, AfterEachCallback, ParameterResolver {
  private static final ExtensionContext.Namespace SPACE =
      ExtensionContext.Namespace.create(NetworkExtension.class);

  private final NetworkSettings settings;

  /** For JUnit: takes its settings from the annotation {@link Network}. */
  public NetworkExtension() {
    this(null);
  }

  private NetworkExtension(NetworkSettings settings) {
    this.settings = settings;
  }

  /** A network with hosts "client" and "server" and a delay of 10 ms, to be changed. */
  public static Builder builder() {
    return new Builder();
  }

  // ---- life of one test ----

  @Override
  public void beforeEach(ExtensionContext context) {
    network(context);
  }

  @Override
  public void afterEach(ExtensionContext context) {
    TestNetwork network = context.getStore(SPACE).remove(TestNetwork.class, TestNetwork.class);
    if (network == null) {
      return;
    }
    Report when = network.settings().report();
    boolean failed = context.getExecutionException().isPresent();
    if (when == Report.ALWAYS || when == Report.ON_FAILURE && failed) {
      System.err.println(new FailureReport(network, context).write());
    }
    network.close();
  }

  private TestNetwork network(ExtensionContext context) {
    return context
        .getStore(SPACE)
        .computeIfAbsent(
            TestNetwork.class, key -> new TestNetwork(adjusted(context)), TestNetwork.class);
  }

  private NetworkSettings adjusted(ExtensionContext context) {
    NetworkSettings wanted = settings != null ? settings : annotated(context);
    long seed =
        context
            .getConfigurationParameter("handfast.junit.seed", Long::decode)
            .orElse(wanted.seed());
    Report report =
        context
            .getConfigurationParameter(
                "handfast.junit.report", each -> Report.valueOf(each.toUpperCase(Locale.ROOT)))
            .orElse(wanted.report());
    boolean random = seed == Network.RANDOM_SEED;
    return wanted
        .withSeed(random ? ThreadLocalRandom.current().nextLong(1_000_000_000) : seed)
        .withReport(report);
  }

  private static NetworkSettings annotated(ExtensionContext context) {
    Optional<Network> found =
        AnnotationSupport.findAnnotation(context.getRequiredTestMethod(), Network.class);
    for (Class<?> type = context.getRequiredTestClass();
        found.isEmpty() && type != null;
        type = type.getEnclosingClass()) {
      found = AnnotationSupport.findAnnotation(type, Network.class);
    }
    return NetworkSettings.of(
        found.orElseThrow(() ->
            new ExtensionConfigurationException(
                "NetworkExtension needs @Network at the test or its class, or a builder")));
  }

  // ---- parameters ----

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    return parameter.getDeclaringExecutable() instanceof Method
        && context.getTestMethod().isPresent()
        && (type == TestNetwork.class || type == TestHost.class);
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    TestNetwork network = network(context);
    if (parameter.getParameter().getType() == TestNetwork.class) {
      return network;
    }
    String name =
        parameter
            .findAnnotation(Host.class)
            .map(Host::value)
            .orElseThrow(
                () -> new ParameterResolutionException("a TestHost needs @Host(\"its name\")"));
    try {
      return network.host(name);
    } catch (IllegalArgumentException e) {
      throw new ParameterResolutionException(e.getMessage(), e);
    }
  }

  /** Says what the networks of a test class are like. */
  public static final class Builder {
    private final List<HostSettings> hosts = new ArrayList<>();
    private TcpConfig tcp = TcpConfig.LINUX;
    private long seed = 1;
    private Pace pace = Pace.LEAPING;
    private Impairment links = Impairment.NONE.withDelay(Duration.ofMillis(10));
    private Report report = Report.ON_FAILURE;
    private Consumer<TestNetwork> setUp = network -> {};

    private Builder() {}

    /** Adds hosts of these names. */
    public Builder hosts(String... names) {
      Arrays.stream(names).forEach(this::host);
      return this;
    }

    /** Adds a host; addresses like {@code 10.1.0.7/16}, the next free ones when there are none. */
    public Builder host(String name, String... addresses) {
      hosts.add(new HostSettings(name, tcp, List.of(addresses)));
      return this;
    }

    /** Settings of TCP, for the hosts that are added from here on. */
    public Builder tcp(TcpConfig config) {
      tcp = config;
      return this;
    }

    /** The seed; {@link Network#RANDOM_SEED} for another one in each run. */
    public Builder seed(long value) {
      seed = value;
      return this;
    }

    /** How time passes. */
    public Builder pace(Pace value) {
      pace = value;
      return this;
    }

    /** How time passes. */
    public Builder time(Time value) {
      return pace(value == Time.REAL ? Pace.REAL : Pace.LEAPING);
    }

    /** What every link does to packets. */
    public Builder links(Impairment value) {
      links = value;
      return this;
    }

    /** When networks are reported. */
    public Builder report(Report value) {
      report = value;
      return this;
    }

    /** Called with each new network, before the test: for rules that hold for all of them. */
    public Builder setUp(Consumer<TestNetwork> with) {
      setUp = with;
      return this;
    }

    /** The extension, for a field with {@code @RegisterExtension}. */
    public NetworkExtension build() {
      if (hosts.isEmpty()) {
        hosts("client", "server");
      }
      return new NetworkExtension(new NetworkSettings(hosts, seed, pace, links, report, setUp));
    }
  }
}
