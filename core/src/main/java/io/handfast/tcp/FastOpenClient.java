package io.handfast.tcp;

import io.handfast.buffer.Packet;
import io.handfast.event.Counter;
import io.handfast.event.EventType;
import io.handfast.event.Reason;
import io.handfast.wire.TcpFlags;
import io.handfast.wire.TcpOptions;
import io.handfast.wire.TcpOptionsWriter;
import io.handfast.wire.TcpView;
import java.lang.foreign.MemorySegment;

/** The client's side of Fast Open (RFC 7413 section 4.2.1 and 4.1.3). */
final class FastOpenClient {
  private static final MemorySegment NOTHING = MemorySegment.NULL;

  /** Timeouts in a row that point at a middlebox which swallows the connection. */
  private static final int TIMEOUTS = 2;

  private FastOpenClient() {}

  /** Data may go with the SYN of a flow: its server's cookie is here, or none is needed. */
  static boolean mayCarryData(Connection c, long now) {
    FastOpenContext shared = c.tcp.fastOpen;
    FastOpenCache.Entry server = shared.cache.get(c.flow);
    boolean paused = shared.pause.isOn(now) || server.isPaused(now);
    return !paused && (needsNoCookie(c) || server.hasCookie());
  }

  private static boolean needsNoCookie(Connection c) {
    return c.options.fastOpenNoCookie
        || FastOpenContext.has(c.config(), FastOpenContext.CLIENT_NO_COOKIE);
  }

  // ---- the SYN ----

  /** Everything is ready, but the SYN waits for data (TCP_FASTOPEN_CONNECT). */
  static void defer(Connection c, long now) {
    Handshake.prepare(c, now);
    c.fastOpen = FastOpen.client();
    c.fastOpen.deferred = true;
    c.sndNxt = c.iss;
  }

  /** Sends a SYN that asks for a cookie where it may, with no data. */
  static void open(Connection c, long now) {
    open(c, NOTHING, 0, 0, SendFlags.NONE, now);
  }

  /**
   * Sends the SYN, with as much of the data as it may carry.
   *
   * @return bytes taken
   */
  static int open(
      Connection c, MemorySegment source, long offset, int length, int flags, long now) {
    if (c.fastOpen == null) {
      Handshake.prepare(c, now);
      c.fastOpen = FastOpen.client();
    }
    c.fastOpen.deferred = false;
    c.sndNxt = c.iss + 1;
    FastOpenContext shared = c.tcp.fastOpen;
    FastOpenCache.Entry server = shared.cache.get(c.flow);
    boolean paused = shared.pause.isOn(now) || server.isPaused(now);
    c.fastOpen.afterPause = shared.pause.isOver(now);
    c.fastOpen.sent = paused || needsNoCookie(c) ? null : server.option();
    int taken = 0;
    if (mayCarryData(c, now)) {
      taken = Math.min(length, room(c, server));
      queue(c, source, offset, taken, flags, now);
    }
    c.tcp.writer.fastOpen(c.fastOpen.sent);
    Handshake.sendSyn(c, now);
    return taken;
  }

  /**
   * Payload of a SYN: what the server's latest SYN-ACK, our own limits and the path allow, less all
   * the room for options, so that no middlebox that adds some makes it too large.
   */
  private static int room(Connection c, FastOpenCache.Entry server) {
    int own = Handshake.ownMss(c.tcp.network, c.flow, c.options);
    c.peerMss = c.options.capped(server.mss(own));
    return Math.max(0, c.segmentMax() - TcpOptionsWriter.MAX_LENGTH);
  }

  /** Queues the data as one record and hands it to the segment that is written next. */
  private static void queue(
      Connection c, MemorySegment source, long offset, int length, int flags, long now) {
    if (length == 0) {
      return;
    }
    c.routeWindow = c.tcp.network.initialWindow(c.flow);
    Sender s = c.sender();
    s.queue.append(source, offset, length, c.sndNxt, length);
    SendRecord record = s.queue.head;
    record.push = (flags & SendFlags.MORE) == 0;
    record.packets = 1;
    record.transmissions = 1;
    record.sentAt = now;
    s.flight.sent(record);
    s.noteSending(now);
    s.queue.unsent = null;
    s.queue.gather(record, c.tcp.network);
    c.sndNxt = record.end();
    c.fastOpen.synData = true;
    c.tcp.events.emit(now, EventType.FAST_OPEN, Reason.FAST_OPEN_SENT, c.number, length, 0);
  }

  // ---- its answer ----

  /** The SYN-ACK: what it acknowledges of our data, what the server may carry in it itself. */
  static void onSynAck(Connection c, TcpView segment, TcpOptions options, Packet packet, long now) {
    boolean resent = c.retries > 0;
    boolean answersData = segment.ack() != c.iss + 1;
    if (!answersData) {
      RttEstimator.sampleHandshake(c, options, now);
    }
    c.sndUna = c.iss + 1;
    c.opened(Fact.SYN_ACK, Reason.SYN_ACK_RECEIVED, now);
    if (answersData) {
      c.sender.ackInput.take(segment.ack(), options, false, false, now);
    }
    boolean refused = c.sender != null && c.sender.flight.packetsOut > 0;
    learn(c, segment, options, refused, resent, now);
    if (refused) {
      repair(c, now);
    } else if (c.fastOpen.synData) {
      c.fastOpen.synDataAcked = true;
      c.count(Counter.EXT_FAST_OPEN_ACTIVE);
      c.history.delivered--; // one packet with the SYN, as Linux counts
    }
    text(c, segment, packet, now);
    c.receiver().answerSynAck();
  }

  private static void learn(
      Connection c,
      TcpView segment,
      TcpOptions options,
      boolean refused,
      boolean resent,
      long now) {
    FastOpen fastOpen = c.fastOpen;
    if (!fastOpen.isActive()) {
      return;
    }
    FastOpenOption sent = fastOpen.sent;
    FastOpenOption answer = sent == null ? null : FastOpenOption.of(options, segment.memory());
    boolean asked = sent != null && !fastOpen.synData && !resent;
    c.tcp.fastOpen.cache.learn(
        c.flow,
        options.mss(),
        answer,
        asked ? sent : null,
        resent && refused && answer == null,
        now);
  }

  /** The server has not taken the data, or not all: it goes again, and says nothing of loss. */
  private static void repair(Connection c, long now) {
    c.count(Counter.EXT_FAST_OPEN_ACTIVE_FAIL);
    Sender s = c.sender;
    SendRecord rest = s.queue.head;
    c.tcp.events.emit(now, EventType.FAST_OPEN, Reason.FAST_OPEN_REFUSED, c.number, rest.length, 0);
    s.flight.recount(rest, Sender.packetsOf(rest.length, c.sndMss()));
    s.flight.lost(rest);
    s.recovery.repairOnly(Reason.FAST_OPEN_REFUSED, now);
  }

  /** A server that does Fast Open may send data and even its FIN with the SYN-ACK. */
  private static void text(Connection c, TcpView segment, Packet packet, long now) {
    int length = segment.payloadLength();
    boolean fin = segment.has(TcpFlags.FIN);
    if (c.fastOpen.isActive() && (length > 0 || fin)) {
      int at = (int) segment.payloadOffset();
      c.receiver().onSegment(packet, at, segment.seq() + 1, length, fin, now);
    }
  }

  /** The peer's SYN came before our connection had anything to say: ours goes with the answer. */
  static void onSimultaneousSyn(Connection c, long now) {
    if (c.fastOpen.deferred) {
      c.fastOpen.deferred = false;
      c.sndNxt = c.iss + 1;
      c.openedAt = now;
      c.count(Counter.TCP_ACTIVE_OPENS);
      c.retransmitAt = now + c.rto;
      c.reschedule();
    }
  }

  /** In a simultaneous open the peer's SYN came a second time, with the ACK of ours. */
  static void onSynAgain(Connection c) {
    if (c.fastOpen != null) {
      c.receiver().onOldSegment(c.irs, 1);
      c.receiver().ackAtOnce();
    }
  }

  // ---- what goes wrong ----

  /** A router finds the SYN with data too big: it goes again at once, without data. */
  static void onTooBig(Connection c, long now) {
    c.fastOpen.mssLimit = c.tcp.network.pathMtu(c.flow) - c.flow.ipHeaderLength() - 20;
    c.retries++;
    c.count(Counter.EXT_SYN_RETRANS);
    c.count(Counter.TCP_RETRANS_SEGS);
    c.tcp.events.emit(now, EventType.RETRANSMITTED, Reason.FAST_OPEN_REFUSED, c.number, c.iss, 0);
    c.tcp.writer.syn(c, false, now);
    c.retransmitAt = now + RttEstimator.timeout(c);
    c.reschedule();
  }

  /**
   * A SYN or data was not answered in time.
   *
   * @param last the connection is given up
   */
  static void onTimeout(Connection c, boolean last, long now) {
    FastOpen fastOpen = c.fastOpen;
    if (fastOpen == null || !fastOpen.isActive()) {
      return;
    }
    if (c.retries == TIMEOUTS || c.retries < TIMEOUTS && last) {
      c.tcp.fastOpen.pause.begin(c, now);
    }
    if (last && !c.synAcked && fastOpen.synData) {
      c.count(Counter.EXT_FAST_OPEN_ACTIVE_FAIL);
      c.tcp.fastOpen.cache.lost(c.flow, now);
    }
  }

  /** A reset that is not where it should be, before any data: something was swallowed. */
  static void onStrayReset(Connection c, long now) {
    if (c.fastOpen != null && c.fastOpen.isActive() && !hasReceived(c) && c.synAcked) {
      c.tcp.fastOpen.pause.begin(c, now);
    }
  }

  static void onDone(Connection c, long now) {
    FastOpen fastOpen = c.fastOpen;
    if (!fastOpen.isActive()) {
      return;
    }
    FastOpenPause pause = c.tcp.fastOpen.pause;
    if (hasReceived(c)) {
      if (fastOpen.afterPause && !c.tcp.network.isLocal(c.flow.remote())) {
        pause.forget();
      }
    } else if (c.receiver != null && c.receiver.hasOnlyFin()) {
      pause.begin(c, now);
    }
  }

  private static boolean hasReceived(Connection c) {
    int bytes = c.rcvNxt - c.irs - 1 - (c.finReceived ? 1 : 0);
    return c.synAcked && (bytes > 0 || c.receiver != null && c.receiver.hasHoles());
  }
}
