package io.handfast.sim.proof;

import io.handfast.wire.TcpFlags;

/**
 * The segment that arrives, with the names of RFC 9293 section 3.3.1; numbers are absolute.
 *
 * @param text bytes of data
 * @param tsVal value of a Timestamps option (RFC 7323), or -1 for a segment without one
 */
record Seg(long seq, long ack, int ctl, int text, long wnd, long tsVal) {
  boolean has(int flag) {
    return (ctl & flag) != 0;
  }

  /** SEG.LEN: "counting SYN and FIN" (section 3.3.1). */
  int len() {
    return text + (has(TcpFlags.SYN) ? 1 : 0) + (has(TcpFlags.FIN) ? 1 : 0);
  }

  /** Sequence number of the first byte of text: a SYN comes before it (section 3.4). */
  long textSeq() {
    return Mod32.plus(seq, has(TcpFlags.SYN) ? 1 : 0);
  }

  /** Sequence number of the FIN, which comes after the text (section 3.4). */
  long finSeq() {
    return Mod32.plus(textSeq(), text);
  }

  Seg without(int flags) {
    return new Seg(seq, ack, ctl & ~flags, text, wnd, tsVal);
  }

  Seg withoutText() {
    return new Seg(seq, ack, ctl, 0, wnd, tsVal);
  }

  /** The same with the SYN cut off at the front. */
  Seg behindSyn() {
    return new Seg(textSeq(), ack, ctl & ~TcpFlags.SYN, text, wnd, tsVal);
  }
}
