package io.handfast.wire;

/** Why a header was refused at the door. */
public enum Malformed {
  /** Fewer bytes than the fixed header. */
  TOO_SHORT("shorter than its fixed header"),
  /** Version field does not match. */
  BAD_VERSION("wrong IP version"),
  /** IHL, data offset or extension length below its minimum or past the end. */
  BAD_HEADER_LENGTH("header length below the minimum or past the end"),
  /** Total length below the header or beyond what arrived. */
  BAD_TOTAL_LENGTH("total length below the header or beyond the packet"),
  /** Header checksum wrong. */
  BAD_CHECKSUM("wrong checksum"),
  /** An option runs past its header, or has an impossible length. */
  BAD_OPTION("option of impossible length"),
  /** Source routing (RFC 7126: dropped). */
  SOURCE_ROUTE("source route option"),
  /** More extension headers than the limit, or one out of place. */
  BAD_EXTENSION("extension header chain too long or out of order"),
  /** An extension header that this node does not know. */
  UNKNOWN_EXTENSION("unknown extension header or option");

  private final String sentence;

  Malformed(String sentence) {
    this.sentence = sentence;
  }

  /** A few words for people. */
  public String sentence() {
    return sentence;
  }
}
