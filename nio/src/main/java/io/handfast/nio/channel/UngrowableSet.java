package io.handfast.nio.channel;

import java.util.AbstractSet;
import java.util.Collection;
import java.util.Iterator;
import java.util.Set;

/** A view of a set from which elements can be removed, but to which none can be added. */
final class UngrowableSet<E> extends AbstractSet<E> {
  private final Set<E> backing;

  UngrowableSet(Set<E> backing) {
    this.backing = backing;
  }

  @Override
  public int size() {
    return backing.size();
  }

  @Override
  public boolean contains(Object o) {
    return backing.contains(o);
  }

  @Override
  public Iterator<E> iterator() {
    return backing.iterator();
  }

  @Override
  public boolean remove(Object o) {
    return backing.remove(o);
  }

  @Override
  public boolean removeAll(Collection<?> c) {
    return backing.removeAll(c);
  }

  @Override
  public void clear() {
    backing.clear();
  }
}
