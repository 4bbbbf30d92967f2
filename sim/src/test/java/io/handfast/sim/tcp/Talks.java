package io.handfast.sim.tcp;

import static io.handfast.sim.dialogue.Segment.ACK;
import static io.handfast.sim.dialogue.Segment.SYN;
import static io.handfast.sim.dialogue.Segment.SYN_ACK;

import io.handfast.sim.dialogue.Dialogue;
import io.handfast.tcp.TcpConfig;
import io.handfast.tcp.TcpInfo;
import io.handfast.tcp.TcpSocket;
import java.util.function.Consumer;

/** Beginnings that several tests share. */
final class Talks {
  /** The payload of a full segment over IPv4 without timestamps. */
  static final int MSS = 1_460;

  private Talks() {}

  /** A listener at port 80 whose options the test sets before the peer comes. */
  static Dialogue listener(Consumer<TcpSocket> options) {
    return listener(TcpConfig.LINUX, options);
  }

  static Dialogue listener(TcpConfig config, Consumer<TcpSocket> options) {
    Dialogue d = Dialogue.listening(config, 80);
    options.accept(d.socket());
    return d;
  }

  /** A connection that the peer opened with the options of {@code syn}, accepted. */
  static Dialogue accepted(Consumer<TcpSocket> options) {
    return listener(options).established();
  }

  /** Plain options and no delay of small segments, so that every write goes at once. */
  static Dialogue noDelay() {
    return accepted(socket -> socket.noDelay(true));
  }

  /** With SACK. */
  static Dialogue withSack() {
    Dialogue d = Dialogue.listening(80);
    d.peer(SYN.mss(MSS).sackOk());
    d.stack(SYN_ACK.ack(1));
    d.peer(ACK.seq(1).ack(1));
    d.accept();
    return d;
  }

  /** With timestamps: the peer's clock shows {@code tsVal} at the SYN and one more at the ACK. */
  static Dialogue withTimestamps(int tsVal) {
    Dialogue d = Dialogue.listening(80);
    d.peer(SYN.mss(MSS).ts(tsVal, 0));
    d.stack(SYN_ACK.ack(1));
    d.peer(ACK.seq(1).ack(1).ts(tsVal + 1, 0));
    d.accept();
    return d;
  }

  /** Ours: a connection that the stack opened, with plain options, the peer's answer at once. */
  static Dialogue connected() {
    return connected(socket -> {});
  }

  static Dialogue connected(Consumer<TcpSocket> options) {
    Dialogue d = new Dialogue(TcpConfig.LINUX, true, false);
    TcpSocket socket = d.netStack().tcpSocket();
    options.accept(socket);
    d.socket(socket).connect();
    d.stack(SYN);
    d.peer(SYN_ACK.ack(1).mss(MSS));
    d.stack(ACK.seq(1).ack(1));
    return d;
  }

  static TcpInfo info(Dialogue d) {
    return d.socket().info(d.now());
  }
}
