package io.handfast.shield;

import io.handfast.tcp.FlowKey;
import io.handfast.timer.Timer;
import io.handfast.wire.TcpFlags;

/**
 * One connection that a shield knows: half-open on the client's side, being opened on the server's,
 * or open with other numbers on either side.
 */
final class ShieldFlow extends Timer {
  enum Stage {
    /** Its SYN has passed; only counted. */
    WATCHED,
    /** Answered from the cache; the client's ACK is awaited. */
    CACHED,
    /** The client has answered; the server's SYN-ACK is awaited. */
    CONNECTING,
    /** Both ends are open, segments are translated. */
    OPEN
  }

  private static final long CLOSING = 60_000_000_000L;
  private static final long RESET = 10_000_000_000L;

  private final Shield shield;
  final FlowKey key;
  Stage stage;

  /** The client's initial sequence number, which the server sees too. */
  int irs;

  /** The initial sequence number that the client has seen. */
  int iss;

  // What the client's SYN named; a scale of -1 is none.
  int mss;
  int clientScale = -1;
  boolean sack;
  boolean timestamps;

  /** The client's latest window as it stood in the segment. */
  int clientWindow;

  /** The scale of windows that the client was told, and that of the server's. */
  int toldScale = -1;

  int serverScale = -1;

  // Timestamps: the client's latest, and the one that it was told in the SYN-ACK.
  int tsRecent;
  int toldTs;

  /** Add to the numbers of the client's side to have those of the server's. */
  int seqShift;

  int tsShift;
  int retries;
  private long lastSeen;
  private boolean clientFinished;
  private boolean serverFinished;
  private boolean reset;

  ShieldFlow(Shield shield, FlowKey key, Stage stage) {
    this.shield = shield;
    this.key = key;
    this.stage = stage;
  }

  @Override
  protected void fire(long now) {
    shield.onTimer(this, now);
  }

  // ---- open ----

  /** A segment passes; remembers what tells when the connection is over. */
  void saw(Side from, int flags, long now) {
    lastSeen = now;
    reset = (flags & TcpFlags.RST) != 0;
    if ((flags & TcpFlags.FIN) != 0) {
      clientFinished |= from == Side.OUTSIDE;
      serverFinished |= from == Side.INSIDE;
    }
  }

  /** Both ends have finished, or one has reset it: its ports may be used again. */
  boolean isOver() {
    return stage == Stage.OPEN && (reset || clientFinished && serverFinished);
  }

  /** When it is forgotten unless something comes, in ns. */
  long expiry(long idle) {
    long patience = reset ? RESET : clientFinished && serverFinished ? CLOSING : idle;
    return lastSeen + patience;
  }

  // ---- translation ----

  void toServer(PacketAtHand packet) {
    if (packet.tcp.has(TcpFlags.ACK)) {
      packet.addToAck(seqShift);
    }
    packet.shiftOptions(0, tsShift, seqShift);
    if (clientScale > 0 && serverScale < 0) {
      packet.window(Math.min(0xffff, packet.tcp.window() << clientScale));
    }
  }

  void toClient(PacketAtHand packet) {
    packet.addToSeq(-seqShift);
    packet.shiftOptions(-tsShift, 0, 0);
    packet.window(windowForClient(packet.tcp.window(), Math.max(0, serverScale)));
  }

  /** A window of the server's in the scale that the client was told; never zero by rounding. */
  int windowForClient(int window, int scale) {
    long bytes = (long) window << scale;
    long told = bytes >>> Math.max(0, toldScale);
    return (int) Math.min(0xffff, bytes > 0 ? Math.max(1, told) : 0);
  }
}
