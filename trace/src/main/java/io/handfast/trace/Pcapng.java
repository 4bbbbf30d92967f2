package io.handfast.trace;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** The block format (draft-ietf-opsawg-pcapng): sections, interfaces, packets of three kinds. */
final class Pcapng implements PacketSource {
  static final int SECTION_HEADER = 0x0a0d0d0a;

  private static final int BYTE_ORDER_MAGIC = 0x1a2b3c4d;
  private static final int INTERFACE = 1;
  private static final int OLD_PACKET = 2;
  private static final int SIMPLE_PACKET = 3;
  private static final int ENHANCED_PACKET = 6;

  private final CaptureInput in;
  private final List<PcapngInterface> interfaces = new ArrayList<>();

  /** Reads the rest of the first section header, behind its type. */
  Pcapng(CaptureInput in) throws IOException {
    this.in = in;
    if (!section()) {
      throw new IOException("not a capture: the file ends inside its section header");
    }
  }

  @Override
  public CapturedPacket next() throws IOException {
    while (true) {
      ByteBuffer type = in.read(4);
      if (type.remaining() < 4) {
        if (type.hasRemaining()) {
          in.warn("file ends inside a block header");
        }
        return null;
      }
      int kind = type.getInt(0);
      if (kind == SECTION_HEADER) {
        if (!section()) {
          return null;
        }
        continue;
      }
      ByteBuffer body = body();
      if (body == null) {
        return null;
      }
      CapturedPacket packet = block(kind, body);
      if (packet != null) {
        return packet;
      }
    }
  }

  /** Length, byte order and rest of a section header; false at the end of the file. */
  private boolean section() throws IOException {
    in.order(ByteOrder.BIG_ENDIAN);
    ByteBuffer head = in.readWhole(8, "a section header");
    if (head == null) {
      return false;
    }
    int magic = head.getInt(4);
    boolean little = magic == Integer.reverseBytes(BYTE_ORDER_MAGIC);
    if (!little && magic != BYTE_ORDER_MAGIC) {
      throw new IOException("damaged pcapng: section without byte-order magic");
    }
    in.order(little ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    int length = head.order(in.order()).getInt(0);
    checkLength(length, 28);
    interfaces.clear();
    ByteBuffer rest = in.readWhole(padded(length) - 12, "a section header");
    if (rest == null) {
      return false;
    }
    int major = rest.getShort(0) & 0xffff;
    if (major != 1) {
      throw new IOException("pcapng version " + major + " is not known, only 1");
    }
    return true;
  }

  /** Body of an ordinary block, behind its type; null at the end of the file. */
  private ByteBuffer body() throws IOException {
    ByteBuffer head = in.readWhole(4, "a block header");
    if (head == null) {
      return null;
    }
    int length = head.getInt(0);
    checkLength(length, 12);
    int bodyLength = padded(length) - 12;
    ByteBuffer rest = in.readWhole(bodyLength + 4, "a block");
    if (rest == null) {
      return null;
    }
    if (rest.getInt(bodyLength) != length) {
      in.warn("the two lengths of a block differ");
    }
    return rest.limit(bodyLength);
  }

  /** Some writers leave the padding out of the length. */
  private static int padded(int length) {
    return length + 3 & ~3;
  }

  private void checkLength(int length, int min) throws IOException {
    if (length < min || length > CaptureInput.MAX_BLOCK) {
      throw new IOException(
          "damaged pcapng: a block of "
              + Integer.toUnsignedString(length)
              + " bytes before byte "
              + in.position());
    }
  }

  private CapturedPacket block(int kind, ByteBuffer body) {
    int fixed =
        switch (kind) {
          case INTERFACE -> 8;
          case SIMPLE_PACKET -> 4;
          case ENHANCED_PACKET, OLD_PACKET -> 20;
          default -> -1;
        };
    if (fixed < 0) {
      return null; // names, statistics, secrets, custom blocks: nothing to do with packets
    }
    if (body.remaining() < fixed) {
      in.warn("block too short for its kind");
      return null;
    }
    return switch (kind) {
      case INTERFACE -> describe(body);
      case SIMPLE_PACKET -> simple(body);
      default -> packet(kind, body);
    };
  }

  private CapturedPacket describe(ByteBuffer body) {
    int linkType = body.getShort() & 0xffff;
    body.getShort();
    long snapLength = body.getInt() & 0xffff_ffffL;
    String[] name = {""};
    int[] resolution = {6};
    long[] offset = {0};
    PcapngOptions.walk(
        body,
        (code, value) -> {
          switch (code) {
            case 2 -> name[0] = PcapngOptions.text(value);
            case 9 -> resolution[0] = value.hasRemaining() ? value.get() & 0xff : 6;
            case 14 -> offset[0] = value.remaining() >= 8 ? value.getLong() : 0;
            default -> {}
          }
        });
    interfaces.add(new PcapngInterface(linkType, snapLength, name[0], resolution[0], offset[0]));
    return null;
  }

  private CapturedPacket simple(ByteBuffer body) {
    long original = body.getInt() & 0xffff_ffffL;
    PcapngInterface source = interfaceAt(0);
    if (source == null) {
      return null;
    }
    long limit = source.snapLength() == 0 ? Long.MAX_VALUE : source.snapLength();
    int captured = (int) Math.min(Math.min(original, limit), body.remaining());
    return new CapturedPacket(
        CapturedPacket.NO_TIME,
        source.name(),
        source.linkType(),
        Direction.UNKNOWN,
        original,
        List.of(),
        data(body, captured));
  }

  private CapturedPacket packet(int kind, ByteBuffer body) {
    int number = kind == OLD_PACKET ? body.getShort(0) & 0xffff : body.getInt(0);
    PcapngInterface source = interfaceAt(number);
    if (source == null) {
      return null;
    }
    long ticks = (long) body.getInt(4) << 32 | body.getInt(8) & 0xffff_ffffL;
    long captured = body.getInt(12) & 0xffff_ffffL;
    long original = body.getInt(16) & 0xffff_ffffL;
    body.position(20);
    if (captured > body.remaining()) {
      in.warn("packet longer than its block");
      return null;
    }
    MemorySegment data = data(body, (int) captured);
    body.position(Math.min(body.limit(), 20 + padded((int) captured)));
    List<String> comments = new ArrayList<>();
    Direction[] direction = {Direction.UNKNOWN};
    PcapngOptions.walk(
        body,
        (code, value) -> {
          if (code == 1) {
            comments.add(PcapngOptions.text(value));
          } else if (code == 2 && value.remaining() >= 4) {
            direction[0] = direction(value.getInt());
          }
        });
    return new CapturedPacket(
        source.nanos(ticks),
        source.name(),
        source.linkType(),
        direction[0],
        original,
        List.copyOf(comments),
        data);
  }

  private static Direction direction(int flags) {
    return switch (flags & 3) {
      case 1 -> Direction.INBOUND;
      case 2 -> Direction.OUTBOUND;
      default -> Direction.UNKNOWN;
    };
  }

  private PcapngInterface interfaceAt(int number) {
    if (number < 0 || number >= interfaces.size()) {
      in.warn("packet of interface " + Integer.toUnsignedString(number) + ", never described");
      return null;
    }
    return interfaces.get(number);
  }

  private static MemorySegment data(ByteBuffer body, int length) {
    byte[] bytes = new byte[length];
    body.get(body.position(), bytes);
    return MemorySegment.ofArray(bytes);
  }
}
