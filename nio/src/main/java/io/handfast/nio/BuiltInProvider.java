package io.handfast.nio;

import java.nio.channels.spi.SelectorProvider;
import java.util.Optional;

/** The JDK's own provider, which is reachable only when its package is exported to this module. */
public final class BuiltInProvider {
  private static final Optional<SelectorProvider> PROVIDER = load();

  private BuiltInProvider() {}

  /** The provider, if it can be reached. */
  public static Optional<SelectorProvider> find() {
    return PROVIDER;
  }

  private static Optional<SelectorProvider> load() {
    try {
      Class<?> factory = Class.forName("sun.nio.ch.DefaultSelectorProvider");
      return Optional.of((SelectorProvider) factory.getMethod("get").invoke(null));
    } catch (ReflectiveOperationException e) {
      return Optional.empty(); // not exported to us: the caller gets our own, host-less channels
    }
  }
}
