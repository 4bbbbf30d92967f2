package io.handfast.names;

/** What a resolver counts. */
public enum NameCounter {
  /** Names found in the hosts file. */
  HOSTS_HITS,
  /** Answers from the cache, negative ones too. */
  CACHE_HITS,
  /** Questions that the cache could not answer. */
  CACHE_MISSES,
  /** Entries that had to go before their time because the cache was full. */
  CACHE_EVICTIONS,
  /** Datagrams sent. */
  UDP_QUERIES,
  /** Questions over TCP. */
  TCP_QUERIES,
  /** Answers accepted. */
  ANSWERS,
  /** Answers that did not fit into a datagram. */
  TRUNCATED,
  /** Datagrams ignored for one of the reasons of {@link Refusal}. */
  IGNORED,
  /** Servers that did not answer in time. */
  TIMEOUTS,
  /** Servers that could not be reached. */
  UNREACHABLE,
  /** Servers that answered that they cannot or will not. */
  SERVER_FAILURES,
  /** Chains of aliases that were too long. */
  ALIAS_LIMIT,
  /** Names that the kernel's resolver was asked for. */
  KERNEL_LOOKUPS
}
