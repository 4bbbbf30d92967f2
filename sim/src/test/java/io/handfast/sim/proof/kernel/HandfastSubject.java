package io.handfast.sim.proof.kernel;

import io.handfast.event.Errno;
import io.handfast.sim.dialogue.Dialogue;
import io.handfast.sim.dialogue.Segment;
import io.handfast.tcp.State;
import io.handfast.tcp.TcpConfig;
import io.handfast.tcp.TcpInfo;
import io.handfast.tcp.TcpSocket;
import io.handfast.wire.TcpFlags;
import java.lang.foreign.MemorySegment;

/** Our stack, in virtual time. */
final class HandfastSubject extends Subject {
  private final Dialogue dialogue = Dialogue.listening(TcpConfig.LINUX, 80).peerIsn(PEER_ISN);
  private final TcpSocket listener = dialogue.socket();
  private TcpSocket socket;
  private boolean closed;

  @Override
  void act(Act act) {
    long now = dialogue.now();
    switch (act.kind()) {
      case SEGMENT -> dialogue.peer(segment(act));
      case WRITE -> socket.write(MemorySegment.ofArray(new byte[Act.UNIT]), 0, Act.UNIT, now);
      case SHUTDOWN -> socket.shutdownWrite(now);
      case CLOSE -> {
        socket.shutdownWrite(now); // as java.net.Socket.close does before close(2)
        dialogue.settle();
        socket.close(now);
      }
      case RESET -> socket.abort(now);
    }
    closed |= act.kind() == Act.Kind.CLOSE || act.kind() == Act.Kind.RESET;
    dialogue.settle();
    collect();
  }

  /** A dialogue counts from the first incarnation's number, an act from the present one's. */
  private Segment segment(Act act) {
    int ack = act.ack() + dialogue.relative(iss());
    Segment segment =
        Segment.flags(act.flags()).seq(act.seq()).ack(ack).win(65_535).len(act.text());
    return act.has(TcpFlags.SYN) ? segment.mss(1_460) : segment;
  }

  void later(long nanos) {
    dialogue.after(nanos / 1e9);
    collect();
  }

  private void collect() {
    TcpSocket waiting = listener.accept(dialogue.now());
    if (waiting != null) {
      socket = waiting;
      closed = false;
    }
    while (dialogue.pending() > 0) {
      Dialogue.Sent sent = dialogue.take();
      answered(sent.header(), sent.payload().length);
    }
  }

  @Override
  boolean isHeld() {
    return socket != null && !closed;
  }

  State state() {
    return dialogue.netStack().sockets(dialogue.now()).stream()
        .map(TcpInfo::state)
        .filter(each -> each != State.LISTEN)
        .findFirst()
        .orElse(State.CLOSED);
  }

  @Override
  String application() {
    int bytes = 0;
    int count = 1;
    while (count > 0) {
      count = socket.read(MemorySegment.ofArray(new byte[256]), 0, 256, dialogue.now());
      bytes += Math.max(0, count);
    }
    return bytes
        + " bytes, "
        + (count == 0 ? "end" : Errno.of(count) == Errno.EAGAIN ? "open" : "error");
  }
}
