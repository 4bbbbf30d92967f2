package io.handfast.trace;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** The classic format (draft-ietf-opsawg-pcap): one header, one link type, then packets. */
final class ClassicPcap implements PacketSource {
  static final int MICROS = 0xa1b2c3d4;
  static final int NANOS = 0xa1b23c4d;

  private final CaptureInput in;
  private final int linkType;
  private final int nanosPerTick;

  /** Reads the rest of the file header, behind the magic number. */
  ClassicPcap(CaptureInput in, int magic) throws IOException {
    this.in = in;
    boolean swapped = magic != MICROS && magic != NANOS;
    in.order(swapped ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    int plain = swapped ? Integer.reverseBytes(magic) : magic;
    nanosPerTick = plain == NANOS ? 1 : 1000;
    ByteBuffer header = in.read(20);
    if (header.remaining() < 20) {
      throw new IOException("not a capture: the file ends inside its header");
    }
    int major = header.getShort() & 0xffff;
    if (major != 2) {
      throw new IOException("pcap version " + major + " is not known, only 2");
    }
    linkType = header.getInt(16) & 0xffff; // above it: length of the frame check sequence
  }

  static boolean isMagic(int magic) {
    int swapped = Integer.reverseBytes(magic);
    return magic == MICROS || magic == NANOS || swapped == MICROS || swapped == NANOS;
  }

  @Override
  public CapturedPacket next() throws IOException {
    ByteBuffer header = in.read(16);
    if (header.remaining() < 16) {
      if (header.hasRemaining()) {
        in.warn("file ends inside a packet header");
      }
      return null;
    }
    long seconds = header.getInt() & 0xffff_ffffL;
    long fraction = header.getInt() & 0xffff_ffffL;
    int captured = header.getInt();
    long original = header.getInt() & 0xffff_ffffL;
    if (captured < 0 || captured > CaptureInput.MAX_BLOCK) {
      throw new IOException(
          "damaged pcap: a packet of "
              + Integer.toUnsignedString(captured)
              + " bytes before byte "
              + in.position());
    }
    ByteBuffer data = in.readWhole(captured, "a packet");
    return data == null ? null : packet(seconds, fraction, original, data);
  }

  private CapturedPacket packet(long seconds, long fraction, long original, ByteBuffer data) {
    return new CapturedPacket(
        seconds * 1_000_000_000L + fraction * nanosPerTick,
        "",
        linkType,
        Direction.UNKNOWN,
        original,
        List.of(),
        MemorySegment.ofArray(data.array()));
  }
}
