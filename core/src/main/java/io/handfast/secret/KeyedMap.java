package io.handfast.secret;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A map from five numbers, such as two addresses and two ports, whose places nobody outside can
 * choose: its hash is keyed. For tables that a peer can fill; iterates in the order of insertion.
 */
public final class KeyedMap<V> {
  private record Key(long a, long b, long c, long d, long e, int hash) {
    @Override
    public int hashCode() {
      return hash;
    }
  }

  private final KeyedHash secret;
  private final Map<Key, V> entries = new LinkedHashMap<>();

  /** An empty map with a hash of its own. */
  public KeyedMap(KeyedHash secret) {
    this.secret = secret;
  }

  private Key key(long a, long b, long c, long d, long e) {
    return new Key(a, b, c, d, e, (int) secret.hash(a, b, c, d, e));
  }

  /** The value of a key, or null. */
  public V get(long a, long b, long c, long d, long e) {
    return entries.isEmpty() ? null : entries.get(key(a, b, c, d, e));
  }

  /** Sets the value of a key. */
  public void put(long a, long b, long c, long d, long e, V value) {
    entries.put(key(a, b, c, d, e), value);
  }

  /** Forgets a key; returns the value it had, or null. */
  public V remove(long a, long b, long c, long d, long e) {
    return entries.isEmpty() ? null : entries.remove(key(a, b, c, d, e));
  }

  /** Number of keys. */
  public int size() {
    return entries.size();
  }

  /** The values, in the order in which their keys came first. */
  public Collection<V> values() {
    return entries.values();
  }
}
