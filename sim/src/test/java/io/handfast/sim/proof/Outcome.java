package io.handfast.sim.proof;

import io.handfast.tcp.State;
import io.handfast.wire.TcpFlags;
import java.util.List;

/**
 * What an arriving segment led to, as it can be seen from outside.
 *
 * @param state the state afterwards; CLOSED when there is no connection, and LISTEN when there is
 *     none but a listener
 * @param replies segments sent
 * @param delivered bytes that the application can have read since the beginning
 * @param endOfStream the application reads the end of the stream
 * @param signal the error that it gets
 * @param timeWaitStarted the 2 MSL began, or began again
 * @param echo the timestamp that the last reply echoes, -1 for none
 */
record Outcome(
    State state,
    List<Reply> replies,
    int delivered,
    boolean endOfStream,
    Signal signal,
    boolean timeWaitStarted,
    long echo) {

  /** What the model's control block shows of itself. */
  static Outcome of(Tcb tcb) {
    List<Reply> replies = tcb.replies.stream().map(Reply::atOnce).toList();
    boolean echoes =
        tcb.timestamps && replies.stream().anyMatch(each -> (each.ctl() & TcpFlags.RST) == 0);
    return new Outcome(
        tcb.state,
        replies,
        tcb.userGone ? 0 : tcb.delivered,
        tcb.finReceived && !tcb.userGone && tcb.signal == Signal.NONE,
        tcb.userGone ? Signal.NONE : tcb.signal,
        tcb.timeWaitStarted,
        echoes ? tcb.tsRecent : -1);
  }
}
