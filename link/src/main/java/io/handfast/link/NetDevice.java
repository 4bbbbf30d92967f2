package io.handfast.link;

import io.handfast.stack.Link;

/** A link that is a device of the kernel: it has a name there and can be waited on. */
public interface NetDevice extends Link, Pollable {
  /** Name of the interface, as the kernel knows it. */
  String name();

  /** Traffic and drops so far. */
  LinkCounters counters();
}
