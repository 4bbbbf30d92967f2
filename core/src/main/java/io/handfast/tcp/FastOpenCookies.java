package io.handfast.tcp;

import io.handfast.secret.KeyedHash;
import io.handfast.wire.Octets;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * Fast Open cookies of a server (RFC 7413 section 4.1.2): a keyed hash of both addresses, so that
 * only who receives at an address can have its cookie, and nothing is kept. SipHash-2-4 and eight
 * bytes, the same as Linux's for the same key, so that servers of one service may share keys.
 */
final class FastOpenCookies {
  /** What {@link #check} says of a cookie that is none of ours. */
  static final int BAD = 0;

  /** A cookie of the key in use. */
  static final int GOOD = 1;

  /** A cookie of the key before; the client should get a new one. */
  static final int OLD = 2;

  private static final int LENGTH = 8;

  private final FastOpenKeys own;

  /** Cookies of a stack that has no key set are made with a key of its secret. */
  FastOpenCookies(KeyedHash secret) {
    KeyedHash key = secret.derive("Fast Open cookie");
    own =
        new FastOpenKeys(
            List.of(new FastOpenKeys.Key(key.hash(1, 0, 0, 0, 0), key.hash(2, 0, 0, 0, 0))));
  }

  /** The keys that count: the listener's, else the stack's, else our own. */
  private FastOpenKeys effective(TcpConfig config, SocketOptions options) {
    FastOpenKeys set = options.fastOpenKeys != null ? options.fastOpenKeys : config.fastOpenKeys();
    return set.isEmpty() ? own : set;
  }

  /** The cookie for the client of a flow. */
  Octets make(FlowKey flow, TcpConfig config, SocketOptions options) {
    return make(flow, effective(config, options).keys().getFirst());
  }

  private static Octets make(FlowKey flow, FastOpenKeys.Key key) {
    KeyedHash hash = new KeyedHash(key.low(), key.high());
    long value =
        flow.isV4()
            ? hash.hashOf(reversed((int) flow.remoteLow, (int) flow.localLow))
            : hash.hashOf(
                Long.reverseBytes(flow.remoteHigh),
                Long.reverseBytes(flow.remoteLow),
                Long.reverseBytes(flow.localHigh),
                Long.reverseBytes(flow.localLow));
    ByteBuffer bytes = ByteBuffer.allocate(LENGTH).order(ByteOrder.LITTLE_ENDIAN);
    return Octets.of(bytes.putLong(value).array());
  }

  /** Two addresses of 32 bits as a little-endian word over their bytes on the wire. */
  private static long reversed(int first, int second) {
    return (long) Integer.reverseBytes(second) << 32
        | Integer.toUnsignedLong(Integer.reverseBytes(first));
  }

  /** Whether a cookie is the flow's client's: {@link #GOOD}, {@link #OLD} or {@link #BAD}. */
  int check(FlowKey flow, Octets cookie, TcpConfig config, SocketOptions options) {
    int place = GOOD;
    for (FastOpenKeys.Key key : effective(config, options).keys()) {
      if (make(flow, key).equals(cookie)) {
        return place;
      }
      place++;
    }
    return BAD;
  }
}
