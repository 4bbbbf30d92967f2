package io.handfast.stack;

import io.handfast.buffer.Packet;

/**
 * A way in and out for IP packets: a TUN device, an in-memory wire, a simulated link, or a
 * decorator around one of these (capture, faults, shaping).
 *
 * <p>Packets start at the IP header. A link is called under the lock of its driver domain only, and
 * never blocks.
 */
public interface Link extends AutoCloseable {
  /** Largest IP packet in bytes, 68 (IPv4) or 1280 (IPv6) to 65,535. */
  int mtu();

  /** What the link does for the sender. Constant for the life of the link. */
  Offload offload();

  /**
   * Sends one packet, or a super-segment that the link cuts. The memory is the caller's again when
   * the call returns.
   *
   * @return false when the link dropped it (full queue, device error); it has counted the reason
   */
  boolean send(OutPacket packet);

  /**
   * Reads the next waiting packet into {@code into}, from its current {@code offset} on, and sets
   * length and metadata.
   *
   * @return false when nothing is waiting
   */
  boolean receive(Packet into);

  /** Largest packet that {@link #receive} can deliver, in bytes. */
  default int maxReceive() {
    return offload().segmentation() ? 65_535 : mtu();
  }

  /**
   * Runs what is due in the link itself: a neighbour that does not answer, for one.
   *
   * @return when to call again at the latest, in ns; {@link Driver#NEVER} when nothing is pending
   */
  default long poll(long now) {
    return Driver.NEVER;
  }

  @Override
  void close();

  /**
   * Work that a link takes off the sender.
   *
   * @param checksum it completes the transport checksum from the pseudo-header sum
   * @param segmentation it cuts TCP super-segments of up to 65,535 bytes (implies {@code checksum})
   */
  record Offload(boolean checksum, boolean segmentation) {
    /** The stack does everything. */
    public static final Offload NONE = new Offload(false, false);

    /** Checksums and segmentation, as a TUN with a virtio-net header does. */
    public static final Offload FULL = new Offload(true, true);
  }
}
