package io.handfast.tcp;

import io.handfast.buffer.Packet;
import io.handfast.event.Counter;
import io.handfast.event.Errno;
import io.handfast.event.EventType;
import io.handfast.event.Reason;
import io.handfast.wire.TcpFlags;
import io.handfast.wire.TcpOptions;
import io.handfast.wire.TcpView;

/**
 * A segment arrives at an open connection: the checks of RFC 9293 section 3.10.7.4, in its order,
 * with the defences of RFC 5961 and the timestamps of RFC 7323. Each check returns true when the
 * segment goes on to the next.
 */
final class Arrival {
  /** A timestamp is believed for ever after this idle time: 24 days (RFC 7323 section 5.5). */
  private static final long PAWS_IDLE = 24L * 24 * 3_600 * 1_000_000_000L;

  /** At most one ACK for an unacceptable segment in this time, as Linux limits it. */
  static final long OUT_OF_WINDOW_INTERVAL = 500_000_000;

  private static final long CHALLENGE_INTERVAL = 500_000_000;

  private Arrival() {}

  static void onSegment(
      Connection c, TcpView segment, TcpOptions options, Packet packet, long now) {
    int flags = segment.flags();
    int seq = segment.seq();
    if (FastOpenServer.repeats(c, segment, now)) {
      return;
    }
    if (!timestampIsNew(c, segment, options, now)
        || c.state == State.SYN_RECEIVED && c.tcp.answersAgain(c, segment, now)) {
      return;
    }
    if (isSynOfSimultaneousOpen(c, segment)) {
      seq++; // the SYN was taken already; what counts is its ACK
      flags &= ~TcpFlags.SYN;
      FastOpenClient.onSynAgain(c);
    } else if (!sequenceIsAcceptable(c, segment, now)
        || !survivesReset(c, flags, seq, now)
        || !isNoSyn(c, flags, now)) {
      return;
    }
    if ((flags & TcpFlags.ACK) == 0) {
      c.tcp.dropped(c, Reason.MISSING_ACK, seq, segment.payloadLength(), now);
      return;
    }
    boolean opening = !c.synAcked;
    if (opening && !opens(c, segment, options, now)) {
      return;
    }
    if (!ackIsAcceptable(c, segment, now)) {
      return;
    }
    c.lastReceivedAt = now;
    if (c.tcp.routeBack != null) {
      c.returnRoute = c.tcp.routeBack;
    }
    c.keepaliveProbes = 0;
    rememberTimestamp(c, options, seq, now);
    Ecn.onPacket(c, segment, packet);
    acknowledge(c, segment, options, opening, now);
    if (c.state.mayReceive()) {
      if ((flags & TcpFlags.URG) != 0) {
        c.urgent().onSegment(segment);
      }
      text(c, segment, flags, seq, packet, now);
    }
    c.tcp.ready(c);
  }

  private static boolean opens(Connection c, TcpView segment, TcpOptions options, long now) {
    if (c.state == State.SYN_RECEIVED) {
      return Handshake.onAckInSynReceived(c, segment, options, now);
    }
    // Closed before the SYN was acknowledged: FIN-WAIT-1 with the SYN still outstanding.
    if (SequenceNumber.greaterThan(segment.ack(), c.iss)) {
      c.synAcked = true;
      c.sndUna = c.iss + 1;
      RttEstimator.sampleHandshake(c, options, now);
      c.retries = 0;
    }
    return c.synAcked;
  }

  /** In SYN-RECEIVED after a simultaneous open the peer's SYN-ACK repeats the SYN (figure 8). */
  private static boolean isSynOfSimultaneousOpen(Connection c, TcpView segment) {
    return !c.synAcked
        && segment.has(TcpFlags.SYN | TcpFlags.ACK)
        && !segment.has(TcpFlags.RST)
        && segment.seq() == c.irs
        && (segment.ack() == c.iss + 1
            || c.fastOpen != null && Handshake.acknowledgesSyn(c, segment));
  }

  // ---- first: sequence number, and PAWS before it ----

  private static boolean timestampIsNew(
      Connection c, TcpView segment, TcpOptions options, long now) {
    boolean old =
        c.timestamps
            && options.hasTimestamps()
            && isBefore(options.tsVal(), c, now)
            && !segment.has(TcpFlags.RST); // a reset is not subject to PAWS (RFC 7323 section 5.2)
    if (old) {
      c.count(Counter.EXT_PAWS_ESTAB);
      c.tcp.dropped(c, Reason.OLD_TIMESTAMP, segment.seq(), segment.payloadLength(), now);
      answerUnacceptable(c, segment, now);
    }
    return !old;
  }

  /**
   * Older than TS.Recent, which says nothing when it has not been renewed for 24 days, nor when it
   * is 0, as some systems send it in a SYN (as Linux).
   */
  private static boolean isBefore(int tsVal, Connection c, long now) {
    return tsVal - c.tsRecent < 0 && c.tsRecent != 0 && now - c.tsRecentAt < PAWS_IDLE;
  }

  private static boolean sequenceIsAcceptable(Connection c, TcpView segment, long now) {
    if (overlapsWindow(segment.seq(), segment.segmentLength(), c.rcvNxt, c.rcvWndOpen())) {
      return true;
    }
    c.count(Counter.EXT_OUT_OF_WINDOW_SEGS);
    c.tcp.dropped(c, Reason.OUTSIDE_WINDOW, segment.seq(), segment.payloadLength(), now);
    if (!segment.has(TcpFlags.RST)) {
      if (segment.payloadLength() > 0 && SequenceNumber.lessThan(segment.seq(), c.rcvNxt)) {
        c.receiver().onOldSegment(segment.seq(), segment.payloadLength());
      }
      answerUnacceptable(c, segment, now);
    }
    return false;
  }

  /**
   * The acceptability test of table 6, with two allowances: at a zero window a segment at RCV.NXT
   * passes for the sake of its ACK (section 3.10.7.4), its text is cut later; and an empty segment
   * may stand exactly at the right edge, where a peer that has filled the window sends its ACKs.
   */
  static boolean overlapsWindow(int seq, int length, int rcvNxt, int window) {
    if (length == 0 || window == 0) {
      return Integer.compareUnsigned(seq - rcvNxt, window) <= 0;
    }
    return SequenceNumber.inWindow(seq, rcvNxt, window)
        || SequenceNumber.inWindow(seq + length - 1, rcvNxt, window)
        // A segment that begins before and ends behind the window covers it.
        || SequenceNumber.lessThan(seq, rcvNxt) && SequenceNumber.greaterThan(seq + length, rcvNxt);
  }

  /** Says where we are, but not to every stray segment (RFC 5961 section 5, Linux's rate limit). */
  private static void answerUnacceptable(Connection c, TcpView segment, long now) {
    boolean counts = isLimited(segment);
    if (!counts || now - c.lastOutOfWindowAckAt >= OUT_OF_WINDOW_INTERVAL) {
      c.lastOutOfWindowAckAt = counts ? now : c.lastOutOfWindowAckAt;
      if (Ecn.isToConfirm(c, segment)) {
        Ecn.confirm(c, c.tcp.options(), now);
      } else {
        c.sendAck(now);
      }
      c.reschedule();
    }
  }

  /** Data and FIN come again until they are acknowledged; what else comes again may be a loop. */
  static boolean isLimited(TcpView segment) {
    boolean repeats = segment.has(TcpFlags.FIN) || segment.payloadLength() > 0;
    return !repeats || segment.has(TcpFlags.SYN) || segment.has(TcpFlags.RST);
  }

  /** For compact records: {@code last} is when such a segment was answered last, 0 for never. */
  static boolean mayAnswer(long last, long now) {
    return last == 0 || now - last >= OUT_OF_WINDOW_INTERVAL;
  }

  // ---- second: RST; fourth: SYN ----

  private static boolean survivesReset(Connection c, int flags, int seq, long now) {
    if ((flags & TcpFlags.RST) == 0) {
      return true;
    }
    if (seq != c.rcvNxt) {
      c.tcp.dropped(c, Reason.BLIND_RST, seq, 0, now);
      FastOpenClient.onStrayReset(c, now);
      challenge(c, now);
      return false;
    }
    c.tcp.events.emit(now, EventType.RESET, Reason.RST_RECEIVED, c.number, seq, 1);
    reset(c, now);
    return false;
  }

  private static void reset(Connection c, long now) {
    if (c.state == State.SYN_RECEIVED) {
      c.count(Counter.TCP_ATTEMPT_FAILS);
      boolean served = c.isFastOpenServer(); // its application has not asked for a connection
      c.fail(
          served ? Errno.ECONNRESET : Errno.ECONNREFUSED,
          served ? Reason.RST_RECEIVED : Reason.CONNECTION_REFUSED,
          now);
      return;
    }
    c.count(Counter.TCP_ESTAB_RESETS);
    // In CLOSE-WAIT the peer had finished already: a write meets a broken pipe, as on Linux.
    boolean finished = c.state == State.CLOSE_WAIT;
    c.fail(finished ? Errno.EPIPE : Errno.ECONNRESET, Reason.RST_RECEIVED, now);
  }

  private static boolean isNoSyn(Connection c, int flags, long now) {
    if ((flags & TcpFlags.SYN) == 0) {
      return true;
    }
    c.count(Counter.EXT_SYN_CHALLENGE);
    c.tcp.dropped(c, Reason.BLIND_SYN, c.rcvNxt, 0, now);
    challenge(c, now);
    return false;
  }

  /** A challenge ACK (RFC 5961); the budget is per connection, so that no two share a count. */
  private static void challenge(Connection c, long now) {
    long epoch = now / CHALLENGE_INTERVAL;
    if (epoch != c.challengeEpoch) {
      c.challengeEpoch = epoch;
      c.challengesSent = 0;
    }
    if (c.challengesSent++ < c.config().getInt(Tunable.TCP_CHALLENGE_ACK_LIMIT)) {
      c.count(Counter.EXT_CHALLENGE_ACK);
      c.sendAck(now);
      c.reschedule();
    } else {
      c.count(Counter.EXT_ACK_SKIPPED_CHALLENGE);
    }
  }

  // ---- fifth: ACK ----

  private static boolean ackIsAcceptable(Connection c, TcpView segment, long now) {
    int ack = segment.ack();
    boolean unsent = SequenceNumber.greaterThan(ack, c.sndNxt);
    // RFC 5961 section 5.2: SND.UNA - MAX.SND.WND <= SEG.ACK <= SND.NXT.
    boolean ancient = SequenceNumber.lessThan(ack, c.sndUna - c.maxSndWnd);
    if (unsent || ancient) {
      c.count(unsent ? Counter.EXT_ACK_UNSENT : Counter.EXT_OLD_ACK);
      c.tcp.dropped(c, Reason.BLIND_ACK, segment.seq(), segment.payloadLength(), now);
      challenge(c, now);
      return false;
    }
    return true;
  }

  private static void acknowledge(
      Connection c, TcpView segment, TcpOptions options, boolean opening, long now) {
    int ack = segment.ack();
    boolean windowChanged = takeWindow(c, segment, now);
    boolean echo = !opening && Ecn.isEcho(c, segment, options);
    boolean bare = segment.segmentLength() == 0;
    if (c.history != null) {
      c.count(bare ? Counter.EXT_PURE_ACKS : Counter.EXT_HP_HITS);
    }
    if (c.sender != null || c.history != null && options.sackCount() > 0) {
      Retransmission.onAnswer(c);
      c.sender().ackInput.take(ack, options, bare && !windowChanged, echo, now);
      if (c.finAcked && c.state != State.FIN_WAIT_2) {
        Teardown.onFinAcked(c, now);
      }
    }
  }

  /** The window moves with newer segments only (SND.WL1 and SND.WL2). */
  private static boolean takeWindow(Connection c, TcpView segment, long now) {
    int seq = segment.seq();
    int ack = segment.ack();
    int window = segment.window() << (segment.has(TcpFlags.SYN) ? 0 : c.sndWscale);
    // Of two segments with one number the larger window is the newer, but zero is always news.
    boolean newer =
        SequenceNumber.greaterThan(ack, c.sndUna)
            || SequenceNumber.lessThan(c.sndWl1, seq)
            || c.sndWl1 == seq && (window > c.sndWnd || window == 0);
    if (!newer || SequenceNumber.lessThan(ack, c.sndUna)) {
      return false;
    }
    boolean changed = window != c.sndWnd;
    c.updateSndWnd(window, seq, ack, now);
    return changed;
  }

  // ---- seventh and eighth: text and FIN ----

  private static void text(
      Connection c, TcpView segment, int flags, int seq, Packet packet, long now) {
    int length = segment.payloadLength();
    boolean fin = (flags & TcpFlags.FIN) != 0;
    if (length == 0 && !fin) {
      return;
    }
    boolean isNew = SequenceNumber.greaterThan(seq + length, c.rcvNxt);
    if (length > 0 && isNew && c.socket == null && c.parent == null) {
      Teardown.onDataForNobody(c, segment, now);
      return;
    }
    if (length > 0) {
      Ecn.onText(c, segment);
    }
    c.receiver().onSegment(packet, (int) segment.payloadOffset(), seq, length, fin, now);
  }

  /** TS.Recent follows the segment that spans the last ACK sent (RFC 7323 section 4.3). */
  static void rememberTimestamp(Connection c, TcpOptions options, int seq, long now) {
    if (c.timestamps
        && options.hasTimestamps()
        && !isBefore(options.tsVal(), c, now)
        && SequenceNumber.atMost(seq, c.lastAckSent)) {
      c.tsRecent = options.tsVal();
      c.tsRecentAt = now;
    }
  }
}
