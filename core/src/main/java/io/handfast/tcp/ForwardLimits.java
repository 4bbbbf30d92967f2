package io.handfast.tcp;

/**
 * How much of a forwarder's memory others can make it use. At each limit the SYN is dropped and
 * counted, so that an honest client tries again.
 *
 * @param inDecision flows whose upstream has not answered yet, at least 1
 * @param open flows in decision and connections together, at least 1
 * @param perSource the same of one source address, at least 1
 */
public record ForwardLimits(int inDecision, int open, int perSource) {
  /** 4,096 in decision, 65,536 in all, from one source as many. */
  public static final ForwardLimits STANDARD = new ForwardLimits(4_096, 65_536, 65_536);

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException when one is below 1
   */
  public ForwardLimits {
    if (inDecision < 1 || open < 1 || perSource < 1) {
      throw new IllegalArgumentException("a limit of flows is at least 1");
    }
  }
}
