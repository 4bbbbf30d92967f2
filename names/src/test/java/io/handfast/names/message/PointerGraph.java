package io.handfast.names.message;

import java.util.Optional;

/**
 * Six slots of a message behind its header, each a label that goes on with the next slot, a pointer
 * to a slot, or the end; and what the names in it are by a reader that knows nothing of bytes.
 */
final class PointerGraph {
  static final int SLOTS = 6;
  static final int END = SLOTS;
  static final int LABEL = SLOTS + 1;
  static final int CHOICES = SLOTS + 2;

  /** Each slot takes two bytes: a label of one letter, a pointer, or the root and a byte unused. */
  private static final int SLOT_BYTES = 2;

  private final int[] slots = new int[SLOTS];

  PointerGraph(int number) {
    for (int i = 0, rest = number; i < SLOTS; i++, rest /= CHOICES) {
      slots[i] = rest % CHOICES;
    }
  }

  /** Slots from byte 12 on, behind them the end: what runs past the slots meets a root. */
  byte[] bytes() {
    byte[] bytes = new byte[DnsMessage.HEADER + SLOTS * SLOT_BYTES + 1];
    for (int i = 0; i < SLOTS; i++) {
      int at = DnsMessage.HEADER + i * SLOT_BYTES;
      if (slots[i] < SLOTS) {
        bytes[at] = (byte) 0xc0;
        bytes[at + 1] = (byte) (DnsMessage.HEADER + slots[i] * SLOT_BYTES);
      } else if (slots[i] == LABEL) {
        bytes[at] = 1;
        bytes[at + 1] = (byte) ('a' + i);
      }
    }
    return bytes;
  }

  /** The name that begins at a slot, or nothing when a pointer does not lead to before its run. */
  Optional<String> name(int start) {
    StringBuilder text = new StringBuilder();
    int run = start;
    for (int at = start; at < SLOTS && slots[at] != END; ) {
      if (slots[at] == LABEL) {
        text.append(text.isEmpty() ? "" : ".").append((char) ('a' + at));
        at++;
      } else if (slots[at] < run) {
        run = slots[at];
        at = run;
      } else {
        return Optional.empty();
      }
    }
    return Optional.of(text.isEmpty() ? "." : text.toString());
  }

  /** Where a slot lies in the message. */
  static int offset(int slot) {
    return DnsMessage.HEADER + slot * SLOT_BYTES;
  }
}
