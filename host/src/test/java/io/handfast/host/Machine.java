package io.handfast.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.handfast.link.NetNamespace;
import io.handfast.nio.HandfastSelectorProvider;
import io.handfast.nio.Hosts;
import java.io.IOException;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.SelectorProvider;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A machine whose channels a test uses, and its only neighbour, which is the kernel in a namespace
 * of its own and can vanish. The machine is a kernel too, or Handfast.
 */
abstract class Machine implements AutoCloseable {
  /** Whose TCP the machine has. */
  enum Kind {
    KERNEL,
    HANDFAST
  }

  final Sandbox neighbour = new Sandbox();

  static Machine of(Kind kind, String... settings) {
    return kind == Kind.KERNEL ? new OfKernel(settings) : new OfHandfast(settings);
  }

  /** The neighbour's address. */
  abstract String neighbourAddress();

  abstract SocketChannel channel() throws Exception;

  abstract Selector selector() throws IOException;

  /** From now on nothing reaches the neighbour, and nothing comes from it. */
  void neighbourVanishes() {
    neighbourDoes("nft add table inet gone");
    neighbourDoes("nft add chain inet gone in { type filter hook input priority 0; policy drop; }");
    neighbourDoes(
        "nft add chain inet gone out { type filter hook output priority 0; policy drop; }");
  }

  void neighbourDoes(String command) {
    succeed(neighbour.run(command.split(" ")));
  }

  private static void succeed(Sandbox.Outcome outcome) {
    assertThat(outcome.code()).as(outcome.output()).isZero();
  }

  @Override
  public void close() {
    neighbour.close();
  }

  private static final class OfKernel extends Machine {
    private final NetNamespace own = NetNamespace.create();
    private final SelectorProvider provider = SelectorProvider.provider();

    OfKernel(String... settings) {
      Path namespace =
          own.call(
              () -> Path.of("/proc", "" + Files.readSymbolicLink(Path.of("/proc/thread-self"))));
      neighbourDoes("ip link add hfv0 type veth peer name hfv1 netns " + namespace + "/ns/net");
      neighbourDoes("ip addr add 10.8.0.1/24 dev hfv0");
      neighbourDoes("ip link set hfv0 up");
      does("ip addr add 10.8.0.2/24 dev hfv1");
      does("ip link set hfv1 up");
      for (String each : settings) {
        does("sysctl -qw " + each);
      }
    }

    private void does(String command) {
      succeed(own.call(() -> Sandbox.outcome(command.split(" "))));
    }

    @Override
    String neighbourAddress() {
      return "10.8.0.1";
    }

    @Override
    SocketChannel channel() {
      return own.call(provider::openSocketChannel);
    }

    @Override
    Selector selector() throws IOException {
      return provider.openSelector();
    }

    @Override
    public void close() {
      own.close();
      super.close();
    }
  }

  private static final class OfHandfast extends Machine {
    private final HandfastSelectorProvider provider = new HandfastSelectorProvider();
    private final Host host;

    OfHandfast(String... settings) {
      HostBuilder builder = Sandbox.builder();
      for (String each : settings) {
        builder.sysctl(each);
      }
      host = neighbour.open(builder);
    }

    @Override
    String neighbourAddress() {
      return Sandbox.KERNEL_V4;
    }

    @Override
    SocketChannel channel() throws Exception {
      return Hosts.call(host, provider::openSocketChannel);
    }

    @Override
    Selector selector() throws IOException {
      return provider.openSelector();
    }
  }
}
