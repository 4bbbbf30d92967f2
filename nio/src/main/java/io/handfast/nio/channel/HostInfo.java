package io.handfast.nio.channel;

import java.net.InetSocketAddress;
import java.security.Security;
import java.util.Arrays;

/**
 * Whether messages of exceptions tell the address, by the property {@code jdk.includeInExceptions}
 * of the system or else of security: the JDK's own rule for what logs may disclose.
 */
final class HostInfo {
  private static final String NAME = "jdk.includeInExceptions";
  private static final boolean TOLD = isTold();

  private HostInfo() {}

  private static boolean isTold() {
    String kinds = System.getProperty(NAME);
    if (kinds == null) {
      kinds = Security.getProperty(NAME);
    }
    return kinds != null
        && Arrays.stream(kinds.split(","))
            .map(String::strip)
            .anyMatch("hostInfo"::equalsIgnoreCase);
  }

  /** The message, with the address behind it if it may be told. */
  static String with(String message, InetSocketAddress address) {
    return TOLD && address != null ? message + ": " + address : message;
  }
}
