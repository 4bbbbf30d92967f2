package io.handfast.link;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.handfast.link.nativeio.Libc;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;

/**
 * The kernel's TUN driver by its ioctls (kernel documentation, networking/tuntap; linux/if_tun.h):
 * attaching, and making devices that outlive the process.
 */
public final class TunDevice {
  private static final String PATH = "/dev/net/tun";
  private static final int O_RDWR_NONBLOCK_CLOEXEC = 2 | 0x800 | 0x80000;

  private static final long TUNSETIFF = 0x400454caL;
  private static final long TUNSETPERSIST = 0x400454cbL;
  private static final long TUNSETOWNER = 0x400454ccL;
  private static final long TUNSETOFFLOAD = 0x400454d0L;
  private static final long TUNSETVNETHDRSZ = 0x400454d8L;

  private static final int IFF_TUN = 0x0001;
  private static final int IFF_TAP = 0x0002;
  private static final int IFF_NO_PI = 0x1000;
  private static final int IFF_VNET_HDR = 0x4000;
  private static final int IFF_MULTI_QUEUE = 0x0100;
  private static final int OFFLOAD_CSUM_TSO4_TSO6 = 1 | 2 | 4;

  /** {@code struct ifreq}: a name of 16 bytes and a union of 24. */
  static final int IFREQ = 40;

  private static final int NAME_MAX = 15;

  private TunDevice() {}

  /** An open device: its descriptor and the name that the kernel gave it. */
  record Attached(int fd, String name) {}

  /**
   * Makes a device that stays when no process has it open, and that a user may attach to without
   * further rights. Needs CAP_NET_ADMIN.
   *
   * @param name at most 15 bytes; must not be in use
   * @param ownerUid numeric user id
   * @throws LinkException when it cannot be made
   */
  public static void createPersistent(String name, int ownerUid) {
    int fd = attach(name, false).fd();
    try {
      LinkException.check(Libc.ioctl(fd, TUNSETOWNER, ownerUid), "give " + name + " an owner");
      LinkException.check(Libc.ioctl(fd, TUNSETPERSIST, 1), "make " + name + " persistent");
    } finally {
      Libc.close(fd);
    }
  }

  /**
   * Removes a device made by {@link #createPersistent}.
   *
   * @throws LinkException when it is in use, or may not be removed by this user
   */
  public static void removePersistent(String name) {
    int fd = attach(name, false).fd();
    try {
      LinkException.check(Libc.ioctl(fd, TUNSETPERSIST, 0), "remove " + name);
    } finally {
      Libc.close(fd);
    }
  }

  /** Opens the driver and attaches to {@code name}; an empty name lets the kernel choose. */
  static Attached attach(String name, boolean virtioHeader) {
    return attach(name, IFF_TUN, virtioHeader);
  }

  /** The same for a device with several queues, of which each attaching opens one more. */
  static Attached attachQueue(String name, boolean virtioHeader) {
    return attach(name, IFF_TUN | IFF_MULTI_QUEUE, virtioHeader);
  }

  /** The same with a device of frames instead of packets, without offload. */
  static Attached attachTap(String name) {
    return attach(name, IFF_TAP, false);
  }

  private static Attached attach(String name, int kind, boolean virtioHeader) {
    LinkException.requireLinux();
    requireName(name);
    int fd = LinkException.check(Libc.open(PATH, O_RDWR_NONBLOCK_CLOEXEC), "open " + PATH);
    try {
      return new Attached(fd, setInterface(fd, name, kind, virtioHeader));
    } catch (LinkException e) {
      Libc.close(fd);
      throw e;
    }
  }

  private static String setInterface(int fd, String name, int kind, boolean virtioHeader) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment request = arena.allocate(IFREQ, 8);
      request.setString(0, name);
      int flags = kind | IFF_NO_PI | (virtioHeader ? IFF_VNET_HDR : 0);
      request.set(JAVA_SHORT, 16, (short) flags);
      String doing =
          "attach to "
              + (kind == IFF_TAP ? "TAP" : "TUN")
              + " device "
              + (name.isEmpty() ? "(new)" : name);
      LinkException.check(Libc.ioctl(fd, TUNSETIFF, request.address()), doing);
      setOffload(fd, virtioHeader, arena);
      return request.getString(0);
    }
  }

  /** On each attach, with 0 too: the offload of the last program sticks to the device. */
  private static void setOffload(int fd, boolean virtioHeader, Arena arena) {
    if (virtioHeader) {
      MemorySegment size = arena.allocate(JAVA_INT);
      size.set(JAVA_INT, 0, VirtioNetHeader.LENGTH);
      LinkException.check(
          Libc.ioctl(fd, TUNSETVNETHDRSZ, size.address()), "set the virtio-net header size");
    }
    int offload = virtioHeader ? OFFLOAD_CSUM_TSO4_TSO6 : 0;
    LinkException.check(Libc.ioctl(fd, TUNSETOFFLOAD, offload), "set the offload of the TUN");
  }

  static void requireName(String name) {
    int length = name.getBytes(StandardCharsets.UTF_8).length;
    boolean odd = name.chars().anyMatch(c -> c <= ' ' || c == '/' || c == ':' || c == '%');
    if (length > NAME_MAX || odd || name.equals(".") || name.equals("..")) {
      throw new LinkException(
          "'" + name + "' is no interface name: at most 15 bytes, no blank, '/', ':' or '%'");
    }
  }
}
