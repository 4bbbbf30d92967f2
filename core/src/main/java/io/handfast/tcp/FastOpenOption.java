package io.handfast.tcp;

import io.handfast.wire.Octets;
import io.handfast.wire.TcpOptions;
import io.handfast.wire.TcpOptionsWriter;
import java.lang.foreign.MemorySegment;

/**
 * The Fast Open option of one SYN or SYN-ACK (RFC 7413 section 4.1.1).
 *
 * @param cookie 4 to 16 bytes; empty to ask for one
 * @param experimental in the form used before a kind was assigned (RFC 6994)
 */
record FastOpenOption(Octets cookie, boolean experimental) {
  /** Asks for a cookie. */
  static final FastOpenOption REQUEST = new FastOpenOption(Octets.EMPTY, false);

  /** Asks for a cookie in the experimental form. */
  static final FastOpenOption EXPERIMENTAL_REQUEST = new FastOpenOption(Octets.EMPTY, true);

  /** What a segment carries; null when it has no such option. */
  static FastOpenOption of(TcpOptions options, MemorySegment memory) {
    int length = options.fastOpenLength();
    return length < 0
        ? null
        : new FastOpenOption(
            Octets.of(memory, options.fastOpenOffset(), length), options.isFastOpenExperiment());
  }

  /** Writes the option, padded; nothing where {@code room} is too small. */
  int write(MemorySegment memory, long at, int room) {
    int length = (experimental ? 4 : 2) + cookie.length() + 3 & ~3;
    if (length > room) {
      return 0;
    }
    MemorySegment bytes = MemorySegment.ofArray(cookie.toArray());
    return experimental
        ? TcpOptionsWriter.fastOpenExperiment(memory, at, bytes, 0, cookie.length())
        : TcpOptionsWriter.fastOpen(memory, at, bytes, 0, cookie.length());
  }
}
