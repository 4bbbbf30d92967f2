package io.handfast.tcp;

import io.handfast.event.Counter;
import io.handfast.event.Errno;
import io.handfast.event.EventType;
import io.handfast.event.Reason;
import io.handfast.tcp.congestion.CongestionControl;
import io.handfast.wire.SourceRoute;

/**
 * One connection: its {@link ControlBlock}, and what every concern needs of it. The concerns
 * themselves are in files of their own: {@link Handshake}, {@link Arrival}, {@link Sender}, {@link
 * Receiver}, {@link Teardown}, {@link Keepalive}. Sender and receiver come with the first byte,
 * because most connections are idle most of the time.
 */
final class Connection extends ControlBlock {
  final Tcp tcp;
  final FlowKey flow;
  final long number;
  SocketOptions options;

  /** The application's handle; null for an orphan. */
  TcpSocket socket;

  /** Set while the connection waits in a listener's accept queue. */
  Listener parent;

  /** A handle whose close waits for the last bytes (SO_LINGER), or null. */
  TcpSocket lingerer;

  /** Made for the first byte to send, and again after an idle time; null while there is none. */
  Sender sender;

  /** What is known from sending so far; null before the first byte. */
  PathHistory history;

  Receiver receiver;

  /** The way back of the latest segment that came by a source route, or null. */
  SourceRoute returnRoute;

  /** What Fast Open adds; null unless it is used. */
  FastOpen fastOpen;

  /** Comes with the first urgent byte of either side; null until then. */
  Urgent urgent;

  /** Congestion window that the route wanted when the connection opened, packets; 0 for none. */
  int routeWindow;

  /** The search for the path MTU; null unless it is on. */
  MtuProbing mtuProbing;

  /** Something for the application happened in this batch. */
  boolean notify;

  Connection(Tcp tcp, FlowKey flow, SocketOptions options, long now) {
    this.tcp = tcp;
    this.flow = flow;
    this.number = tcp.nextNumber();
    this.options = options;
    this.openedAt = now;
    this.lastReceivedAt = now;
    RttEstimator.start(this);
  }

  TcpConfig config() {
    return tcp.config();
  }

  void count(Counter counter) {
    tcp.counters.add(counter);
  }

  // ---- state ----

  /** Applies a fact to the lifecycle; tells the event stream when the state changed. */
  void happen(Fact fact, Reason reason, long now) {
    State after = Lifecycle.next(state, fact);
    if (after != state) {
      tcp.events.emit(now, EventType.STATE, reason, number, state.ordinal(), after.ordinal());
      state = after;
    }
  }

  /** The connection is open: both SYNs are acknowledged. */
  void opened(Fact fact, Reason reason, long now) {
    happen(fact, reason, now);
    synAcked = true;
    lastReceivedAt = now;
    dataReceivedAt = now;
    retransmitAt = NEVER;
    retries = 0;
    stalledSince = 0;
    softError = null;
    Keepalive.start(this, now);
    routeWindow = tcp.network.initialWindow(flow);
    if (fastOpen != null) {
      fastOpen.onOpened();
    }
    MtuProbing.onOpened(this, now);
    notifySocket();
  }

  /** Ends the connection with an error that the application gets to see. */
  void fail(Errno errno, Reason reason, long now) {
    error = errno;
    failure = reason;
    tcp.events.emit(now, EventType.FAILED, reason, number, errno.code(), 0);
    done(Fact.ABORT, reason, now);
  }

  /**
   * Something is wrong that ends nothing yet (RFC 9293 section 3.9.1.8): the application hears of
   * it at the end of the batch, and the first of it explains the end if that comes.
   */
  void trouble(Errno errno, Reason reason, long now) {
    softError = errno;
    trouble = reason;
    tcp.events.emit(now, EventType.TROUBLE, reason, number, errno.code(), 0);
    tcp.ready(this);
  }

  /** The connection is over: nothing is sent or awaited any more. */
  void done(Fact fact, Reason reason, long now) {
    happen(fact, reason, now);
    tcp.detach(this);
    if (fastOpen != null) {
      fastOpen.onDone(this, reason, now);
    }
    releaseSender();
    if (lingerer != null) {
      lingerer.notifyObserver();
    }
    if (socket == null && parent == null) {
      releaseReceiver();
    } else {
      notifySocket();
    }
  }

  void releaseSender() {
    if (sender != null) {
      sender.queue.clear();
      tcp.idleSenders.remove(sender);
      sender = null;
    }
    history = null;
  }

  /** The application is gone: bytes it did not read are nobody's. */
  void releaseReceiverQueue() {
    if (receiver != null) {
      receiver.queue.clear();
    }
  }

  void releaseReceiver() {
    if (receiver != null) {
      receiver.clear();
      receiver = null;
    }
  }

  /** Tells the observer at the end of the batch. */
  void notifySocket() {
    notify = true;
    tcp.ready(this);
  }

  /**
   * Tells an observer that was refused room in the send buffer, once there is a fair share of it.
   */
  void notifyWritable() {
    if (socket != null && socket.wantsRoom(this)) {
      notifySocket();
    }
  }

  // ---- sending ----

  /** Opened by a SYN alone: data goes both ways before the handshake is over (RFC 7413). */
  boolean isFastOpenServer() {
    return fastOpen != null && fastOpen.isPassive();
  }

  /** The application may queue data. */
  boolean maySend() {
    return state.maySend() || state == State.SYN_RECEIVED && isFastOpenServer();
  }

  /** What is queued may go. */
  private boolean isSending() {
    return state.isSynchronized() && state != State.TIME_WAIT || maySend();
  }

  Sender sender() {
    if (sender == null) {
      sender = new Sender(this);
    }
    return sender;
  }

  PathHistory history() {
    if (history == null) {
      history = new PathHistory(this, initialWindow());
    }
    return history;
  }

  /** The application chooses another congestion control; the window stays. */
  void congestion(CongestionControl chosen) {
    if (history != null) {
      history.congestion = chosen;
    }
    if (sender != null) {
      sender.congestion = chosen;
    }
  }

  /** Congestion window to begin with, packets. */
  int initialWindow() {
    return routeWindow != 0 ? routeWindow : config().getInt(Tunable.TCP_INITIAL_CWND);
  }

  /** The sender as it is, or as it would go on after its idle time; null before the first byte. */
  Sender senderToSee() {
    return sender != null || history == null ? sender : new Sender(this);
  }

  Receiver receiver() {
    if (receiver == null) {
      receiver = new Receiver(this);
    }
    return receiver;
  }

  /** What the application named goes before what was received (RFC 9293 MUST-52). */
  SourceRoute sourceRoute() {
    return options.sourceRoute != null ? options.sourceRoute : returnRoute;
  }

  private int ipOptionsLength() {
    SourceRoute route = sourceRoute();
    return route == null ? 0 : route.optionLength();
  }

  private int pathMtu() {
    return options.pathMtuDiscovery == PathMtuDiscovery.PROBE
        ? tcp.network.linkMtu(flow)
        : tcp.network.pathMtu(flow);
  }

  Urgent urgent() {
    if (urgent == null) {
      urgent = new Urgent(this);
    }
    return urgent;
  }

  /** Urgent data of ours is queued or not acknowledged. */
  boolean isSendingUrgent() {
    return urgent != null && urgent.isSending();
  }

  /** Payload that fits one segment now: path, peer's MSS and options (RFC 9293 section 3.7.1). */
  int sndMss() {
    int mss = segmentMax() - (timestamps ? 12 : 0);
    // A peer whose whole window is small never gets more than half of it at once (SWS, RFC 1122).
    int bound = maxSndWnd > 536 ? maxSndWnd >> 1 : maxSndWnd;
    return Math.max(bound > 0 && mss > bound ? bound : mss, 36);
  }

  /** Payload and options together that fit one segment now. */
  int segmentMax() {
    int path = pathMtu() - flow.ipHeaderLength() - 20;
    int fits = mtuProbing == null ? path : Math.min(path, mtuProbing.provenMss());
    return Math.min(peerMss, fits) - ipOptionsLength();
  }

  /** Largest segment that we told the peer to send, less the options of every segment. */
  int receiveMss() {
    return Handshake.ownMss(tcp.network, flow, options) - (timestamps ? 12 : 0);
  }

  /** Right edge of the peer's window. */
  int sndWndEnd() {
    return sndUna + sndWnd;
  }

  /** Receive window still open from RCV.NXT on, in bytes; never negative. */
  int rcvWndOpen() {
    return Math.max(0, rcvWup + rcvWnd - rcvNxt);
  }

  void sendAck(long now) {
    tcp.writer.ack(this, now);
  }

  /** Takes up the peer's window field, already scaled (RFC 9293 section 3.10.7.4). */
  void updateSndWnd(int window, int seq, int ack, long now) {
    if (window != sndWnd && (window == 0 || sndWnd == 0)) {
      Reason reason = window == 0 ? Reason.WINDOW_CLOSED : Reason.WINDOW_OPENED;
      tcp.events.emit(now, EventType.WINDOW, reason, number, window, 1);
    }
    sndWnd = window;
    maxSndWnd = Math.max(maxSndWnd, window);
    sndWl1 = seq;
    sndWl2 = ack;
  }

  // ---- timers ----

  /** Gives the wheel the nearest deadline. */
  void reschedule() {
    if (state != State.CLOSED) {
      long nearest = Math.min(Math.min(retransmitAt, ackAt), Math.min(keepaliveAt, lifetimeAt));
      nearest = sender == null ? nearest : Math.min(nearest, sender.timersAt());
      tcp.wheel.schedule(this, nearest);
    }
  }

  /** The nearest deadline of those that repair or acknowledge something, ns. */
  long repairAt() {
    long loss = sender == null ? NEVER : sender.timersAt();
    return Math.min(loss, Math.min(probing ? NEVER : retransmitAt, ackAt));
  }

  @Override
  protected void fire(long now) {
    if (ackAt <= now) {
      ackAt = NEVER;
      receiver().onDelayedAckTimer(now);
    }
    if (sender != null) {
      sender.onTimers(now);
    }
    if (retransmitAt <= now) {
      retransmitAt = NEVER;
      Retransmission.onTimer(this, now);
    }
    if (keepaliveAt <= now && state != State.CLOSED) {
      keepaliveAt = NEVER;
      Keepalive.onTimer(this, now);
    }
    if (lifetimeAt <= now && state != State.CLOSED) {
      lifetimeAt = NEVER;
      Teardown.onLifetimeTimer(this, now);
    }
    reschedule();
  }

  @Override
  void flush(long now) {
    reportTrouble();
    if (notify) {
      notify = false;
      if (socket != null) {
        socket.notifyObserver();
      }
    }
    if (isSending()) {
      if (sender != null) {
        sender.transmit(now);
      }
      if (receiver != null) {
        receiver.flushAck(now);
      }
    }
    reschedule();
  }

  private void reportTrouble() {
    Reason reason = trouble;
    trouble = Reason.NONE;
    if (reason != Reason.NONE && socket != null && softError != null) {
      socket.report(softError, reason);
    }
  }

  // ---- memory ----

  /** The stack as a whole has no room for more buffers. */
  boolean memoryIsShort() {
    return tcp.pool.bytesInUse() >= config().get(Tunable.TCP_MEM_BYTES);
  }
}
