package io.handfast.nio;

import io.handfast.stack.Driver;
import io.handfast.stack.NetworkStack;
import io.handfast.wire.IpAddress;
import java.util.List;

/** A host that channels can live on: a stack, the driver of its domain, a name and addresses. */
public interface NetworkHost {
  /** For messages; unique among the registered hosts by convention only. */
  String name();

  /** Whoever drives {@link #stack()}. */
  Driver driver();

  /** The stack; touched under the driver's lock only. */
  NetworkStack stack();

  /** Addresses of the host's own interfaces, without loopback; readable without the lock. */
  List<IpAddress> addresses();
}
