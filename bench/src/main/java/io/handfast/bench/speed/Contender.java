package io.handfast.bench.speed;

/** Who serves. */
public enum Contender {
  /** Handfast, on the stack's own thread. */
  INLINE("handfast-inline"),
  /** Handfast through one {@code java.nio} selector. */
  NIO("handfast-nio"),
  /** Handfast through blocking channels, a virtual thread each. */
  BLOCKING("handfast-blocking"),
  /** Linux over a pair of virtual Ethernet devices. */
  KERNEL("kernel-veth"),
  /** gVisor's netstack on a TUN. */
  GVISOR("gvisor"),
  /** What one thread on a TUN reaches without being a TCP. */
  SPIKE("spike");

  private final String label;

  Contender(String label) {
    this.label = label;
  }

  /** Handfast in any way. */
  boolean isHandfast() {
    return ordinal() <= BLOCKING.ordinal();
  }

  @Override
  public String toString() {
    return label;
  }
}
