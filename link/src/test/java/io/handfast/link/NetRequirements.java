package io.handfast.link;

import java.nio.file.Files;
import java.nio.file.Path;

/** Whether this machine lets tests have network namespaces and TUN devices. */
final class NetRequirements {
  private NetRequirements() {}

  static boolean met() {
    if (!Files.isReadable(Path.of("/dev/net/tun"))) {
      return false;
    }
    try (NetNamespace namespace = NetNamespace.create()) {
      return namespace.call(() -> true);
    } catch (LinkException e) {
      return false;
    }
  }
}
