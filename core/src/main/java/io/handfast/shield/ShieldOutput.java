package io.handfast.shield;

import java.lang.foreign.MemorySegment;

/** Where a shield's packets go. */
@FunctionalInterface
public interface ShieldOutput {
  /**
   * Sends one packet, its checksums complete. The memory is the shield's, or the caller's of {@link
   * Shield#receive}, again when the call returns.
   *
   * @param own true for a packet that the shield made, false for one that passes
   */
  void send(Side to, MemorySegment memory, int offset, int length, boolean own);
}
