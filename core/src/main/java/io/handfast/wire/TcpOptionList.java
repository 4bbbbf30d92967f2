package io.handfast.wire;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The options of a TCP header as a value, exactly as they are laid out, padding included.
 *
 * @param options in order. The list always fills whole 32-bit words: the constructor adds NOPs at
 *     the end, or none when {@link TcpOption.End} is the last. At most 40 bytes.
 */
public record TcpOptionList(List<TcpOption> options) {
  /** No options. */
  public static final TcpOptionList NONE = new TcpOptionList(List.of());

  /**
   * Checks length and order.
   *
   * @throws IllegalArgumentException above 40 bytes, or when an option follows the end of the list
   */
  public TcpOptionList {
    List<TcpOption> padded = new ArrayList<>(options);
    int end = padded.indexOf(new TcpOption.End());
    Range.require(end < 0 || end == padded.size() - 1, "options behind the end of the list");
    while (end < 0 && (bytes(padded) & 3) != 0) {
      padded.add(new TcpOption.Nop());
    }
    Range.check("bytes of options", bytes(padded), TcpOptionsWriter.MAX_LENGTH);
    options = List.copyOf(padded);
  }

  /** Exactly these options. */
  public static TcpOptionList of(TcpOption... options) {
    return new TcpOptionList(List.of(options));
  }

  /**
   * These options with NOPs where Linux puts them: before each option whose length is no multiple
   * of 4, except that SACK-permitted directly before timestamps replaces their padding, and behind
   * a Fast Open cookie.
   */
  public static TcpOptionList aligned(TcpOption... options) {
    List<TcpOption> aligned = new ArrayList<>();
    for (int i = 0; i < options.length; i++) {
      if (!padsItself(options, i)) {
        padBefore(aligned, options[i].length());
      }
      aligned.add(options[i]);
      if (options[i] instanceof TcpOption.FastOpen) {
        padBefore(aligned, 0);
      }
    }
    return new TcpOptionList(aligned);
  }

  private static boolean padsItself(TcpOption[] options, int i) {
    boolean beforeTimestamps =
        i + 1 < options.length && options[i + 1] instanceof TcpOption.Timestamps;
    return options[i] instanceof TcpOption.FastOpen
        || options[i] instanceof TcpOption.SackPermitted && beforeTimestamps;
  }

  /** Adds NOPs until {@code next} more bytes end on a 32-bit boundary. */
  private static void padBefore(List<TcpOption> options, int next) {
    for (int end = bytes(options) + next; (end & 3) != 0; end++) {
      options.add(new TcpOption.Nop());
    }
  }

  /**
   * Reads options.
   *
   * @param length bytes of options, 0 to 40, a multiple of 4
   * @throws MalformedException when an option has an impossible length
   */
  public static TcpOptionList parse(MemorySegment memory, long offset, int length) {
    List<TcpOption> options = new ArrayList<>();
    int at = 0;
    while (at < length) {
      TcpOption option = parseOne(memory, offset + at, length - at);
      options.add(option);
      at += option.length();
      if (option instanceof TcpOption.End) {
        break;
      }
    }
    return new TcpOptionList(options);
  }

  private static TcpOption parseOne(MemorySegment memory, long at, int rest) {
    int kind = Bytes.u8(memory, at);
    if (kind == TcpOptions.END) {
      return new TcpOption.End();
    }
    if (kind == TcpOptions.NOP) {
      return new TcpOption.Nop();
    }
    int length = rest > 1 ? Bytes.u8(memory, at + 1) : 0;
    boolean sound = length >= 2 && length <= rest;
    MalformedException.throwIf(sound ? null : Malformed.BAD_OPTION, "TCP options");
    return TcpOption.parse(memory, at, kind, length);
  }

  /** Bytes on the wire, 0 to 40, a multiple of 4. */
  public int length() {
    return bytes(options) + 3 & ~3;
  }

  private static int bytes(List<TcpOption> options) {
    return options.stream().mapToInt(TcpOption::length).sum();
  }

  /** The first option of a kind, if there is one. */
  public <T extends TcpOption> Optional<T> first(Class<T> kind) {
    return options.stream().filter(kind::isInstance).map(kind::cast).findFirst();
  }

  /** Writes the options, with zeros behind {@link TcpOption.End}; returns {@link #length()}. */
  public int emit(MemorySegment memory, long at) {
    int written = 0;
    for (TcpOption option : options) {
      written += option.emit(memory, at + written);
    }
    for (; written < length(); written++) {
      Bytes.put8(memory, at + written, TcpOptions.END);
    }
    return written;
  }
}
