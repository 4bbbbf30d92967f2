package io.handfast.link;

import io.handfast.link.nativeio.ErrorNumber;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.util.List;
import java.util.stream.Stream;

/**
 * How to open a TUN and set up the kernel's side of it. Immutable; start with {@link #named}.
 *
 * @param name of the interface, at most 15 bytes; empty lets the kernel choose
 * @param offload true for a virtio-net header with checksum and segmentation offload
 * @param mtu in bytes, 68 to 65,535; 1280 at least when IPv6 is used
 * @param queueLength packets that wait for us before the kernel drops them
 * @param addresses of the kernel's side
 * @param configure false leaves the interface as it is, for a device set up beforehand; true
 *     without the right to configure takes one that is set up as wanted
 */
public record TunOptions(
    String name,
    boolean offload,
    int mtu,
    int queueLength,
    List<InterfaceAddress> addresses,
    boolean configure) {
  /** Ethernet's. */
  public static final int DEFAULT_MTU = 1500;

  /**
   * Eight times the driver's own default of 500. A TUN does not push back, it drops; and without
   * offload a receive window of 4 MB is 2,900 packets.
   */
  public static final int DEFAULT_QUEUE_LENGTH = 4096;

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException when one is out of its range
   */
  public TunOptions {
    if (mtu < 68 || mtu > 65_535) {
      throw new IllegalArgumentException("MTU " + mtu + " is not 68 to 65535");
    }
    if (queueLength < 1) {
      throw new IllegalArgumentException("queue length " + queueLength + " is below 1");
    }
    addresses = List.copyOf(addresses);
  }

  /** Full offload, MTU 1500, no address yet, to be brought up. */
  public static TunOptions named(String name) {
    return new TunOptions(name, true, DEFAULT_MTU, DEFAULT_QUEUE_LENGTH, List.of(), true);
  }

  /** With or without the virtio-net header. */
  public TunOptions withOffload(boolean on) {
    return new TunOptions(name, on, mtu, queueLength, addresses, configure);
  }

  /** With another MTU, in bytes. */
  public TunOptions withMtu(int bytes) {
    return new TunOptions(name, offload, bytes, queueLength, addresses, configure);
  }

  /** With another queue length, in packets. */
  public TunOptions withQueueLength(int packets) {
    return new TunOptions(name, offload, mtu, packets, addresses, configure);
  }

  /** With one more address on the kernel's side. */
  public TunOptions withAddress(InterfaceAddress address) {
    List<InterfaceAddress> more = Stream.concat(addresses.stream(), Stream.of(address)).toList();
    return new TunOptions(name, offload, mtu, queueLength, more, configure);
  }

  /**
   * For a persistent device that its owner has configured: MTU, queue, addresses and state stay as
   * they are, and {@link #mtu} has to be what the interface has.
   */
  public TunOptions alreadyConfigured() {
    return new TunOptions(name, offload, mtu, queueLength, addresses, false);
  }

  void configure(String interfaceName) {
    if (!configure) {
      return;
    }
    try {
      setUp(NetInterface.named(interfaceName));
    } catch (LinkException e) {
      // Without the right to configure, a device that is set up already will do.
      if (e.errno() != ErrorNumber.EPERM) {
        throw e;
      }
      requireSetUp(interfaceName);
    }
  }

  private void setUp(NetInterface device) {
    device.mtu(mtu).queueLength(queueLength);
    silence(device);
    addresses.forEach(device::address);
    device.up();
  }

  private void requireSetUp(String interfaceName) {
    if (!isSetUp(interfaceName)) {
      throw new LinkException(
          "may not configure "
              + interfaceName
              + ": run as root or with CAP_NET_ADMIN, or set it up first: "
              + String.join("; ", commands(interfaceName)),
          ErrorNumber.EPERM);
    }
  }

  private boolean isSetUp(String interfaceName) {
    try {
      NetworkInterface kernels = NetworkInterface.getByName(interfaceName);
      if (kernels == null) {
        return false; // the JDK does not see an interface that is down and without address
      }
      List<InetAddress> present =
          kernels.getInterfaceAddresses().stream()
              .map(java.net.InterfaceAddress::getAddress)
              .toList();
      for (InterfaceAddress wanted : addresses) {
        if (!present.contains(InetAddress.getByAddress(wanted.address().toBytes()))) {
          return false;
        }
      }
      return NetInterface.named(interfaceName).isUp() && kernels.getMTU() == mtu;
    } catch (IOException e) {
      throw new LinkException("cannot look at " + interfaceName + ": " + e.getMessage());
    }
  }

  /** What root would type to set the device up as these options want it. */
  private List<String> commands(String interfaceName) {
    String device = " dev " + interfaceName;
    Stream<String> each =
        addresses.stream()
            .map(a -> "ip address add " + a + device + (a.address().isV4() ? "" : " nodad"));
    String link = "ip link set" + device + " mtu " + mtu + " txqueuelen " + queueLength + " up";
    return Stream.concat(each, Stream.of(link)).toList();
  }

  /** A comfort only: without it the kernel solicits routers and reports multicast groups to us. */
  private static void silence(NetInterface device) {
    try {
      device.withoutLinkLocal();
    } catch (LinkException ignored) {
      // A kernel without IPv6 has nothing to silence.
    }
  }
}
