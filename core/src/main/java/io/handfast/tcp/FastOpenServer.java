package io.handfast.tcp;

import io.handfast.buffer.Packet;
import io.handfast.event.Counter;
import io.handfast.event.EventType;
import io.handfast.event.Reason;
import io.handfast.wire.Octets;
import io.handfast.wire.TcpFlags;
import io.handfast.wire.TcpOptions;
import io.handfast.wire.TcpView;

/** A listener's side of Fast Open (RFC 7413 sections 4.1.2 and 4.2.2). */
final class FastOpenServer {
  private final Tcp tcp;
  private final TcpSocket socket;
  private final FastOpenQueue queue;

  FastOpenServer(Tcp tcp, TcpSocket socket) {
    this.tcp = tcp;
    this.socket = socket;
    this.queue = new FastOpenQueue(tcp);
  }

  FastOpenQueue queue() {
    return queue;
  }

  /**
   * Whether a SYN opens a connection at once. One that does not may still get a cookie: it goes
   * with the SYN-ACK that is sent next.
   */
  boolean admits(FlowKey flow, TcpView syn, TcpOptions options, long now) {
    int length = options.fastOpenLength();
    if (length == 0) {
      tcp.counters.add(Counter.EXT_FAST_OPEN_COOKIE_REQD);
    }
    TcpConfig config = tcp.config();
    boolean concerned = syn.payloadLength() > 0 || length >= 0;
    if (!concerned || !FastOpenContext.has(config, FastOpenContext.SERVER) || !hasRoom(syn, now)) {
      return false;
    }
    if (socket.options().fastOpenNoCookie
        || FastOpenContext.has(config, FastOpenContext.SERVER_NO_COOKIE)) {
      return true;
    }
    return length >= 0 && hasCookie(flow, FastOpenOption.of(options, syn.memory()), now);
  }

  private boolean hasRoom(TcpView syn, long now) {
    int max = socket.fastOpenLimit();
    boolean room = queue.hasRoom(max, now);
    if (!room && max > 0) {
      say(Reason.FAST_OPEN_QUEUE_FULL, 0, syn.payloadLength(), now);
    }
    return room;
  }

  private boolean hasCookie(FlowKey flow, FastOpenOption option, long now) {
    FastOpenCookies cookies = tcp.fastOpen.cookies;
    Octets cookie = option.cookie();
    int answer =
        cookie.length() == 0
            ? FastOpenCookies.BAD
            : cookies.check(flow, cookie, tcp.config(), socket.options());
    if (answer != FastOpenCookies.GOOD) {
      Octets fresh = cookies.make(flow, tcp.config(), socket.options());
      tcp.writer.fastOpen(new FastOpenOption(fresh, option.experimental()));
    }
    if (answer == FastOpenCookies.BAD && cookie.length() > 0) {
      tcp.counters.add(Counter.EXT_FAST_OPEN_PASSIVE_FAIL);
      say(Reason.FAST_OPEN_BAD_COOKIE, 0, 0, now);
    }
    if (answer == FastOpenCookies.OLD) {
      tcp.counters.add(Counter.EXT_FAST_OPEN_PASSIVE_ALT_KEY);
    }
    return answer != FastOpenCookies.BAD;
  }

  private void say(Reason reason, long number, int length, long now) {
    tcp.events.emit(now, EventType.FAST_OPEN, reason, number, length, 1);
  }

  /** Opens the connection of a half-open record: its data is taken before the SYN-ACK goes. */
  Connection open(Connection c, TcpView syn, Packet packet, long now) {
    c.fastOpen = FastOpen.server(queue);
    c.routeWindow = tcp.network.initialWindow(c.flow);
    // SND.UNA is our SYN, which stands before the window.
    c.updateSndWnd(syn.window() + 1, syn.seq(), c.sndUna, now);
    int length = syn.payloadLength();
    if (length > 0) {
      int at = (int) syn.payloadOffset();
      c.receiver().onSegment(packet, at, syn.seq() + 1, length, false, now);
      c.receiver().onAckSent();
    }
    c.fastOpen.synDataAcked = c.rcvNxt != c.irs + 1;
    tcp.counters.add(Counter.EXT_FAST_OPEN_PASSIVE);
    say(Reason.FAST_OPEN_TAKEN, c.number, length, now);
    c.tcp.writer.syn(c, true, now);
    c.retransmitAt = now + c.rto;
    c.reschedule();
    return c;
  }

  /** The client has not seen the SYN-ACK and sends its SYN again: the SYN-ACK goes again, too. */
  static boolean repeats(Connection c, TcpView segment, long now) {
    boolean again =
        c.fastOpen != null
            && c.fastOpen.isPassive()
            && !c.synAcked
            && (segment.flags() & (TcpFlags.SYN | TcpFlags.ACK | TcpFlags.RST)) == TcpFlags.SYN
            && segment.seq() == c.irs;
    if (again && now - c.lastOutOfWindowAckAt >= Arrival.OUT_OF_WINDOW_INTERVAL) {
      c.lastOutOfWindowAckAt = now;
      c.count(Counter.EXT_SYN_RETRANS);
      c.tcp.writer.syn(c, true, now);
      c.retransmitAt = now + RttEstimator.timeout(c);
      c.reschedule();
    }
    return again;
  }
}
