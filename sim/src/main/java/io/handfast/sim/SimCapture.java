package io.handfast.sim;

import io.handfast.trace.CaptureInfo;
import io.handfast.trace.Direction;
import io.handfast.trace.PcapngWriter;
import io.handfast.wire.IpAddress;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Captures a simulation to pcapng as one host's wire sees it: what it sends, with a comment on what
 * never arrives, and what reaches it. One vantage a file, so that no packet appears twice. Virtual
 * time is counted from 2026-01-01 UTC, so that the same run gives the same bytes.
 */
public final class SimCapture implements SimObserver, AutoCloseable {
  private static final long EPOCH = 1_767_225_600_000_000_000L;

  private final Simulation simulation;
  private final SimHost vantage;
  private final PcapngWriter writer;

  /** Begins to capture; close it to have everything written. */
  public SimCapture(Simulation simulation, SimHost vantage, OutputStream out, String title)
      throws IOException {
    this.simulation = simulation;
    this.vantage = vantage;
    Map<IpAddress, String> names = new LinkedHashMap<>();
    for (SimHost host : simulation.hosts()) {
      host.stack().localAddresses().stream()
          .filter(each -> !each.isLoopback())
          .forEach(each -> names.put(each, host.name()));
    }
    writer = new PcapngWriter(out, CaptureInfo.DEFAULT.withComments(title).withNames(names));
    writer.addInterface("eth0", vantage.name());
    simulation.observe(this);
  }

  @Override
  public void packet(SimPacket packet, Fate fate, long arrivesAt) {
    if (packet.from() == vantage && !fate.isFromTheLink()) {
      String comment = fate == Fate.DELIVERED ? "" : fate.words() + " on the way";
      write(packet.bytes(), Direction.OUTBOUND, comment);
    }
  }

  @Override
  public void arrived(SimPacket packet, Fate fate, byte[] bytes) {
    if (packet.to() == vantage) {
      write(bytes, Direction.INBOUND, fate == Fate.DELIVERED ? "" : fate.words() + " on the way");
    }
  }

  private void write(byte[] bytes, Direction direction, String comment) {
    try {
      long time = EPOCH + simulation.elapsed();
      MemorySegment memory = MemorySegment.ofArray(bytes);
      writer.write(0, time, direction, memory, 0, bytes.length, comment);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Packets written so far. */
  public long packets() {
    return writer.packets();
  }

  @Override
  public void close() throws IOException {
    writer.close();
  }
}
