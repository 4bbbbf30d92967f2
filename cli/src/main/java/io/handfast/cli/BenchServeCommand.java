package io.handfast.cli;

import io.handfast.bench.kernel.KernelServer;
import io.handfast.bench.load.BlockingServer;
import io.handfast.bench.load.InlineServer;
import io.handfast.bench.load.MemoryInUse;
import io.handfast.bench.load.SelectorServer;
import io.handfast.bench.spike.Spike;
import io.handfast.host.Host;
import io.handfast.host.HostBuilder;
import io.handfast.ip.Prefix;
import io.handfast.nio.NetworkHost;
import java.io.IOException;
import java.nio.channels.spi.SelectorProvider;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code handfast bench serve}. */
@Command(
    name = "serve",
    description = {
      "Serves loads: TCP ports 5001 sink, 5002 source, 5003 accept and close, 5004 echo,",
      "5005 idle."
    },
    footer = {
      "",
      "Examples:",
      "  handfast bench serve --address 10.77.0.2/24",
      "  handfast bench serve --address 10.77.0.2/24 --api nio --offload off",
    })
final class BenchServeCommand implements Callable<Integer> {
  /** Which interface of the stack serves. */
  enum Api {
    INLINE,
    NIO,
    BLOCKING,
    KERNEL,
    SPIKE;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Option(
      names = "--api",
      paramLabel = "NAME",
      defaultValue = "inline",
      description = {
        "inline: on the stack's own thread;",
        "nio: one thread with a java.nio selector;",
        "blocking: blocking channels, a virtual thread each;",
        "kernel: Linux's own TCP, on every address, without a TUN;",
        "spike: a bare responder, no TCP (default: ${DEFAULT-VALUE})"
      })
  private Api api;

  @Option(
      names = "--supervised",
      hidden = true,
      description = "ends with standard input, and answers 'memory' there")
  private boolean supervised;

  @Mixin private HostOptions options;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    Signals signals = new Signals();
    switch (api) {
      case KERNEL -> start("kernel", new KernelServer());
      case SPIKE -> start("spike", spike());
      default -> {
        try (Host host = options.open()) {
          serve(host);
          return await(signals, host.toString(), Optional.of(host));
        }
      }
    }
    return await(signals, api.toString(), Optional.empty());
  }

  private void serve(Host host) throws IOException {
    switch (api) {
      case NIO -> start("selector", SelectorServer.open(SelectorProvider.provider()));
      case BLOCKING -> BlockingServer.open(SelectorProvider.provider());
      default -> InlineServer.open(host);
    }
  }

  private static void start(String name, Runnable server) {
    Thread.ofPlatform().daemon().name(name).start(server);
  }

  private Spike spike() {
    String own = options.addresses.stream().findFirst().orElse(HostBuilder.DEFAULT_ADDRESS);
    boolean spinning = options.sysctls.stream().anyMatch(each -> each.contains("busy_poll"));
    boolean offload = options.offload == HostOptions.Switch.ON;
    return Spike.open(options.tun, Prefix.parse(own), offload, spinning);
  }

  private int await(Signals signals, String what, Optional<NetworkHost> host) throws IOException {
    spec.commandLine().getOut().println("ready: " + what + ", " + api);
    spec.commandLine().getOut().flush();
    if (!supervised) {
      return signals.await();
    }
    MemoryInUse.answer(spec.commandLine().getOut(), host);
    return 0;
  }
}
