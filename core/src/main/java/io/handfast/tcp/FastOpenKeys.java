package io.handfast.tcp;

import io.handfast.wire.Octets;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Keys that Fast Open cookies are made with ({@code tcp_fastopen_key}): none, one, or two. Cookies
 * are made with the first; one that was made with the second is taken too, so that a key can be
 * replaced while clients still have cookies of the old one.
 *
 * @param keys at most two; without any a stack makes one of its secret
 */
public record FastOpenKeys(List<Key> keys) {
  /** No key was set. */
  public static final FastOpenKeys NONE = new FastOpenKeys(List.of());

  /** Bytes of one key. */
  public static final int KEY_BYTES = 16;

  private static final String ZEROS = "00000000-00000000-00000000-00000000";

  /**
   * 128 bits.
   *
   * @param low the first eight bytes, the first one lowest
   * @param high the other eight
   */
  public record Key(long low, long high) {
    private static Key parse(String text) {
      String[] groups = text.trim().split("-");
      if (groups.length != 4) {
        throw wrong(text);
      }
      long[] words = new long[4];
      for (int i = 0; i < 4; i++) {
        words[i] = group(groups[i], text);
      }
      return new Key(words[1] << 32 | words[0], words[3] << 32 | words[2]);
    }

    private static long group(String digits, String text) {
      try {
        return Integer.toUnsignedLong(Integer.parseUnsignedInt(digits, 16));
      } catch (NumberFormatException e) {
        throw wrong(text);
      }
    }

    private static IllegalArgumentException wrong(String text) {
      return new IllegalArgumentException(
          "a Fast Open key is four groups of eight hexadecimal digits, as "
              + ZEROS
              + "; not '"
              + text
              + "'");
    }

    @Override
    public String toString() {
      return String.format(
          "%08x-%08x-%08x-%08x", (int) low, (int) (low >>> 32), (int) high, (int) (high >>> 32));
    }
  }

  /** Checks the number. */
  public FastOpenKeys {
    keys = List.copyOf(keys);
    if (keys.size() > 2) {
      throw new IllegalArgumentException("two Fast Open keys at most, not " + keys.size());
    }
  }

  /**
   * Reads what {@link #toString} writes.
   *
   * @throws IllegalArgumentException when it is something else
   */
  public static FastOpenKeys parse(String text) {
    List<Key> keys = new ArrayList<>();
    for (String each : text.split(",")) {
      keys.add(Key.parse(each));
    }
    return new FastOpenKeys(keys);
  }

  /**
   * Reads the bytes of TCP_FASTOPEN_KEY.
   *
   * @throws IllegalArgumentException when there are neither 16 nor 32
   */
  public static FastOpenKeys of(Octets bytes) {
    if (bytes.length() != KEY_BYTES && bytes.length() != 2 * KEY_BYTES) {
      throw new IllegalArgumentException("a Fast Open key has 16 bytes, two have 32");
    }
    ByteBuffer words = ByteBuffer.wrap(bytes.toArray()).order(ByteOrder.LITTLE_ENDIAN);
    List<Key> keys = new ArrayList<>();
    while (words.hasRemaining()) {
      keys.add(new Key(words.getLong(), words.getLong()));
    }
    return new FastOpenKeys(keys);
  }

  /** True when no key was set. */
  public boolean isEmpty() {
    return keys.isEmpty();
  }

  /** As sysctl has it: groups of eight hexadecimal digits, two keys with a comma between. */
  @Override
  public String toString() {
    return isEmpty() ? ZEROS : keys.stream().map(Key::toString).collect(Collectors.joining(","));
  }
}
