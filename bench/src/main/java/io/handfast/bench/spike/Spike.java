package io.handfast.bench.spike;

import io.handfast.bench.kernel.Descriptor;
import io.handfast.bench.load.LoadPorts;
import io.handfast.ip.Prefix;
import io.handfast.link.InterfaceAddress;
import io.handfast.link.TunLink;
import io.handfast.link.TunOptions;

/**
 * Serves the ports of {@link LoadPorts} on a TUN with next to no state: one flow that it takes from
 * and one that it pours into, all others are answered from the segment at hand alone. No timers but
 * one, no reassembly, no TIME-WAIT, no checks.
 */
public final class Spike implements Runnable {
  private static final int VIRTIO_HEADER = 12;
  private static final int BATCH = 32;
  private static final int INITIAL = 0x1000;
  private static final int IDLE_MILLIS = 100;
  private static final int BURST = 4;
  private static final int ACK_EVERY = 1 << 18;
  private static final long STUCK_NANOS = 200_000_000L;

  private final Descriptor device;
  private final boolean spinning;
  private final SegmentIn in;
  private final SegmentOut out;
  private final int segment;

  // The flow into us.
  private Flow sink;
  private int expected;
  private int unacknowledged;

  // The flow out of us.
  private Flow source;
  private int sourceAck;
  private int scale;
  private int sndUna;
  private int sndNxt;
  private int window;
  private int duplicates;
  private long progress;

  /**
   * On a TUN of its own.
   *
   * @param name of the device
   * @param own address with its prefix length, IPv4; the kernel gets the first one of the subnet
   * @param offload super-segments and checksums by the device
   * @param spinning looks for packets without ever waiting
   */
  public static Spike open(String name, Prefix own, boolean offload, boolean spinning) {
    InterfaceAddress kernels = InterfaceAddress.facing(own.address(), own.length());
    TunOptions options = TunOptions.named(name).withOffload(offload).withAddress(kernels);
    return new Spike(TunLink.open(options).fd(), offload ? VIRTIO_HEADER : 0, spinning);
  }

  /**
   * On an open TUN.
   *
   * @param fd its descriptor, nonblocking
   * @param virtioHeader bytes of the virtio-net header before each packet, 0 without offload
   * @param spinning looks for packets without ever waiting
   */
  Spike(int fd, int virtioHeader, boolean spinning) {
    this.device = new Descriptor(fd);
    this.spinning = spinning;
    this.in = new SegmentIn(virtioHeader);
    this.out = new SegmentOut(device, virtioHeader);
    this.segment =
        virtioHeader > 0
            ? 65_535 / SegmentOut.MSS * SegmentOut.MSS - SegmentOut.MSS
            : SegmentOut.MSS;
  }

  /** Serves until the thread is interrupted. */
  @Override
  public void run() {
    while (!Thread.currentThread().isInterrupted()) {
      int taken = 0;
      int count = device.read(in.memory);
      while (count > 0) {
        if (in.parse(count)) {
          onSegment();
        }
        count = ++taken < BATCH ? device.read(in.memory) : 0;
      }
      acknowledge();
      boolean poured = pour();
      if (taken == 0 && !poured && !spinning) {
        device.awaitReadable(IDLE_MILLIS);
      }
    }
  }

  private void onSegment() {
    if (in.has(SegmentIn.RST)) {
      source = source != null && source.equals(in.flow()) ? null : source;
    } else if (in.has(SegmentIn.SYN)) {
      onSyn();
    } else {
      switch (in.port) {
        case LoadPorts.SINK -> take();
        case LoadPorts.SOURCE -> onSourceAck();
        case LoadPorts.ACCEPT_CLOSE -> acceptAndClose();
        case LoadPorts.ECHO -> echo();
        default -> finish();
      }
    }
  }

  private void onSyn() {
    if (in.port == LoadPorts.SINK) {
      sink = in.flow();
      expected = in.end();
    } else if (in.port == LoadPorts.SOURCE) {
      scale = in.windowScale();
      source = null;
    }
    out.send(in.flow(), INITIAL, in.end(), SegmentIn.SYN | SegmentIn.ACK, 0);
  }

  private void take() {
    if (in.payload > 0) {
      boolean next = in.sequence == expected;
      expected += next ? in.payload : 0;
      unacknowledged += in.payload;
      acknowledgeIf(!next);
    }
    finish();
  }

  /** What is out of order is answered at once, so that the kernel sends it again. */
  private void acknowledgeIf(boolean atOnce) {
    if (atOnce || unacknowledged >= ACK_EVERY) {
      acknowledge();
    }
  }

  private void acknowledge() {
    if (unacknowledged > 0) {
      unacknowledged = 0;
      out.send(sink, INITIAL + 1, expected, SegmentIn.ACK, 0);
    }
  }

  private void onSourceAck() {
    if (source == null) {
      source = in.flow();
      sourceAck = in.sequence;
      sndUna = in.acknowledgment;
      sndNxt = sndUna;
      progress = System.nanoTime();
    }
    int acked = in.acknowledgment - sndUna;
    window = in.window << scale;
    if (acked > 0) {
      sndUna = in.acknowledgment;
      sndNxt = sndNxt - sndUna < 0 ? sndUna : sndNxt;
      duplicates = 0;
      progress = System.nanoTime();
    } else if (acked == 0 && sndNxt != sndUna && ++duplicates == 3) {
      sndNxt = sndUna;
    }
    finish();
  }

  private boolean pour() {
    if (source == null) {
      return false;
    }
    int sent = 0;
    while (sent < BURST && sndNxt + segment - sndUna <= window) {
      out.send(source, sndNxt, sourceAck, SegmentIn.ACK, segment);
      sndNxt += segment;
      sent++;
    }
    if (sent == 0 && System.nanoTime() - progress > STUCK_NANOS) {
      sndNxt = sndUna;
      progress = System.nanoTime();
    }
    return sent > 0;
  }

  private void acceptAndClose() {
    if (in.has(SegmentIn.FIN)) {
      out.send(in.flow(), in.acknowledgment, in.end(), SegmentIn.ACK, 0);
    } else if (in.acknowledgment == INITIAL + 1) {
      out.send(in.flow(), INITIAL + 1, in.sequence, SegmentIn.FIN | SegmentIn.ACK, 0);
    }
  }

  private void echo() {
    if (in.payload > 0) {
      out.payload(in.memory, in.payloadAt, in.payload);
      out.send(in.flow(), in.acknowledgment, in.end(), SegmentIn.PSH | SegmentIn.ACK, in.payload);
    } else {
      finish();
    }
  }

  /** A peer that finishes is reset: that leaves nothing behind. */
  private void finish() {
    if (in.has(SegmentIn.FIN)) {
      out.send(in.flow(), in.acknowledgment, 0, SegmentIn.RST, 0);
      source = null;
    }
  }
}
