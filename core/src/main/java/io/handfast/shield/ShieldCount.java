package io.handfast.shield;

/** What a shield counts. */
public enum ShieldCount {
  /** SYNs from outside. */
  SYN_RECEIVED("SynReceived"),
  /** Of them those that went on to the server as they were. */
  SYN_PASSED("SynPassed"),
  /** Of them those answered from the cache. */
  CACHE_ANSWERED("CacheAnswered"),
  /** Records that made room for newer ones. */
  CACHE_EVICTED("CacheEvicted"),
  /** Records whose client never answered. */
  CACHE_EXPIRED("CacheExpired"),
  /** SYNs answered with a cookie. */
  COOKIES_SENT("CookiesSent"),
  /** Cookies that came back. */
  COOKIES_VALID("CookiesValid"),
  /** ACKs of no connection that brought no good cookie; they pass. */
  COOKIES_INVALID("CookiesInvalid"),
  /** Clients that have answered, for whom the server is asked. */
  CLIENTS_PROVEN("ClientsProven"),
  /** Servers that accepted. */
  SERVER_CONNECTED("ServerConnected"),
  /** Servers that refused; the client gets a reset. */
  SERVER_REFUSED("ServerRefused"),
  /** Servers that stayed silent; the client gets a reset. */
  SERVER_SILENT("ServerSilent"),
  /** SYNs dropped because too many connections are translated. */
  FLOWS_FULL("FlowsFull"),
  /** Segments dropped that no connection can take at this point. */
  UNEXPECTED("Unexpected"),
  /** Packets whose headers are not sound, or SYNs whose checksum is wrong; dropped. */
  MALFORMED("Malformed"),
  /** Fragments of TCP from outside, in which a SYN could hide; dropped. */
  FRAGMENTS("Fragments"),
  /** Packets whose handling failed by a defect; dropped. */
  DEFECTS("Defects"),
  /** Packets whose time to live ended; dropped. */
  TTL_EXCEEDED("TtlExceeded"),
  /** Packets that passed unchanged. */
  PASSED("Passed"),
  /** Packets that passed with other numbers. */
  TRANSLATED("Translated"),
  /** Times that ADAPTIVE began to proxy. */
  ENGAGED("Engaged"),
  /** Times that it ended. */
  DISENGAGED("Disengaged");

  private final String text;

  ShieldCount(String text) {
    this.text = text;
  }

  /** Name in listings. */
  public String text() {
    return text;
  }
}
