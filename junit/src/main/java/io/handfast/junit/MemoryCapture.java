package io.handfast.junit;

import io.handfast.sim.SimCapture;
import io.handfast.sim.SimHost;
import io.handfast.sim.Simulation;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A capture that stays in memory until somebody wants it. */
final class MemoryCapture {
  /** Bytes that are kept at most: the first ones, in whole packets. */
  static final int LIMIT = 8 << 20;

  private final Blocks blocks = new Blocks();

  MemoryCapture(Simulation simulation, SimHost vantage, String title) {
    try {
      new SimCapture(simulation, vantage, blocks, title);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  boolean isCut() {
    return blocks.full;
  }

  void writeTo(Path file) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.write(file, blocks.bytes.toByteArray());
  }

  /** A capture is written block by block; what has no room left out is left out as a whole. */
  private static final class Blocks extends OutputStream {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(4_096);
    private boolean full;

    @Override
    public void write(int b) {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] block, int offset, int length) {
      full |= bytes.size() + length > LIMIT;
      if (!full) {
        bytes.write(block, offset, length);
      }
    }
  }
}
