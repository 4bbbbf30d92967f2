package io.handfast.names.message;

import io.handfast.wire.IpAddress;
import io.handfast.wire.Octets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A cursor over a message that never leaves it, and follows a pointer backwards only. */
final class MessageReader {
  private static final int POINTER = 0xc0;

  private final byte[] bytes;
  private int at;
  private int end;

  MessageReader(byte[] bytes) {
    this(bytes, 0);
  }

  MessageReader(byte[] bytes, int at) {
    this.bytes = bytes;
    this.at = at;
    this.end = bytes.length;
  }

  DnsMessage message() {
    int id = u16();
    int flags = u16();
    int[] counts = {u16(), u16(), u16(), u16()};
    List<DnsQuestion> questions = new ArrayList<>();
    for (int i = 0; i < counts[0]; i++) {
      questions.add(new DnsQuestion(name(), u16(), u16()));
    }
    return new DnsMessage(
        id, flags, questions, records(counts[1]), records(counts[2]), records(counts[3]));
  }

  /** A count that lies ends at the end of the message, before any memory is taken for it. */
  private List<DnsRecord> records(int count) {
    List<DnsRecord> records = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      records.add(record());
    }
    return records;
  }

  private DnsRecord record() {
    DnsName name = name();
    int type = u16();
    int dnsClass = u16();
    long ttl = u32();
    int length = u16();
    require(length);
    int behind = at + length;
    int whole = end;
    end = behind;
    DnsData data = data(type, dnsClass);
    requireThat(at == behind, "the data of " + DnsType.name(type) + " is not as long as it says");
    end = whole;
    return new DnsRecord(name, type, dnsClass, ttl, data);
  }

  private DnsData data(int type, int dnsClass) {
    if (dnsClass != DnsQuestion.INTERNET) {
      return new DnsData.Opaque(Octets.of(rest(end - at)));
    }
    return switch (type) {
      case DnsType.A -> new DnsData.Address(IpAddress.of(rest(4)));
      case DnsType.AAAA -> new DnsData.Address(IpAddress.of(rest(16)));
      case DnsType.CNAME, DnsType.NS, DnsType.PTR -> new DnsData.Target(name());
      case DnsType.SOA -> new DnsData.Authority(name(), name(), u32(), u32(), u32(), u32(), u32());
      default -> new DnsData.Opaque(Octets.of(rest(end - at)));
    };
  }

  /**
   * A name at the cursor. Each pointer must lead to before the place where the labels at hand began
   * (RFC 9267 section 2), so that there are fewer pointers than bytes and no circle.
   */
  DnsName name() {
    byte[] wire = new byte[DnsName.MAX_BYTES];
    int length = 0;
    int from = at;
    int start = at;
    boolean jumped = false;
    while (true) {
      int first = byteAt(from, jumped);
      if (first == 0) {
        at = jumped ? at : from + 1;
        wire[length++] = 0;
        return DnsName.ofWire(Arrays.copyOf(wire, length));
      }
      if ((first & POINTER) == POINTER) {
        int target = (first & 0x3f) << 8 | byteAt(from + 1, jumped);
        requireThat(target < start, "a pointer at " + from + " that does not lead back");
        requireThat(target >= DnsMessage.HEADER, "a pointer into the header");
        at = jumped ? at : from + 2;
        jumped = true;
        start = target;
        from = target;
      } else {
        requireThat(first <= DnsName.MAX_LABEL, "a label of an unknown kind at " + from);
        requireThat(length + first + 2 <= DnsName.MAX_BYTES, "a name of more than 255 bytes");
        byteAt(from + first, jumped);
        System.arraycopy(bytes, from, wire, length, first + 1);
        length += first + 1;
        from += first + 1;
      }
    }
  }

  /** Behind a pointer the limit is the message; before it, the data at hand. */
  private int byteAt(int index, boolean jumped) {
    requireThat(index < (jumped ? bytes.length : end), "a name that runs past its end");
    return bytes[index] & 0xff;
  }

  private byte[] rest(int length) {
    require(length);
    at += length;
    return Arrays.copyOfRange(bytes, at - length, at);
  }

  private int u16() {
    require(2);
    at += 2;
    return (bytes[at - 2] & 0xff) << 8 | bytes[at - 1] & 0xff;
  }

  private long u32() {
    return (long) u16() << 16 | u16();
  }

  private void require(int length) {
    requireThat(length <= end - at, "it ends at byte " + end + " in the middle of a field");
  }

  private static void requireThat(boolean sound, String sentence) {
    if (!sound) {
      throw new DnsFormatException(sentence);
    }
  }
}
