package io.handfast.names.message;

/** How a server says that a question went (RFC 1035 section 4.1.1, RFC 6895 section 2.3). */
public final class DnsCode {
  /** No error; the answer may be empty all the same. */
  public static final int NOERROR = 0;

  /** The server could not read the question. */
  public static final int FORMERR = 1;

  /** The server could not find out. */
  public static final int SERVFAIL = 2;

  /** There is no such name. */
  public static final int NXDOMAIN = 3;

  /** The server does not do this. */
  public static final int NOTIMP = 4;

  /** The server does not want to. */
  public static final int REFUSED = 5;

  private static final String[] NAMES = {
    "NOERROR", "FORMERR", "SERVFAIL", "NXDOMAIN", "NOTIMP", "REFUSED"
  };

  private DnsCode() {}

  /** Its name, or {@code RCODE<number>}. */
  public static String name(int code) {
    return code < NAMES.length ? NAMES[code] : "RCODE" + code;
  }
}
