package io.handfast.names.message;

/** A message, name or record that breaks the format of RFC 1035; the text says where. */
public final class DnsFormatException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  DnsFormatException(String sentence) {
    super(sentence);
  }
}
