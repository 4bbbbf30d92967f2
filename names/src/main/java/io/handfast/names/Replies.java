package io.handfast.names;

import io.handfast.names.LookupStep.Kind;
import io.handfast.names.message.DnsCode;
import io.handfast.names.message.DnsMessage;
import io.handfast.names.message.DnsQuestion;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Replies to the questions of one lookup, from the cache where it has them. */
final class Replies {
  private final NameCache cache;
  private final DnsClient client;
  private final Steps steps;
  private final boolean useCache;
  private boolean askedServers;

  Replies(NameCache cache, DnsClient client, Steps steps, boolean useCache) {
    this.cache = cache;
    this.client = client;
    this.steps = steps;
    this.useCache = useCache;
  }

  boolean askedServers() {
    return askedServers;
  }

  /** Who said so, for people. */
  String origin() {
    return askedServers ? "says the name server" : "says an earlier answer";
  }

  List<Reply> of(List<DnsQuestion> questions) throws NameException {
    Reply[] replies = new Reply[questions.size()];
    List<DnsQuestion> unknown = new ArrayList<>();
    for (int i = 0; i < replies.length; i++) {
      replies[i] = cached(questions.get(i)).orElse(null);
      if (replies[i] == null) {
        unknown.add(questions.get(i));
      }
    }
    if (!unknown.isEmpty()) {
      askedServers = true;
      List<DnsMessage> answers = client.ask(unknown, true, steps);
      for (int i = 0; i < answers.size(); i++) {
        replies[questions.indexOf(unknown.get(i))] = finish(unknown.get(i), answers.get(i));
      }
    }
    return List.of(replies);
  }

  private Optional<Reply> cached(DnsQuestion question) {
    if (!useCache) {
      return Optional.empty();
    }
    Optional<Reply> known = cache.find(question, steps.now());
    if (known.isEmpty()) {
      steps.tell(Kind.CACHE, NameCounter.CACHE_MISSES, question + " is not in the cache");
    } else {
      Reply reply = known.get();
      String what =
          reply.records().isEmpty() ? DnsCode.name(reply.code()) : reply.records().toString();
      steps.tell(Kind.CACHE, NameCounter.CACHE_HITS, question + " is in the cache: " + what);
    }
    return known;
  }

  /** Follows aliases that the server left to us, then keeps the reply. */
  private Reply finish(DnsQuestion question, DnsMessage first) throws NameException {
    DnsMessage message = first;
    Reply reply = Reply.of(question, message);
    DnsQuestion current = question;
    long ttl = reply.ttlSeconds();
    for (int i = 0; reply.isUnfinished(current, message); i++) {
      if (i == Reply.MAX_ALIASES) {
        steps.counters().add(NameCounter.ALIAS_LIMIT);
        throw new NameException(question.name() + ": an alias of an alias without end", true);
      }
      current = new DnsQuestion(reply.name(), question.type(), question.dnsClass());
      message = client.ask(List.of(current), true, steps).getFirst();
      reply = Reply.of(current, message);
      ttl = Math.min(ttl, reply.ttlSeconds());
    }
    Reply whole = new Reply(reply.code(), reply.name(), reply.records(), ttl);
    int evicted = cache.keep(question, whole, steps.now());
    steps.counters().add(NameCounter.CACHE_EVICTIONS, evicted);
    return whole;
  }
}
