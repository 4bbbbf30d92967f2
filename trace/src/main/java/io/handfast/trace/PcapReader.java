package io.handfast.trace;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;

/**
 * Reads capture files packet by packet: pcap in both byte orders with micro- or nanoseconds, and
 * pcapng with any number of sections, interfaces, byte orders, link types and time resolutions;
 * either may be compressed with gzip.
 *
 * <p>Lenient where a file can still be understood: a cut last packet ends the file, an odd block is
 * skipped, and {@link #warnings} says so. What cannot be understood is an {@link IOException} with
 * a sentence in it.
 */
public final class PcapReader implements AutoCloseable {
  private static final int GZIP = 0x1f8b;

  private final CaptureInput in;
  private final PacketSource source;

  private PcapReader(InputStream stream) throws IOException {
    in = new CaptureInput(stream);
    var head = in.read(4);
    int magic = head.remaining() < 4 ? 0 : head.getInt();
    if (ClassicPcap.isMagic(magic)) {
      source = new ClassicPcap(in, magic);
    } else if (magic == Pcapng.SECTION_HEADER) {
      source = new Pcapng(in);
    } else {
      throw new IOException(
          "not a capture: starts with %08x, which is neither pcap nor pcapng".formatted(magic));
    }
  }

  /** Opens a file. */
  public static PcapReader open(Path file) throws IOException {
    InputStream stream = Files.newInputStream(file);
    try {
      return of(stream);
    } catch (IOException | RuntimeException notCapture) {
      stream.close();
      throw notCapture;
    }
  }

  /** Reads from a stream, which is closed with the reader. */
  public static PcapReader of(InputStream stream) throws IOException {
    InputStream buffered = new BufferedInputStream(stream, 1 << 16);
    buffered.mark(2);
    int first = buffered.read() << 8 | buffered.read();
    buffered.reset();
    boolean compressed = first == GZIP;
    return new PcapReader(compressed ? new GZIPInputStream(buffered, 1 << 16) : buffered);
  }

  /** All packets of a file that fits into memory. */
  public static List<CapturedPacket> readAll(Path file) throws IOException {
    try (PcapReader reader = open(file)) {
      List<CapturedPacket> packets = new ArrayList<>();
      for (CapturedPacket packet = reader.next(); packet != null; packet = reader.next()) {
        packets.add(packet);
      }
      return packets;
    }
  }

  /**
   * The next packet, or null at the end.
   *
   * @throws IOException when the file cannot be read, or is damaged beyond understanding
   */
  public CapturedPacket next() throws IOException {
    return source.next();
  }

  /** What was odd so far, at most 100 sentences. */
  public List<String> warnings() {
    return in.warnings();
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
