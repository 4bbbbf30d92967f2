package io.handfast.tcp;

/** Which flows belong to one of several stacks that share their addresses. */
@FunctionalInterface
public interface FlowShare {
  /** Whether packets of this flow come to the stack asked. */
  boolean isOurs(FlowKey flow);
}
