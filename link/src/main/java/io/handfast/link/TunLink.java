package io.handfast.link;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.handfast.buffer.Packet;
import io.handfast.link.nativeio.ErrorNumber;
import io.handfast.link.nativeio.Libc;
import io.handfast.stack.OutPacket;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.List;

/**
 * A TUN device: what the kernel routes into its interface comes out of {@link #receive}, what is
 * given to {@link #send} arrives in the kernel as if from that interface.
 *
 * <p>With offload each packet carries a virtio-net header: TCP super-segments of up to 65,535 bytes
 * pass in both directions, with partial checksums. Without, packets have at most the MTU and
 * complete checksums.
 *
 * <p>Errors of the device never throw: they are {@link #counters() counted}, and the packet is
 * lost. The device belongs to the driver domain of its stack; only {@link Poller} may wait on it
 * from elsewhere.
 */
public final class TunLink implements NetDevice {
  /** Malformed packets passed over in one {@link #receive}, so that it stays bounded. */
  private static final int SKIP_MAX = 64;

  private static final int IOVEC = 16;

  /** Packets up to this size, in bytes with all headers, are gathered by us. */
  private static final int SMALL = 1024;

  private final int fd;
  private final String name;
  private final int mtu;
  private final int headerLength;
  private final LinkCounters counters = new LinkCounters();
  private final MemorySegment callState = Libc.newCallState();
  private final MemorySegment vectors =
      Arena.ofAuto().allocate((long) IOVEC * (OutPacket.MAX_SLICES + 1), 16);
  private final MemorySegment small = Arena.ofAuto().allocate(SMALL, 64);
  private boolean closed;

  private TunLink(TunDevice.Attached device, int mtu, boolean virtioHeader) {
    this.fd = device.fd();
    this.name = device.name();
    this.mtu = mtu;
    this.headerLength = virtioHeader ? VirtioNetHeader.LENGTH : 0;
  }

  /**
   * Attaches to the device of that name, which comes into being when there is none, and configures
   * its interface as the options say.
   *
   * @throws LinkException when there is no TUN driver, the rights are missing, the device is in use
   *     or its interface cannot be configured
   */
  public static TunLink open(TunOptions options) {
    TunDevice.Attached device = TunDevice.attach(options.name(), options.offload());
    try {
      options.configure(device.name());
      return new TunLink(device, options.mtu(), options.offload());
    } catch (RuntimeException e) {
      Libc.close(device.fd());
      throw e;
    }
  }

  /**
   * The same with several queues, each a link of its own that one thread at a time uses. Which
   * packets come by which queue is the kernel's choice: those of a flow by the queue that has sent
   * for it last, others by a hash.
   *
   * @param queues 1 or more; a device that exists must have been made with several queues
   */
  public static List<TunLink> openQueues(TunOptions options, int queues) {
    List<TunLink> open = new ArrayList<>();
    try {
      String name = options.name();
      for (int i = 0; i < queues; i++) {
        TunDevice.Attached queue = TunDevice.attachQueue(name, options.offload());
        open.add(new TunLink(queue, options.mtu(), options.offload()));
        name = queue.name();
      }
      options.configure(name);
      return open;
    } catch (RuntimeException e) {
      open.forEach(TunLink::close);
      throw e;
    }
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public LinkCounters counters() {
    return counters;
  }

  @Override
  public int fd() {
    return fd;
  }

  @Override
  public int mtu() {
    return mtu;
  }

  @Override
  public Offload offload() {
    return headerLength > 0 ? Offload.FULL : Offload.NONE;
  }

  @Override
  public boolean send(OutPacket packet) {
    if (headerLength == 0 && (packet.partialChecksum || Segmenter.needsCut(packet))) {
      counters.add(LinkCounter.TX_UNSUPPORTED);
      return false;
    }
    int start = packet.headerOffset - headerLength;
    if (headerLength > 0) {
      VirtioNetHeader.write(packet.header, start, packet);
    }
    int written = write(packet, start);
    Reference.reachabilityFence(packet);
    return count(written, packet.totalLength());
  }

  private int write(OutPacket packet, int start) {
    int headers = headerLength + packet.headerLength;
    if (packet.slices() == 0) {
      return Libc.write(callState, fd, address(packet.header, start, headers), headers);
    }
    if (headers + packet.payloadLength() <= SMALL) {
      return writeSmall(packet, start, headers);
    }
    vector(0, packet.header, start, headers);
    for (int i = 0; i < packet.slices(); i++) {
      vector(i + 1, packet.slice(i), packet.sliceOffset(i), packet.sliceLength(i));
    }
    return Libc.writev(callState, fd, vectors.address(), packet.slices() + 1);
  }

  /** A copy of some bytes costs less than what writev(2) takes longer than write(2). */
  private int writeSmall(OutPacket packet, int start, int headers) {
    MemorySegment.copy(packet.header, start, small, 0, headers);
    int length = headers;
    for (int i = 0; i < packet.slices(); i++) {
      int part = packet.sliceLength(i);
      MemorySegment.copy(packet.slice(i), packet.sliceOffset(i), small, length, part);
      length += part;
    }
    return Libc.write(callState, fd, small.address(), length);
  }

  private void vector(int index, MemorySegment memory, int offset, int length) {
    vectors.set(JAVA_LONG, (long) IOVEC * index, address(memory, offset, length));
    vectors.set(JAVA_LONG, (long) IOVEC * index + 8, length);
  }

  /** The kernel checks no bounds of ours, so this does. */
  private static long address(MemorySegment memory, int offset, int length) {
    if (!memory.isNative() || offset < 0 || offset + (long) length > memory.byteSize()) {
      throw new IndexOutOfBoundsException("slice outside native memory: " + offset + "+" + length);
    }
    return memory.address() + offset;
  }

  private boolean count(int written, int length) {
    if (written >= 0) {
      counters.sent(length);
      return true;
    }
    counters.add(
        switch (-written) {
          case ErrorNumber.EAGAIN -> LinkCounter.TX_QUEUE_FULL;
          case ErrorNumber.ENOBUFS, ErrorNumber.ENOMEM -> LinkCounter.TX_NO_BUFFERS;
          case ErrorNumber.EINVAL -> LinkCounter.TX_INVALID;
          case ErrorNumber.EIO, ErrorNumber.EBADFD -> LinkCounter.TX_DOWN;
          default -> LinkCounter.TX_ERROR;
        });
    return false;
  }

  /**
   * {@inheritDoc}
   *
   * <p>{@code into} needs 12 free bytes before its offset, and room for {@link #maxReceive} bytes
   * behind it.
   */
  @Override
  public boolean receive(Packet into) {
    for (int skipped = 0; skipped < SKIP_MAX; skipped++) {
      LinkCounter outcome = read(into);
      if (outcome == LinkCounter.RX_PACKETS) {
        counters.received(into.length);
        return true;
      }
      if (outcome == null) {
        return false;
      }
      counters.add(outcome);
      if (outcome == LinkCounter.RX_ERROR) {
        return false;
      }
    }
    return false;
  }

  /** One read: RX_PACKETS, the reason to drop what came, or null when nothing is waiting. */
  private LinkCounter read(Packet into) {
    MemorySegment memory = into.memory();
    int start = into.offset - headerLength;
    int room = (int) memory.byteSize() - start;
    if (start < 0 || room <= 0) {
      throw new IndexOutOfBoundsException("no room before or behind offset " + into.offset);
    }
    int got = Libc.read(callState, fd, memory.address() + start, room);
    Reference.reachabilityFence(into);
    if (got < 0) {
      boolean nothing = got == -ErrorNumber.EAGAIN || got == -ErrorNumber.EINTR;
      return nothing ? null : LinkCounter.RX_ERROR;
    }
    return accept(into, start, got, room);
  }

  private LinkCounter accept(Packet into, int start, int got, int room) {
    into.length = got - headerLength;
    if (into.length < 20) {
      return LinkCounter.RX_TOO_SHORT;
    }
    if (got == room && into.length != maxReceive()) {
      return LinkCounter.RX_TRUNCATED;
    }
    if (headerLength > 0) {
      return VirtioNetHeader.read(into.memory(), start, into);
    }
    into.segmentSize = 0;
    into.checksum = Packet.ChecksumState.UNVERIFIED;
    return LinkCounter.RX_PACKETS;
  }

  /** Detaches; a device that is not persistent goes away with its interface and routes. */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      Libc.close(fd);
    }
  }
}
