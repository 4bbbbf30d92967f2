package io.handfast.names.message;

/**
 * A resource record (RFC 1035 section 4.1.3).
 *
 * @param type see {@link DnsType}
 * @param dnsClass 1 for the Internet; of {@link DnsType#OPT} the sender's buffer in bytes
 * @param ttlSeconds 0 to 2^32 - 1 as it stands; above 2^31 - 1 it means 0 (RFC 2181 section 8)
 */
public record DnsRecord(DnsName name, int type, int dnsClass, long ttlSeconds, DnsData data) {
  private static final long LARGEST_TTL = 0x7fff_ffffL;

  /** A record of class IN. */
  public static DnsRecord of(DnsName name, int type, long ttlSeconds, DnsData data) {
    return new DnsRecord(name, type, DnsQuestion.INTERNET, ttlSeconds, data);
  }

  /** How long the record may be kept, in seconds, 0 to 2^31 - 1. */
  public long lifetimeSeconds() {
    return ttlSeconds > LARGEST_TTL ? 0 : ttlSeconds;
  }

  /** As dig prints it: name, TTL, class, type, data. */
  @Override
  public String toString() {
    String ofClass = dnsClass == DnsQuestion.INTERNET ? "IN" : "CLASS" + dnsClass;
    return name + " " + ttlSeconds + " " + ofClass + " " + DnsType.name(type) + " " + data;
  }
}
