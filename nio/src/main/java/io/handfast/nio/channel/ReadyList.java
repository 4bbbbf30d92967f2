package io.handfast.nio.channel;

import java.util.ArrayList;
import java.util.List;

/**
 * Keys whose readiness is to be looked at by the next selection: those an event named, those whose
 * interest changed, and those reported last time, which may still be ready. So a selection costs as
 * much as there are such keys, however many are registered.
 *
 * <p>Its monitor is the last in the lock order: nothing is called while it is held.
 */
final class ReadyList {
  private List<HandfastKey> filling = new ArrayList<>();
  private List<HandfastKey> drained = new ArrayList<>();

  synchronized void add(HandfastKey key) {
    if (!key.listed) {
      key.listed = true;
      filling.add(key);
    }
  }

  /** The keys so far, which are no longer listed; valid until the next call. */
  synchronized List<HandfastKey> drain() {
    List<HandfastKey> full = filling;
    filling = drained;
    drained = full;
    filling.clear();
    for (int i = 0; i < full.size(); i++) {
      full.get(i).listed = false;
    }
    return full;
  }
}
