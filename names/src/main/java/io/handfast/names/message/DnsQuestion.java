package io.handfast.names.message;

/**
 * What is asked (RFC 1035 section 4.1.2).
 *
 * @param type see {@link DnsType}, 0 to 65,535
 * @param dnsClass {@link #INTERNET} in practice, 0 to 65,535
 */
public record DnsQuestion(DnsName name, int type, int dnsClass) {
  /** The class of everything on the Internet. */
  public static final int INTERNET = 1;

  /** A question of class IN. */
  public static DnsQuestion of(DnsName name, int type) {
    return new DnsQuestion(name, type, INTERNET);
  }

  @Override
  public String toString() {
    return name + " " + DnsType.name(type);
  }
}
