package io.handfast.link;

/** What links count: traffic, and one counter for each reason to drop a packet. */
public enum LinkCounter {
  /** Packets handed to the stack; a coalesced one counts once. */
  RX_PACKETS("packets received", false),
  /** Bytes of those, from the IP header on. */
  RX_BYTES("bytes received", false),
  /** Packets handed to the device; a super-segment counts once. */
  TX_PACKETS("packets sent", false),
  /** Bytes of those, from the IP header on. */
  TX_BYTES("bytes sent", false),

  /** Shorter than the link's own header plus the shortest IP header. */
  RX_TOO_SHORT("received packet too short", true),
  /** Filled the whole buffer, so its end may be missing. */
  RX_TRUNCATED("received packet larger than the buffer", true),
  /** Checksum start or offset of the virtio-net header point outside the packet. */
  RX_BAD_CHECKSUM_FIELD("checksum position outside the received packet", true),
  /** Segment size or header length of the virtio-net header do not fit the packet. */
  RX_BAD_SEGMENTATION("segmentation fields do not fit the received packet", true),
  /** Segmentation type that was not offered, or is unknown. */
  RX_UNKNOWN_SEGMENTATION("segmentation type that was not offered", true),
  /** The read failed: device gone or down. */
  RX_ERROR("read failed", true),

  /** EAGAIN: the device's queue is full. */
  TX_QUEUE_FULL("device queue full", true),
  /** ENOBUFS or ENOMEM: the kernel has no memory for it. */
  TX_NO_BUFFERS("no buffer space in the kernel", true),
  /** EINVAL: the kernel found the packet or its virtio-net header malformed. */
  TX_INVALID("refused by the kernel as invalid", true),
  /** EIO or EBADFD: the interface is down or gone. */
  TX_DOWN("interface down or gone", true),
  /** Larger than the link's MTU and not to be cut. */
  TX_TOO_BIG("larger than the MTU", true),
  /** It asks for offload that this link does not have. */
  TX_UNSUPPORTED("needs offload that the link does not have", true),
  /** Any other error. */
  TX_ERROR("write failed", true),

  /** A frame for another station. */
  RX_OTHER_STATION("frames for another station", false),
  /** ARP or neighbor discovery that is malformed, or comes from further than the link. */
  RX_BAD_NEIGHBOUR("malformed ARP or neighbor discovery", true),
  /** Nobody has the address that a packet was to go to, or there is no gateway. */
  TX_NO_NEIGHBOUR("no neighbour has the address", true),
  /** An IPv4 packet while there is no lease (DHCP). */
  TX_NO_LEASE("no lease of an address", true),
  /** Too many packets wait for the address of one neighbour. */
  TX_NEIGHBOUR_QUEUE_FULL("too many packets wait for a neighbour", true),
  /** A neighbour was forgotten because there are too many. */
  NEIGHBOURS_EVICTED("neighbours forgotten: too many", false),
  /** Another station claims an address of ours (RFC 5227). */
  ADDRESS_CONFLICTS("another station claims our address", false),

  /** Lost on purpose. */
  FAULT_LOST("lost on purpose", true),
  /** Sent twice on purpose. */
  FAULT_DUPLICATED("duplicated on purpose", false),
  /** Held back on purpose. */
  FAULT_REORDERED("held back on purpose", false),
  /** Damaged on purpose. */
  FAULT_CORRUPTED("damaged on purpose", false),
  /** Held-back packets are at their limit: this one was not held back. */
  FAULT_HOLD_LIMIT("not held back: too many already are", false);

  private final String words;
  private final boolean drop;

  LinkCounter(String words, boolean drop) {
    this.words = words;
    this.drop = drop;
  }

  /** A few words for people. */
  public String words() {
    return words;
  }

  /** True when it counts packets that were lost on the link. */
  public boolean isDrop() {
    return drop;
  }
}
