package io.handfast.bench.kernel;

/**
 * Many addresses of the client, so that it does not run out of ports: .101 to .140 of the subnet.
 */
public final class Sources {
  /** How many. */
  public static final int COUNT = 40;

  /** Last part of the first one. */
  public static final int FIRST = 101;

  private Sources() {}

  static int of(int server, int index) {
    return (server & 0xffff_ff00) + FIRST + Math.floorMod(index, COUNT);
  }
}
