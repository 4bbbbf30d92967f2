package io.handfast.sim.proof;

import io.handfast.event.Errno;
import io.handfast.event.Readiness;
import io.handfast.sim.dialogue.Dialogue;
import io.handfast.sim.dialogue.Segment;
import io.handfast.tcp.State;
import io.handfast.tcp.TcpConfig;
import io.handfast.tcp.TcpInfo;
import io.handfast.tcp.TcpSocket;
import io.handfast.tcp.Tunable;
import io.handfast.wire.TcpFlags;
import io.handfast.wire.TcpHeader;
import io.handfast.wire.TcpOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The stack and the model, told the same. */
final class Duet {
  private static final TcpConfig PLAIN =
      TcpConfig.LINUX.with(Tunable.TCP_MODERATE_RCVBUF, 0).with(Tunable.TCP_MAX_TW_BUCKETS, 100);
  private static final TcpConfig SMALL =
      PLAIN.with(Tunable.TCP_RMEM_DEFAULT, 4_096).with(Tunable.TCP_MSL_MS, 30_000);
  private static final int PORT = 80;

  Tcb model = new Tcb();
  final Dialogue stack;
  final long iss;
  final long irs;
  private final long tsVal;
  private long rightEdge = -1;
  private long echo;
  private boolean accepted;
  private boolean opened;
  private boolean checked = true;

  /** With IPv6 both directions wrap within a few bytes. */
  Duet(boolean ipv4, boolean smallBuffer, long tsVal) {
    this.tsVal = tsVal;
    iss = ipv4 ? 1_000 : (1L << 32) - 5;
    irs = ipv4 ? 100_000 : (1L << 32) - 8;
    model.rcvWnd = 65_535;
    TcpConfig config =
        (smallBuffer ? SMALL : PLAIN).with(Tunable.TCP_TIMESTAMPS, tsVal < 0 ? 0 : 1);
    stack = new Dialogue(config, ipv4, false).peerIsn((int) irs);
    stack.netStack().tcp().fixInitialSequenceNumber((int) iss);
  }

  // ---- calls ----

  void closed() {
    stack.listen(PORT, 10);
    stack.socket().close(stack.now());
  }

  void listen() {
    stack.listen(PORT, 10);
    model.passiveOpen();
  }

  void connect() {
    stack.connect();
    opened = true;
    model.activeOpen(iss);
    agree();
  }

  /** The listener goes, so that CLOSED is told from LISTEN. */
  Duet accept() {
    if (!accepted) {
      stack.accept();
      accepted = true;
    }
    stack.listener().close(stack.now());
    return this;
  }

  Duet send(int bytes) {
    model.replies.clear();
    stack.write(bytes);
    model.send(bytes);
    return agree();
  }

  Duet shutdown() {
    model.replies.clear();
    stack.shutdownWrite();
    model.close();
    return agree();
  }

  Duet close() {
    model.replies.clear();
    stack.close();
    model.close();
    model.userGone = true;
    return agree();
  }

  Duet later(double seconds) {
    stack.after(seconds);
    return this;
  }

  // ---- segments ----

  Duet peer(int ctl, Acking acking, int text) {
    long seq = model.state.isSynchronized() || model.rcvNxt != 0 ? model.rcvNxt : irs;
    tell(new Seg(seq, acking.ack(model), ctl, text, 65_535, tsVal));
    return agree();
  }

  private void tell(Seg seg) {
    model.replies.clear();
    model.timeWaitStarted = false;
    SegmentArrives.process(model, seg, iss);
    stack.peer(written(seg));
  }

  /** The stack alone is told; {@code answered} is the model after its own answer. */
  Outcome tellStack(Seg seg, Tcb answered) {
    model = answered;
    stack.peer(written(seg));
    return ofStack();
  }

  private Segment written(Seg seg) {
    int text = (int) (seg.textSeq() - model.irs);
    Segment written =
        Segment.flags(seg.ctl())
            .seq((int) (seg.seq() - irs))
            .ack((int) (seg.ack() - knownIss()))
            .win((int) seg.wnd())
            .data(Dialogue.pattern(text, seg.text()));
    return seg.tsVal() < 0 ? written : written.ts((int) seg.tsVal(), 0);
  }

  /** A dialogue counts from the stack's first number only when it has seen it. */
  private long knownIss() {
    return stack.relative(0) == 0 ? 0 : iss;
  }

  /** The way has been compared already, and is the same every time. */
  Duet unchecked() {
    checked = false;
    return this;
  }

  private Duet agree() {
    if (!checked) {
      takeReplies();
      return this;
    }
    Outcome expected = Outcome.of(model);
    Outcome actual = ofStack();
    if (!expected.equals(actual)) {
      throw new AssertionError("on the way: the model says " + expected + ", the stack " + actual);
    }
    return this;
  }

  // ---- outcomes ----

  Outcome ofStack() {
    boolean mayWait = model.replies.stream().anyMatch(Reply::mayWait);
    if (mayWait && stack.pending() == 0) {
      stack.after(0.05);
    }
    List<Reply> replies = takeReplies();
    TcpInfo info = connection();
    State state = info != null ? info.state() : listens() ? State.LISTEN : State.CLOSED;
    TcpSocket socket = application(state);
    Signal signal = signal(socket);
    boolean end = socket != null && signal == Signal.NONE && endsAfter(socket, socket.available());
    boolean started = state == State.TIME_WAIT && info.timerLeft() > 59_500_000_000L;
    return new Outcome(
        state, replies, socket == null ? 0 : socket.available(), end, signal, started, echo);
  }

  private List<Reply> takeReplies() {
    List<Reply> replies = new ArrayList<>();
    echo = -1;
    while (stack.pending() > 0) {
      Dialogue.Sent sent = stack.take();
      TcpHeader header = sent.header();
      boolean hasAck = (header.flags() & TcpFlags.ACK) != 0;
      long ack = Integer.toUnsignedLong(header.ack());
      replies.add(Reply.of(header.flags(), Integer.toUnsignedLong(header.seq()), hasAck ? ack : 0));
      learn(header, ack, hasAck);
    }
    return replies;
  }

  /** What the stack has advertised is RCV.NXT + RCV.WND: it "should not be reduced". */
  private void learn(TcpHeader header, long ack, boolean hasAck) {
    if ((header.flags() & TcpFlags.RST) != 0) {
      return;
    }
    for (TcpOption option : header.options().options()) {
      if (option instanceof TcpOption.Timestamps(int _, int echoed) && hasAck) {
        echo = Integer.toUnsignedLong(echoed);
      }
    }
    if (hasAck) {
      long edge = Mod32.plus(ack, header.window());
      rightEdge = rightEdge < 0 || Mod32.less(rightEdge, edge) ? edge : rightEdge;
      model.rcvWnd = Mod32.distance(model.rcvNxt, rightEdge);
    }
  }

  private TcpInfo connection() {
    for (TcpInfo each : stack.netStack().sockets(stack.now())) {
      if (each.state() != State.LISTEN) {
        return each;
      }
    }
    return null;
  }

  private boolean listens() {
    return stack.netStack().sockets(stack.now()).stream()
        .anyMatch(each -> each.state() == State.LISTEN);
  }

  /** The connection's socket, accepted when it waits for that; null when nobody holds one. */
  private TcpSocket application(State state) {
    boolean waits = !accepted && !opened && model.passiveOpen;
    if (waits && stack.socket().readiness() != 0) {
      accepted = true;
      return stack.accept();
    }
    return (accepted || opened) && !model.userGone ? stack.socket() : null;
  }

  private static Signal signal(TcpSocket socket) {
    Errno error = socket == null ? null : socket.pendingError();
    return error == null
        ? Signal.NONE
        : error == Errno.ECONNREFUSED ? Signal.REFUSED : Signal.RESET;
  }

  private boolean endsAfter(TcpSocket socket, int unread) {
    return unread == 0 ? stack.read(1) == 0 : (socket.readiness() & Readiness.PEER_FINISHED) != 0;
  }

  /** Bytes that wait are those of the stream, in order. */
  boolean contentIsRight() {
    if (model.userGone || !accepted && !opened) {
      return true;
    }
    byte[] bytes = stack.readAll();
    return Arrays.equals(bytes, Dialogue.pattern(1, bytes.length));
  }
}
