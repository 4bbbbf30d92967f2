package io.handfast.tcp;

import io.handfast.event.Errno;
import io.handfast.wire.IpAddress;

/** What a {@link TcpSocket} is at the moment: its addresses, its state, and what went wrong. */
abstract class TcpSocketState extends TcpFastOpenOptions {
  IpAddress boundAddress = IpAddress.ANY;
  int boundPort;
  boolean bound;
  Listener listener;
  boolean closed;

  /** Why the last connect was refused, as a sentence for people. */
  String refusal = "";

  TcpSocketState(Tcp tcp, SocketOptions options, boolean ownsOptions) {
    super(tcp, options, ownsOptions);
  }

  // ---- what went wrong ----

  /**
   * What is wrong with an open or opening connection at the moment and may pass: the latest word of
   * the network, or ETIMEDOUT from {@code tcp_retries1} on; null when nothing is. An
   * acknowledgement of new data clears it.
   */
  public Errno softError() {
    return connection == null || connection.state == State.CLOSED ? null : connection.softError;
  }

  /** The error that waits, or null; it is cleared. */
  public Errno takeError() {
    Errno error = pendingError();
    if (error != null) {
      connection.error = null;
    }
    return error;
  }

  /** The error that waits, or null. */
  public Errno pendingError() {
    return connection == null ? null : connection.error;
  }

  /**
   * Why the connection ended, or why none could begin, as a sentence for people; empty when nothing
   * failed.
   */
  public String errorDetail() {
    return connection == null ? refusal : connection.failure.english();
  }

  // ---- who and what ----

  /** Local address; {@link IpAddress#ANY} when there is none yet. */
  public IpAddress localAddress() {
    return connection != null ? connection.flow.local() : boundAddress;
  }

  /** Local port; 0 when there is none yet. */
  public int localPort() {
    return bound ? boundPort : connection != null ? connection.flow.localPort() : 0;
  }

  /** Remote address; {@link IpAddress#ANY} when not connected. */
  public IpAddress remoteAddress() {
    return connection != null ? connection.flow.remote() : IpAddress.ANY;
  }

  /** Remote port; 0 when not connected. */
  public int remotePort() {
    return connection != null ? connection.flow.remotePort() : 0;
  }

  /** State of the connection; LISTEN for a listener, CLOSED for a new socket. */
  public State state() {
    if (listener != null) {
      return State.LISTEN;
    }
    boolean over = connection == null || connection.state == State.TIME_WAIT && !isRemembered();
    return over ? State.CLOSED : connection.state;
  }

  /** The wait is a record of its own, which ends without telling the socket. */
  private boolean isRemembered() {
    return tcp.timeWait.find(connection.flow) != RecordTable.NONE;
  }

  /** Snapshot of a connected socket; of a listener or closed one only addresses and state. */
  public TcpInfo info(long now) {
    if (connection != null) {
      return TcpInfo.of(connection, now);
    }
    FlowKey flow = new FlowKey().set(localAddress(), localPort(), IpAddress.ANY, 0);
    int waiting = listener == null ? 0 : listener.acceptQueueSize();
    return TcpInfo.compact(
        state(), flow, "", -1, 0, waiting, listener == null ? 0 : listener.backlog());
  }

  /**
   * How data goes; of a connected socket only.
   *
   * @throws IllegalStateException when there is no connection
   */
  public TransferInfo transferInfo(long now) {
    if (connection == null) {
      throw new IllegalStateException("the socket is not connected");
    }
    return TransferInfo.of(connection, now);
  }

  /** What the sender knows about its segments in flight. */
  public SenderInfo senderInfo() {
    Sender sender = connection == null ? null : connection.senderToSee();
    return sender == null ? SenderInfo.IDLE : SenderInfo.of(sender);
  }

  boolean isListening() {
    return listener != null && !closed;
  }

  Listener listener() {
    return listener;
  }
}
