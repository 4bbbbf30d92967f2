package io.handfast.names.message;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Types of records by number; those that are not named here are {@code TYPE<number>} (RFC 3597).
 */
public final class DnsType {
  /** An IPv4 address. */
  public static final int A = 1;

  /** A name server of a zone. */
  public static final int NS = 2;

  /** The true name of an alias. */
  public static final int CNAME = 5;

  /** Start of a zone of authority; in a negative answer it says how long that holds. */
  public static final int SOA = 6;

  /** The name of an address. */
  public static final int PTR = 12;

  /** A mail exchanger. */
  public static final int MX = 15;

  /** Text. */
  public static final int TXT = 16;

  /** An IPv6 address (RFC 3596). */
  public static final int AAAA = 28;

  /** A service (RFC 2782). */
  public static final int SRV = 33;

  /** The pseudo-record of EDNS (RFC 6891). */
  public static final int OPT = 41;

  private static final Map<Integer, String> NAMES =
      new TreeMap<>(
          Map.of(
              A, "A", NS, "NS", CNAME, "CNAME", SOA, "SOA", PTR, "PTR", MX, "MX", TXT, "TXT", AAAA,
              "AAAA", SRV, "SRV", OPT, "OPT"));

  private DnsType() {}

  /** Its name, such as {@code AAAA} or {@code TYPE65}. */
  public static String name(int type) {
    return NAMES.getOrDefault(type, "TYPE" + type);
  }

  /**
   * The number of a name, in any case.
   *
   * @throws IllegalArgumentException when it is no type
   */
  public static int of(String name) {
    String wanted = name.toUpperCase(Locale.ROOT);
    for (Map.Entry<Integer, String> each : NAMES.entrySet()) {
      if (each.getValue().equals(wanted)) {
        return each.getKey();
      }
    }
    if (wanted.matches("TYPE[0-9]{1,5}") && Integer.parseInt(wanted.substring(4)) <= 0xffff) {
      return Integer.parseInt(wanted.substring(4));
    }
    throw new IllegalArgumentException("'" + name + "' is no type of record (A, AAAA, PTR …)");
  }
}
