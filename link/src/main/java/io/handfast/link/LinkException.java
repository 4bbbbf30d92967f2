package io.handfast.link;

import io.handfast.link.nativeio.ErrorNumber;
import java.util.Locale;

/** A link could not be opened or configured. The message says what to do about it. */
public final class LinkException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int errno;

  /** A problem with no error number of the system's. */
  public LinkException(String message) {
    this(message, 0);
  }

  LinkException(String message, int errno) {
    super(message);
    this.errno = errno;
  }

  /** The system's error number (errno) behind this, or 0 when it was none. */
  public int errno() {
    return errno;
  }

  /** Passes a result that is not an error, else throws with a hint that fits the error. */
  static int check(int result, String what) {
    if (result >= 0) {
      return result;
    }
    throw new LinkException("cannot " + what + ": " + hint(-result), -result);
  }

  /** Throws when this JVM cannot call Linux at all. */
  static void requireLinux() {
    String system = System.getProperty("os.name", "");
    if (!system.toLowerCase(Locale.ROOT).startsWith("linux")) {
      throw new LinkException("TUN devices need Linux, this is " + system);
    }
    if (!LinkException.class.getModule().isNativeAccessEnabled()) {
      throw new LinkException(
          "native access is not enabled: start Java with --enable-native-access="
              + nameOf(LinkException.class.getModule()));
    }
  }

  private static String nameOf(Module module) {
    return module.isNamed() ? module.getName() : "ALL-UNNAMED";
  }

  private static String hint(int errno) {
    return switch (errno) {
      case ErrorNumber.EPERM ->
          "not permitted: run as root or with CAP_NET_ADMIN, or attach to a"
              + " device made for this user (ip tuntap add NAME mode tun user USER)";
      case ErrorNumber.EACCES ->
          "access denied: run as root, or let this user"
              + " open the device node (chmod 666 /dev/net/tun)";
      case ErrorNumber.ENOENT ->
          "it does not exist: load the tun module (modprobe tun), in a"
              + " container pass the device in (--device /dev/net/tun)";
      case ErrorNumber.ENODEV -> "no such device";
      case ErrorNumber.EBUSY -> "the device is in use by another process";
      case ErrorNumber.EEXIST -> "it exists already";
      case ErrorNumber.EINVAL ->
          "the kernel refuses the arguments: a device of that name may exist"
              + " with another mode (TAP or multi-queue)";
      case ErrorNumber.EADDRNOTAVAIL -> "no such address";
      case ErrorNumber.EADDRINUSE -> "it is in use";
      case ErrorNumber.ECONNREFUSED -> "nobody listens there";
      default -> "error " + errno;
    };
  }
}
