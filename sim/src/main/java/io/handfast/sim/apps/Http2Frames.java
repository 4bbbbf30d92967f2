package io.handfast.sim.apps;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Frames of HTTP/2 (RFC 9113 section 4), as far as two who agree need them. */
final class Http2Frames {
  static final byte[] PREFACE =
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
  static final int DATA = 0;
  static final int HEADERS = 1;
  static final int SETTINGS = 4;
  static final int GOAWAY = 7;
  static final int WINDOW_UPDATE = 8;
  static final int ACK = 1;
  static final int END_STREAM = 1;
  static final int END_HEADERS = 4;

  private static final int HEAD = 9;

  /**
   * One frame.
   *
   * @param stream 0 for the connection
   */
  record Frame(int type, int flags, int stream, byte[] payload) {
    boolean has(int flag) {
      return (flags & flag) != 0;
    }
  }

  private byte[] received = new byte[0];

  static byte[] frame(int type, int flags, int stream, byte[] payload) {
    return ByteBuffer.allocate(HEAD + payload.length)
        .put((byte) (payload.length >> 16))
        .putShort((short) payload.length)
        .put((byte) type)
        .put((byte) flags)
        .putInt(stream)
        .put(payload)
        .array();
  }

  /** What is whole now. */
  List<Frame> take(byte[] bytes) {
    received = Bytes.join(received, bytes);
    List<Frame> frames = new ArrayList<>();
    int at = 0;
    while (received.length - at >= HEAD) {
      ByteBuffer head = ByteBuffer.wrap(received, at, HEAD);
      int lengthAndType = head.getInt();
      int length = lengthAndType >>> 8;
      if (received.length - at < HEAD + length) {
        break;
      }
      int flags = head.get() & 0xff;
      int stream = head.getInt();
      byte[] payload = Arrays.copyOfRange(received, at + HEAD, at + HEAD + length);
      frames.add(new Frame(lengthAndType & 0xff, flags, stream, payload));
      at += HEAD + length;
    }
    received = Arrays.copyOfRange(received, at, received.length);
    return frames;
  }
}
