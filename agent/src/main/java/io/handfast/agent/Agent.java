package io.handfast.agent;

import io.handfast.host.Host;
import io.handfast.host.HostException;
import io.handfast.host.HostProperties;
import io.handfast.link.LinkException;
import io.handfast.nio.HandfastAsynchronousChannelProvider;
import io.handfast.nio.HandfastSelectorProvider;
import io.handfast.nio.JavaNet;
import io.handfast.nio.Routing;
import java.io.IOException;
import java.lang.instrument.Instrumentation;
import java.nio.channels.spi.SelectorProvider;

/**
 * The Java agent. Before the program's {@code main} it opens the host that the settings describe
 * ({@link HostProperties}), makes Handfast's provider that of the JVM, and stands behind {@code
 * java.net}. When it cannot, the JVM ends with one line that says why, and exit code 1: a program
 * that was meant to be on Handfast is never on the kernel by mistake.
 */
public final class Agent {
  private static final String ASYNCHRONOUS_PROPERTY =
      "java.nio.channels.spi.AsynchronousChannelProvider";
  private static final String PROVIDER_PROPERTY = "java.nio.channels.spi.SelectorProvider";

  private Agent() {}

  /** Called by the JVM; {@code arguments} may be null. */
  public static void premain(String arguments, Instrumentation instrumentation) {
    try {
      Arguments.parse(arguments).forEach((name, value) -> setProperty(name, value));
      JdkAccess.open(instrumentation);
      takeProvider();
      openHost();
      takeSockets(instrumentation);
    } catch (IllegalArgumentException | HostException | LinkException | IOException e) {
      System.err.println("handfast: " + e.getMessage());
      System.exit(1);
    }
  }

  private static void setProperty(String name, String value) {
    System.setProperty("handfast." + name, value);
  }

  private static void takeProvider() {
    String ours = HandfastSelectorProvider.class.getName();
    String given = System.getProperty(PROVIDER_PROPERTY, ours);
    if (!given.equals(ours)) {
      throw new IllegalArgumentException(
          "this JVM was started with -D" + PROVIDER_PROPERTY + "=" + given + "; it can have one");
    }
    System.setProperty(PROVIDER_PROPERTY, ours);
    if (System.getProperty(ASYNCHRONOUS_PROPERTY) == null) {
      System.setProperty(
          ASYNCHRONOUS_PROPERTY, HandfastAsynchronousChannelProvider.class.getName());
    }
    SelectorProvider present = SelectorProvider.provider();
    if (!(present instanceof HandfastSelectorProvider)) {
      throw new IllegalArgumentException(
          "something made " + present.getClass().getName() + " the provider before this agent");
    }
  }

  /**
   * Behind the JDK's own classes where that can be, else by the factories. A datagram socket whose
   * address may be the kernel's needs the factory: only its implementation can change sides.
   */
  private static void takeSockets(Instrumentation instrumentation) throws IOException {
    if (!PlatformSockets.installStreams(instrumentation)) {
      JavaNet.installStreams();
    }
    if (Routing.isSplit() || !PlatformSockets.installDatagrams(instrumentation)) {
      JavaNet.installDatagrams();
    }
  }

  private static void openHost() {
    HostProperties settings = HostProperties.ofThisJvm();
    settings.route();
    Host host = settings.builder().managed(true).open().makeDefault();
    Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(host::close));
  }
}
