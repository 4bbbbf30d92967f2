package io.handfast.nio;

import io.handfast.wire.IpAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The hosts of this JVM, and which one a new channel belongs to: the host that owns the explicit
 * local address of its bind; else the host of the scope in which the channel was opened; else the
 * default host, which is the first one registered unless another was chosen.
 *
 * <p>The scope is a property of a thread and is inherited by the threads it creates (virtual ones
 * too), so that a server or client that makes its own threads stays on its host.
 */
public final class Hosts {
  private static final List<NetworkHost> REGISTERED = new CopyOnWriteArrayList<>();
  private static final InheritableThreadLocal<NetworkHost> SCOPE = new InheritableThreadLocal<>();
  private static volatile NetworkHost chosenDefault;

  private Hosts() {}

  /** An open scope; closing it restores what was before. Closed by the thread that opened it. */
  public interface Scope extends AutoCloseable {
    @Override
    void close();
  }

  /** Makes a host known; the first one becomes the default. A host counts once. */
  public static synchronized void register(NetworkHost host) {
    if (!REGISTERED.contains(host)) {
      REGISTERED.add(host);
    }
  }

  /** Forgets a host. Channels that live on it are not closed. */
  public static synchronized void unregister(NetworkHost host) {
    REGISTERED.remove(host);
    if (chosenDefault == host) {
      chosenDefault = null;
    }
  }

  /** Chooses the default host, and registers it. */
  public static synchronized void setDefault(NetworkHost host) {
    register(host);
    chosenDefault = host;
  }

  /** The default host, if any host is known. */
  public static Optional<NetworkHost> defaultHost() {
    NetworkHost chosen = chosenDefault;
    return chosen != null ? Optional.of(chosen) : REGISTERED.stream().findFirst();
  }

  /** All registered hosts, in order of registration; a snapshot. */
  public static List<NetworkHost> registered() {
    return List.copyOf(REGISTERED);
  }

  /**
   * The registered host that owns this address, if any; {@code any} and loopback belong to none.
   */
  public static Optional<NetworkHost> owning(IpAddress address) {
    return REGISTERED.stream().filter(host -> host.addresses().contains(address)).findFirst();
  }

  /** Opens a scope: until it is closed, this thread and those it creates use {@code host}. */
  public static Scope enter(NetworkHost host) {
    NetworkHost before = SCOPE.get();
    SCOPE.set(host);
    return () -> restore(before);
  }

  /** Runs {@code body} in the scope of {@code host}. */
  public static void run(NetworkHost host, Runnable body) {
    try (Scope _ = enter(host)) {
      body.run();
    }
  }

  /** Calls {@code body} in the scope of {@code host}, and returns what it returns. */
  public static <T> T call(NetworkHost host, Callable<T> body) throws Exception {
    try (Scope _ = enter(host)) {
      return body.call();
    }
  }

  /** The host of the scope, else the default host, if any. */
  public static Optional<NetworkHost> current() {
    NetworkHost scoped = SCOPE.get();
    return scoped != null ? Optional.of(scoped) : defaultHost();
  }

  private static void restore(NetworkHost before) {
    if (before == null) {
      SCOPE.remove();
    } else {
      SCOPE.set(before);
    }
  }
}
