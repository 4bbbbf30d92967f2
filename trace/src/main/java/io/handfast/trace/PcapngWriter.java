package io.handfast.trace;

import io.handfast.wire.IpAddress;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Writes packets to a pcapng file (draft-ietf-opsawg-pcapng) in the one way that all common readers
 * accept: one section, little endian, Ethernet framing, one snap length, nanoseconds.
 *
 * <p>libpcap refuses files whose interfaces differ in link type or snap length, so neither can be
 * chosen. Equal calls write equal bytes. Not thread-safe; buffering is the caller's.
 */
public final class PcapngWriter implements AutoCloseable {
  /** Snap length of every interface, in bytes; no packet is ever cut. */
  public static final int SNAP_LENGTH = 262_144;

  private static final int SECTION_HEADER = 0x0a0d0d0a;
  private static final int INTERFACE_DESCRIPTION = 1;
  private static final int NAME_RESOLUTION = 4;
  private static final int ENHANCED_PACKET = 6;
  private static final int COMMENT = 1;

  private final OutputStream out;
  private final BlockBuffer block = new BlockBuffer();
  private final byte[] ethernet = new byte[MadeUpMac.HEADER];
  private final byte[] flags = new byte[4];
  private int interfaces;
  private long packets;

  /** Writes the head of the file to a stream that is closed with the writer. */
  public PcapngWriter(OutputStream out, CaptureInfo info) throws IOException {
    this.out = out;
    writeSectionHeader(info);
    if (!info.names().isEmpty()) {
      writeNames(info.names());
    }
  }

  /** Writes the head of the file to a channel that is closed with the writer. */
  public PcapngWriter(WritableByteChannel channel, CaptureInfo info) throws IOException {
    this(Channels.newOutputStream(channel), info);
  }

  private void writeSectionHeader(CaptureInfo info) throws IOException {
    block.start(SECTION_HEADER).u32(0x1a2b3c4d).u16(1).u16(0).u64(-1);
    info.comments().forEach(comment -> block.option(COMMENT, comment));
    block.option(2, info.hardware()).option(3, info.os()).option(4, info.application());
    block.finish(out);
  }

  private void writeNames(Map<IpAddress, String> names) throws IOException {
    block.start(NAME_RESOLUTION);
    for (Map.Entry<IpAddress, String> name : names.entrySet()) {
      byte[] address = name.getKey().toBytes();
      byte[] text = name.getValue().getBytes(StandardCharsets.UTF_8);
      block.u16(address.length == 4 ? 1 : 2).u16(address.length + text.length + 1);
      block.bytes(address).bytes(text).bytes(new byte[1]).pad();
    }
    block.u32(0);
    block.finish(out);
  }

  /**
   * Declares an interface.
   *
   * @param name of the interface, for example {@code tun0}
   * @param description for example the node it belongs to; may be empty
   * @return its number, from 0
   */
  public int addInterface(String name, String description) throws IOException {
    block.start(INTERFACE_DESCRIPTION).u16(LinkType.ETHERNET).u16(0).u32(SNAP_LENGTH);
    block.option(2, name).option(3, description).option(9, new byte[] {9});
    block.finish(out);
    return interfaces++;
  }

  /**
   * Writes one IP packet, with a made-up Ethernet header before it.
   *
   * @param interfaceId from {@link #addInterface}
   * @param timeNanos since 1970-01-01 UTC, 0 or more
   * @param packet holds {@code length} bytes, IP header first, at {@code offset}; at most 65,575
   * @param comments shown with the packet; empty ones are left out
   * @throws IllegalArgumentException when the interface is not declared
   */
  public void write(
      int interfaceId,
      long timeNanos,
      Direction direction,
      MemorySegment packet,
      long offset,
      int length,
      String... comments)
      throws IOException {
    if (interfaceId < 0 || interfaceId >= interfaces) {
      throw new IllegalArgumentException("no interface " + interfaceId + " in this capture");
    }
    MadeUpMac.writeHeader(ethernet, packet, offset, length);
    int framed = MadeUpMac.HEADER + length;
    block.start(ENHANCED_PACKET).u32(interfaceId);
    block.u32((int) (timeNanos >>> 32)).u32((int) timeNanos).u32(framed).u32(framed);
    block.bytes(ethernet).memory(packet, offset, length).pad();
    writeDirection(direction);
    for (String comment : comments) {
      block.option(COMMENT, comment);
    }
    block.finish(out);
    packets++;
  }

  private void writeDirection(Direction direction) {
    if (direction != Direction.UNKNOWN) {
      flags[0] = (byte) (direction == Direction.INBOUND ? 1 : 2);
      block.option(2, flags);
    }
  }

  /** Packets written so far. */
  public long packets() {
    return packets;
  }

  /** Passes everything on to the file. */
  public void flush() throws IOException {
    out.flush();
  }

  /** Flushes and closes the file. */
  @Override
  public void close() throws IOException {
    out.close();
  }
}
