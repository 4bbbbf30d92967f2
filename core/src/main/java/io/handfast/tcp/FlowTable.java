package io.handfast.tcp;

import io.handfast.secret.KeyedHash;
import java.util.function.Consumer;

/** Connections by flow: open addressing over a keyed hash, without boxed keys. */
final class FlowTable {
  private final KeyedHash secret;
  private Connection[] slots = new Connection[64];
  private int size;

  FlowTable(KeyedHash secret) {
    this.secret = secret;
  }

  int size() {
    return size;
  }

  /** The connection of this flow, or null. */
  Connection find(FlowKey flow) {
    int mask = slots.length - 1;
    for (int slot = home(flow); slots[slot] != null; slot = slot + 1 & mask) {
      if (slots[slot].flow.matches(flow)) {
        return slots[slot];
      }
    }
    return null;
  }

  void add(Connection connection) {
    if (2 * ++size > slots.length) {
      grow();
    }
    insert(connection);
  }

  void remove(Connection connection) {
    int mask = slots.length - 1;
    int gap = home(connection.flow);
    while (slots[gap] != connection) {
      if (slots[gap] == null) {
        return;
      }
      gap = gap + 1 & mask;
    }
    for (int slot = gap + 1 & mask; slots[slot] != null; slot = slot + 1 & mask) {
      if ((slot - home(slots[slot].flow) & mask) >= (slot - gap & mask)) {
        slots[gap] = slots[slot];
        gap = slot;
      }
    }
    slots[gap] = null;
    size--;
  }

  void forEach(Consumer<Connection> action) {
    for (Connection each : slots.clone()) {
      if (each != null) {
        action.accept(each);
      }
    }
  }

  private int home(FlowKey flow) {
    return (int) flow.hash(secret) & slots.length - 1;
  }

  private void insert(Connection connection) {
    int slot = home(connection.flow);
    while (slots[slot] != null) {
      slot = slot + 1 & slots.length - 1;
    }
    slots[slot] = connection;
  }

  private void grow() {
    Connection[] old = slots;
    slots = new Connection[2 * old.length];
    for (Connection each : old) {
      if (each != null) {
        insert(each);
      }
    }
  }
}
