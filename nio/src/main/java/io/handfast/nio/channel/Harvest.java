package io.handfast.nio.channel;

import io.handfast.stack.Driver;
import java.nio.channels.SelectionKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** The keys that one selection found ready. Belongs to the selecting thread. */
final class Harvest {
  private final ReadyList readyList;
  private final List<HandfastKey> found = new ArrayList<>();
  private Driver home;

  Harvest(ReadyList readyList) {
    this.readyList = readyList;
  }

  /** The driver of the key looked at last, or null: with whom the selector waits. */
  Driver home() {
    return home;
  }

  /** Looks at the listed keys; true when at least one is ready. */
  boolean collect(DomainCursor cursor) {
    List<HandfastKey> listed = readyList.drain();
    for (int i = 0; i < listed.size(); i++) {
      consider(listed.get(i), cursor);
    }
    return !found.isEmpty();
  }

  private void consider(HandfastKey key, DomainCursor cursor) {
    if (!key.isValid()) {
      return;
    }
    SelectableEndpoint endpoint = key.endpoint();
    Driver driver = endpoint.driver();
    if (driver != null) {
      home = driver;
      cursor.hold(driver);
    }
    int ops = key.takeReadyOps() & key.interest();
    if (ops != 0) {
      key.found = ops;
      found.add(key);
    }
  }

  /**
   * Puts what was found into the selected-key set, or hands it to the action; called without any
   * domain lock, because the action may do as it likes.
   *
   * @return the number of keys whose ready set was updated, or for which the action was called
   */
  int deliver(Set<SelectionKey> selected, Consumer<SelectionKey> action, Runnable requireOpen) {
    int updated = 0;
    try {
      for (int i = 0; i < found.size(); i++) {
        HandfastKey key = found.get(i);
        if (!key.isValid()) {
          continue;
        }
        readyList.add(key); // it may still be ready next time
        updated += (action == null ? select(key, selected) : act(key, action, requireOpen)) ? 1 : 0;
      }
    } finally {
      relistRest();
    }
    return updated;
  }

  private static boolean select(HandfastKey key, Set<SelectionKey> selected) {
    if (selected.add(key)) {
      key.setReady(key.found);
      return true;
    }
    return key.addReady(key.found);
  }

  private static boolean act(HandfastKey key, Consumer<SelectionKey> action, Runnable requireOpen) {
    key.setReady(key.found);
    action.accept(key);
    requireOpen.run();
    return true;
  }

  /** After an action threw: keys that it did not come to are looked at again. */
  private void relistRest() {
    found.forEach(readyList::add);
    found.clear();
  }
}
