package io.handfast.junit;

import io.handfast.nio.HandfastSelectorProvider;
import java.nio.channels.spi.SelectorProvider;

/** Code that runs "on" a host opens channels of the JVM's provider, which has to be Handfast's. */
final class ProviderCheck {
  private static final String LINE =
      "-Djava.nio.channels.spi.SelectorProvider=" + HandfastSelectorProvider.class.getName();

  private ProviderCheck() {}

  static void require() {
    require(SelectorProvider.provider());
  }

  static void require(SelectorProvider provider) {
    if (!(provider instanceof HandfastSelectorProvider)) {
      throw new IllegalStateException(
          "channels of this JVM belong to "
              + provider.getClass().getName()
              + " and would leave the simulated network for the real one. Start the test JVM with "
              + LINE
              + " (Maven: <argLine> of the surefire plugin; Gradle: jvmArgs of the test task)."
              + " Without it, socketFactory() and serverSocketFactory() of a host still work.");
    }
  }
}
