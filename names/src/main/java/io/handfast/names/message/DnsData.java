package io.handfast.names.message;

import io.handfast.wire.IpAddress;
import io.handfast.wire.Octets;

/** What a record says; names in it are uncompressed. */
public sealed interface DnsData {
  /** Of A (an IPv4 address) and AAAA (16 bytes, whatever they are). */
  record Address(IpAddress address) implements DnsData {
    @Override
    public String toString() {
      return address.toString();
    }
  }

  /** Of CNAME, NS and PTR. */
  record Target(DnsName name) implements DnsData {
    @Override
    public String toString() {
      return name.toString();
    }
  }

  /**
   * Of SOA (RFC 1035 section 3.3.13); times in seconds.
   *
   * @param minimum how long "there is no such name" holds, with the record's own TTL as the upper
   *     limit (RFC 2308 section 5)
   */
  record Authority(
      DnsName primary,
      DnsName mailbox,
      long serial,
      long refresh,
      long retry,
      long expire,
      long minimum)
      implements DnsData {
    @Override
    public String toString() {
      return primary + " " + mailbox + " " + serial + " " + refresh + " " + retry + " " + expire
          + " " + minimum;
    }
  }

  /** Of every other type, as it stood in the message (RFC 3597). */
  record Opaque(Octets bytes) implements DnsData {
    @Override
    public String toString() {
      return "\\# " + bytes.length() + " " + bytes;
    }
  }
}
