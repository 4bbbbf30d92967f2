package io.handfast.names;

import io.handfast.names.message.DnsCode;
import io.handfast.names.message.DnsData;
import io.handfast.names.message.DnsMessage;
import io.handfast.names.message.DnsName;
import io.handfast.names.message.DnsQuestion;
import io.handfast.names.message.DnsRecord;
import io.handfast.names.message.DnsType;
import java.util.List;
import java.util.Optional;

/**
 * What a server's answer says to the question: only records on the way from the name through its
 * aliases count.
 *
 * @param name where the aliases lead
 * @param records of the type asked for, at that name
 * @param ttlSeconds how long all of it holds; 0: not to be kept
 */
record Reply(int code, DnsName name, List<DnsRecord> records, long ttlSeconds) {
  /** Aliases followed before a chain counts as a circle. */
  static final int MAX_ALIASES = 8;

  /** Nothing is kept longer, in seconds. */
  static final long MAX_TTL = 86_400;

  /** "No such name" is not kept longer, in seconds (RFC 2308 section 5). */
  static final long MAX_NEGATIVE_TTL = 10_800;

  static Reply of(DnsQuestion question, DnsMessage message) {
    DnsName name = question.name();
    long ttl = MAX_TTL;
    for (int i = 0; i <= MAX_ALIASES; i++) {
      List<DnsRecord> found = records(message, name, question.type());
      if (!found.isEmpty()) {
        return new Reply(DnsCode.NOERROR, name, found, Math.min(ttl, shortest(found)));
      }
      List<DnsRecord> alias = records(message, name, DnsType.CNAME);
      if (alias.isEmpty() || !(alias.getFirst().data() instanceof DnsData.Target target)) {
        break;
      }
      ttl = Math.min(ttl, shortest(alias));
      name = target.name();
    }
    Reply empty = new Reply(message.code(), name, List.of(), ttl);
    return empty.isUnfinished(question, message)
        ? empty
        : new Reply(message.code(), name, List.of(), Math.min(ttl, negative(name, message)));
  }

  /** True when the name is an alias whose target the server did not look up. */
  boolean isUnfinished(DnsQuestion question, DnsMessage message) {
    return records.isEmpty()
        && code == DnsCode.NOERROR
        && !name.equals(question.name())
        && authority(name, message).isEmpty();
  }

  private static List<DnsRecord> records(DnsMessage message, DnsName name, int type) {
    return message.answers().stream()
        .filter(each -> each.type() == type && each.dnsClass() == DnsQuestion.INTERNET)
        .filter(each -> each.name().equals(name))
        .toList();
  }

  private static long shortest(List<DnsRecord> records) {
    return records.stream().mapToLong(DnsRecord::lifetimeSeconds).min().orElse(0);
  }

  /** Without the zone's SOA it is not known how long (RFC 2308 section 5): not at all. */
  private static long negative(DnsName name, DnsMessage message) {
    return authority(name, message)
        .map(each -> {
          long minimum = ((DnsData.Authority) each.data()).minimum();
          return Math.min(Math.min(each.lifetimeSeconds(), minimum), MAX_NEGATIVE_TTL);
        })
        .orElse(0L);
  }

  private static Optional<DnsRecord> authority(DnsName name, DnsMessage message) {
    return message.authorities().stream()
        .filter(each -> each.data() instanceof DnsData.Authority && name.isUnder(each.name()))
        .findFirst();
  }
}
