package io.handfast.nio;

import io.handfast.ip.Prefix;
import io.handfast.wire.IpAddress;
import java.net.InetAddress;
import java.util.List;

/**
 * Which addresses of a JVM are Handfast's and which are left to the kernel. Unless something else
 * is said, all are Handfast's, those of the loopback too: {@code localhost} is then the host in
 * this JVM, as in a container of its own.
 */
public final class Routing {
  private record Plan(List<Prefix> only, boolean kernelLoopback) {}

  private static final Plan EVERYTHING = new Plan(List.of(), false);

  private static volatile Plan plan = EVERYTHING;

  private Routing() {}

  /**
   * Sets what is Handfast's from now on.
   *
   * @param only destinations that are Handfast's, besides the addresses of registered hosts; empty
   *     for all
   * @param kernelLoopback whether 127.0.0.0/8 and ::1 are the kernel's
   */
  public static void set(List<Prefix> only, boolean kernelLoopback) {
    plan = new Plan(List.copyOf(only), kernelLoopback);
  }

  /** Everything is Handfast's again. */
  public static void reset() {
    plan = EVERYTHING;
  }

  /** True while some address is the kernel's. */
  public static boolean isSplit() {
    return !plan.equals(EVERYTHING);
  }

  /** True when a socket that binds or connects to this address is to be the kernel's. */
  public static boolean isKernels(InetAddress address) {
    Plan present = plan;
    if (address.isLoopbackAddress()) {
      return present.kernelLoopback;
    }
    if (present.only.isEmpty()) {
      return false;
    }
    IpAddress ip = IpAddress.of(address.getAddress());
    return present.only.stream().noneMatch(each -> each.contains(ip)) && Hosts.owning(ip).isEmpty();
  }
}
