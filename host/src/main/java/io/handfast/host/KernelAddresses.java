package io.handfast.host;

import io.handfast.wire.IpAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Optional;

/** What addresses the machine itself has, in the network namespace of the calling thread. */
final class KernelAddresses {
  /** The JDK reads that of the process instead, which may live in another namespace. */
  private static final Path IPV6_TABLE = Path.of("/proc/thread-self/net/if_inet6");

  private KernelAddresses() {}

  /**
   * Fails when the kernel has the stack's address, or has its own side of the TUN elsewhere: in
   * both cases answers would never come back through the TUN.
   */
  static void requireFree(IpAddress ours, IpAddress kernels, String tun) {
    interfaceOf(ours).ifPresent(holder -> fail(ours, holder, "choose another one for the stack"));
    interfaceOf(kernels)
        .filter(holder -> !holder.equals(tun))
        .ifPresent(holder -> fail(kernels, holder, "choose another subnet, or another --peer"));
  }

  private static void fail(IpAddress address, String holder, String advice) {
    throw new HostException(
        "address " + address + " is taken: this machine has it on " + holder + "; " + advice);
  }

  private static Optional<String> interfaceOf(IpAddress address) {
    try {
      return address.isV4() ? ofV4(address) : ofV6(address);
    } catch (IOException e) {
      throw new HostException("cannot list this machine's addresses: " + e.getMessage(), e);
    }
  }

  private static Optional<String> ofV4(IpAddress address) throws IOException {
    InetAddress wanted = InetAddress.getByAddress(address.toBytes());
    return Optional.ofNullable(NetworkInterface.getByInetAddress(wanted))
        .map(NetworkInterface::getName);
  }

  /** Lines are: address in hex, index, prefix length, scope, flags, name. */
  private static Optional<String> ofV6(IpAddress address) throws IOException {
    if (!Files.exists(IPV6_TABLE)) {
      return Optional.empty();
    }
    String hex = HexFormat.of().formatHex(address.toBytes());
    return Files.readAllLines(IPV6_TABLE).stream()
        .filter(line -> line.startsWith(hex))
        .map(line -> line.substring(line.lastIndexOf(' ') + 1))
        .findFirst();
  }
}
