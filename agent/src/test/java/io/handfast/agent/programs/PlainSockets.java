package io.handfast.agent.programs;

/** Plain sockets and datagrams only. */
public final class PlainSockets {
  private PlainSockets() {}

  /** Prints a line for each thing it did. */
  public static void main(String[] arguments) throws Exception {
    Everything.sockets();
    Everything.datagrams();
  }
}
