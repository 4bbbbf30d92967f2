package io.handfast.names;

import io.handfast.names.message.DnsQuestion;
import java.util.LinkedHashMap;
import java.util.Optional;

/** Replies until their time is over; when full, the one that was not asked for longest goes. */
final class NameCache {
  private record Entry(Reply reply, long expiryNanos) {}

  private final int capacity;
  private final LinkedHashMap<DnsQuestion, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);

  NameCache(int capacity) {
    this.capacity = capacity;
  }

  synchronized Optional<Reply> find(DnsQuestion question, long now) {
    Entry entry = entries.get(question);
    if (entry != null && entry.expiryNanos - now <= 0) {
      entries.remove(question);
      return Optional.empty();
    }
    return Optional.ofNullable(entry).map(Entry::reply);
  }

  /** Keeps a reply for as long as it holds; returns how many had to go for it. */
  synchronized int keep(DnsQuestion question, Reply reply, long now) {
    if (reply.ttlSeconds() <= 0 || capacity == 0) {
      return 0;
    }
    entries.put(question, new Entry(reply, now + reply.ttlSeconds() * 1_000_000_000L));
    int evicted = 0;
    for (; entries.size() > capacity; evicted++) {
      entries.pollFirstEntry();
    }
    return evicted;
  }

  synchronized void clear() {
    entries.clear();
  }

  synchronized int size() {
    return entries.size();
  }
}
