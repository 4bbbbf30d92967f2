package io.handfast.tcp;

import io.handfast.event.Counter;
import io.handfast.event.Errno;
import io.handfast.event.Readiness;
import io.handfast.event.Reason;
import io.handfast.event.SocketObserver;
import io.handfast.wire.IpAddress;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/**
 * One TCP socket: closed, listening, connecting or connected. No call blocks; each returns zero or
 * a count when it worked and {@code -errno} when it did not ({@link Errno}). To be touched under
 * the domain lock of its stack only; {@code now} is the time in ns.
 */
public final class TcpSocket extends TcpConnecting {
  private static final int DEFAULT_BACKLOG = 50;

  private SocketObserver observer = SocketObserver.NONE;
  private boolean readShut;
  private boolean wantsRoom;

  /** Chain of the port table. */
  TcpSocket nextBound;

  TcpSocket(Tcp tcp) {
    super(tcp, new SocketOptions(), true);
  }

  TcpSocket(Tcp tcp, Connection accepted) {
    super(tcp, accepted.options, false);
    connection = accepted;
    accepted.socket = this;
    accepted.parent = null;
  }

  // ---- opening ----

  /**
   * Binds to a local address and port.
   *
   * @param local one of the stack's addresses, {@link IpAddress#ANY} for all of both families, or
   *     {@link IpAddress#ANY_V4}
   * @param port 1 to 65,535, or 0 for an ephemeral one
   * @return 0, -EINVAL when bound already, -EADDRINUSE, or -EADDRNOTAVAIL
   */
  public int bind(IpAddress local, int port, long now) {
    if (bound || connection != null || closed) {
      return Errno.EINVAL.result();
    }
    if (!local.isAny() && !tcp.network.isLocal(local)) {
      return Errno.EADDRNOTAVAIL.result();
    }
    int chosen = port != 0 ? port : Binding.ephemeral(tcp, local, options);
    if (chosen < 0 || port != 0 && !Binding.isAllowed(tcp, claim(local, port))) {
      return Errno.EADDRINUSE.result();
    }
    boundAddress = local;
    boundPort = chosen;
    bound = true;
    tcp.ports.add(this);
    return 0;
  }

  private PortTable.Claim claim(IpAddress local, int port) {
    return new PortTable.Claim(local, port, options.reuseAddress, options.reusePort);
  }

  /**
   * Begins to listen, or changes the backlog of a listener.
   *
   * @param backlog connections that may wait to be accepted, capped by {@code somaxconn}; 50 when
   *     it is below 1
   */
  public int listen(int backlog, long now) {
    if (closed || connection != null) {
      return Errno.EINVAL.result();
    }
    if (!bound) {
      int result = bind(IpAddress.ANY, 0, now);
      if (result < 0) {
        return result;
      }
    }
    int length = backlog < 1 ? DEFAULT_BACKLOG : backlog;
    fastOpenByDefault(length);
    if (listener == null) {
      if (Binding.anotherListens(tcp, claim(boundAddress, boundPort))) {
        return Errno.EADDRINUSE.result();
      }
      listener = new Listener(tcp, this, length);
    } else {
      listener.backlog(length);
    }
    return 0;
  }

  /** Where {@code tcp_fastopen} says that listeners need not ask for it. */
  private void fastOpenByDefault(int length) {
    int bits = FastOpenContext.SERVER | FastOpenContext.ALL_LISTENERS;
    if (options.fastOpenQueue == 0 && FastOpenContext.has(tcp.config(), bits)) {
      fastOpen(length);
    }
  }

  /** The oldest connection that waits, or null. */
  public TcpSocket accept(long now) {
    Connection accepted = listener == null ? null : listener.poll();
    return accepted == null ? null : new TcpSocket(tcp, accepted);
  }

  // ---- data ----

  /**
   * Moves received bytes to the buffer.
   *
   * @return bytes moved; 0 at the end of the stream (or when the buffer has no room); -EAGAIN when
   *     nothing is there yet; -ENOTCONN, -ECONNRESET, -ETIMEDOUT …
   */
  public int read(ByteBuffer target, long now) {
    int room = target.remaining();
    if (room == 0) {
      return 0;
    }
    int count = read(MemorySegment.ofBuffer(target), 0, room, now);
    if (count > 0) {
      target.position(target.position() + count);
    }
    return count;
  }

  /** Like {@link #read(ByteBuffer, long)}, to memory. */
  public int read(MemorySegment target, long offset, int length, long now) {
    int count = ready() ? connection.receiver.queue.read(target, offset, length) : 0;
    return afterRead(count, now);
  }

  /** Like a read whose bytes nobody wants. */
  public int skip(int length, long now) {
    int count = ready() ? connection.receiver.queue.skip(length) : 0;
    return afterRead(count, now);
  }

  private boolean ready() {
    return connection != null && connection.receiver != null;
  }

  private int afterRead(int count, long now) {
    if (count > 0) {
      if (connection.urgent != null) {
        connection.urgent.onRead();
      }
      if (connection.state.mayReceive()) {
        connection.receiver.onRead(count, now);
      }
      return count;
    }
    if (connection == null) {
      return Errno.ENOTCONN.result();
    }
    if (connection.finReceived || readShut) {
      return 0;
    }
    if (connection.error != null) {
      return takeError().result();
    }
    return switch (connection.state) {
      case CLOSED, TIME_WAIT -> 0;
      default -> Errno.EAGAIN.result();
    };
  }

  /** Bytes that a read would return now. */
  public int available() {
    return ready() ? connection.receiver.queue.bytes() : 0;
  }

  /**
   * What a reader still has to fetch (TCP_INQ): the bytes that wait, or 1 when only the end of the
   * stream does.
   */
  public int inquire() {
    int waiting = available();
    boolean ended = connection != null && connection.finReceived;
    return waiting == 0 && ended ? 1 : waiting;
  }

  /**
   * Queues bytes to send.
   *
   * @return bytes taken, at least 1; -EAGAIN when the send buffer is full; -EPIPE after the sending
   *     side was shut or the connection has ended; -ENOTCONN; -ECONNRESET, -ETIMEDOUT …
   */
  public int write(ByteBuffer source, long now) {
    int length = source.remaining();
    if (length == 0) {
      return 0;
    }
    int count = write(MemorySegment.ofBuffer(source), 0, length, now);
    if (count > 0) {
      source.position(source.position() + count);
    }
    return count;
  }

  /** Like {@link #write(ByteBuffer, long)}, from memory. */
  public int write(MemorySegment source, long offset, int length, long now) {
    return send(source, offset, length, SendFlags.NONE, now);
  }

  /** Like {@link #write(MemorySegment, long, int, long)}, with {@link SendFlags}. */
  public int send(MemorySegment source, long offset, int length, int flags, long now) {
    if (connection == null) {
      return Errno.ENOTCONN.result();
    }
    if (connection.error != null) {
      return takeError().result();
    }
    if (isDeferred()) {
      return openDeferred(source, offset, length, flags, now);
    }
    if (!connection.maySend() || connection.finQueued) {
      return switch (connection.state) {
        case SYN_SENT, SYN_RECEIVED -> Errno.EAGAIN.result();
        default -> Errno.EPIPE.result();
      };
    }
    if (connection.memoryIsShort() && connection.sender().queue.bytes() > 0) {
      connection.count(Counter.EXT_MEMORY_PRESSURES);
      wantsRoom = true;
      return Errno.EAGAIN.result();
    }
    int count = connection.sender().write(source, offset, length, flags, now);
    wantsRoom |= count < length;
    tcp.ready(connection);
    return count > 0 ? count : Errno.EAGAIN.result();
  }

  /**
   * Like {@link #write(ByteBuffer, long)}, and everything up to the last byte taken is urgent (RFC
   * 9293 section 3.8.5). RFC 6093 advises new applications against it.
   */
  public int writeUrgent(ByteBuffer source, long now) {
    int count = write(source, now);
    if (count > 0) {
      connection.sender().markUrgent(now);
      tcp.ready(connection);
    }
    return count;
  }

  /**
   * Bytes from the next one to be read up to the end of the peer's urgent data, some of which may
   * not have arrived; 0 when there is none. {@link Readiness#URGENT} tells that it is not 0, and
   * the observer hears whenever the end moves on.
   */
  public int urgentBytes() {
    return connection == null || connection.urgent == null ? 0 : connection.urgent.bytesToRead();
  }

  /**
   * True when the next byte to be read was urgent until later urgent data came. Who leaves urgent
   * bytes out of the stream leaves it out as well, as Linux does.
   */
  public boolean isUrgentBytePassedOver() {
    return connection != null && connection.urgent != null && connection.urgent.isPassedOver();
  }

  /** Asked by the connection when room appears: a writer was refused and may try again. */
  boolean wantsRoom(Connection c) {
    boolean tell = wantsRoom && hasFairRoom(c);
    wantsRoom &= !tell;
    return tell;
  }

  /** A writer was refused and has not been told since that there is room. */
  boolean waitsForRoom() {
    return wantsRoom;
  }

  /** A third of the buffer is free, so that a writer is not woken for every segment. */
  private static boolean hasFairRoom(Connection c) {
    return c.sender == null
        || 3L * c.sender.room() >= WindowPolicy.sendSpace(c)
            && 2L * c.sender.notSent() < WindowPolicy.notSentLowat(c);
  }

  // ---- closing ----

  /** No more data will be sent: a FIN follows what is queued. 0 or -ENOTCONN. */
  public int shutdownWrite(long now) {
    if (connection == null || !isOpen(connection.state)) {
      return Errno.ENOTCONN.result();
    }
    if (connection.state != State.SYN_SENT) {
      Teardown.shutdownWrite(connection, now);
    }
    return 0;
  }

  /**
   * What is here is dropped, and reads return the end of the stream instead of -EAGAIN. As with
   * Linux the peer is not told: data that still comes is acknowledged and can be read.
   */
  public int shutdownRead(long now) {
    if (connection == null || !isOpen(connection.state)) {
      return Errno.ENOTCONN.result();
    }
    readShut = true;
    connection.releaseReceiverQueue();
    notifyObserver();
    return 0;
  }

  private static boolean isOpen(State state) {
    return state != State.CLOSED && state != State.LISTEN;
  }

  /**
   * Gives the socket up. A connection ends in the background with a FIN, or at once with a reset
   * when SO_LINGER is 0 or received data was not read. Always 0.
   */
  public int close(long now) {
    if (closed) {
      return 0;
    }
    closed = true;
    if (listener != null) {
      listener.close(now);
    }
    if (bound) {
      tcp.ports.remove(this);
    }
    if (connection != null) {
      connection.socket = null;
      connection.lingerer = options.lingerSeconds > 0 ? this : null;
      Teardown.close(connection, now);
    }
    return 0;
  }

  /** Ends the connection with a reset, whatever SO_LINGER says. */
  public void abort(long now) {
    linger(0);
    close(now);
  }

  /** After {@link #close} with SO_LINGER: data or the FIN is not acknowledged yet. */
  public boolean hasLingeringData() {
    return connection != null
        && switch (connection.state) {
          case FIN_WAIT_1, CLOSING, LAST_ACK -> true;
          default -> false;
        };
  }

  /** The application has called {@link #close}. */
  public boolean isClosed() {
    return closed;
  }

  // ---- readiness ----

  /** What can be done now, see {@link Readiness}. */
  public int readiness() {
    if (listener != null) {
      return listener.acceptQueueSize() > 0 ? Readiness.ACCEPTABLE : 0;
    }
    if (connection == null) {
      return 0;
    }
    return readSide() | writeSide() | (connection.error != null ? Readiness.ERROR : 0);
  }

  private int readSide() {
    boolean over = connection.state == State.CLOSED || connection.state == State.TIME_WAIT;
    boolean readable =
        available() > 0 || connection.finReceived || readShut || over || connection.error != null;
    return (readable ? Readiness.READABLE : 0)
        | (urgentBytes() > 0 ? Readiness.URGENT : 0)
        | (connection.finReceived || over ? Readiness.PEER_FINISHED : 0);
  }

  private int writeSide() {
    if (connection.maySend()) {
      boolean fair = hasFairRoom(connection);
      wantsRoom |= !fair;
      return Readiness.CONNECT_DONE | (fair ? Readiness.WRITABLE : 0);
    }
    return switch (connection.state) {
      case SYN_SENT, SYN_RECEIVED -> isDeferred() ? Readiness.CONNECT_DONE | Readiness.WRITABLE : 0;
      default -> Readiness.CONNECT_DONE | Readiness.WRITABLE;
    };
  }

  /** Sets who is told about readiness; {@link SocketObserver#NONE} for nobody. */
  public void observer(SocketObserver newObserver) {
    observer = newObserver;
  }

  @Override
  TcpSocket self() {
    return this;
  }

  void notifyObserver() {
    try {
      observer.ready(readiness());
    } catch (RuntimeException defect) {
      tcp.counters.add(Counter.STACK_SOCKET_OBSERVER_ERRORS);
    }
  }

  void report(Errno errno, Reason reason) {
    try {
      observer.trouble(errno, reason);
    } catch (RuntimeException defect) {
      tcp.counters.add(Counter.STACK_SOCKET_OBSERVER_ERRORS);
    }
  }
}
