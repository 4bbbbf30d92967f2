package io.handfast.sim.proof;

import io.handfast.buffer.Packet;
import io.handfast.event.Errno;
import io.handfast.event.EventType;
import io.handfast.ip.Prefix;
import io.handfast.secret.KeyedHash;
import io.handfast.stack.Link;
import io.handfast.stack.NetworkStack;
import io.handfast.stack.OutPacket;
import io.handfast.tcp.EndpointProbe;
import io.handfast.tcp.State;
import io.handfast.tcp.TcpConfig;
import io.handfast.tcp.TcpSocket;
import io.handfast.tcp.Tunable;
import io.handfast.wire.IpAddress;
import java.lang.foreign.MemorySegment;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** One end of a {@link World}: a stack and an application that reads whatever comes. */
final class Peer {
  /** First initial sequence numbers: one direction wraps soon, the other crosses 2^31. */
  static final int[] ISS = {-3, Integer.MAX_VALUE - 2};

  /** Bytes of one write. */
  static final int UNIT = 10;

  private static final int PORT = 1_000;

  /** No options beyond the MSS, and patience, so that nothing is given up by mere lateness. */
  private static final TcpConfig CONFIG =
      TcpConfig.LINUX
          .with(Tunable.TCP_TIMESTAMPS, 0)
          .with(Tunable.TCP_WINDOW_SCALING, 0)
          .with(Tunable.TCP_SYN_LINEAR_TIMEOUTS, 0)
          .with(Tunable.TCP_SYNACK_RETRIES, 8)
          .with(Tunable.TCP_ORPHAN_RETRIES, 15);

  private static final byte[] STREAM = stream();

  final String name;
  final NetworkStack stack;
  private final IpAddress other;
  private TcpSocket listener;
  private TcpSocket socket;
  int written;
  int received;
  boolean wantsEnd;
  boolean sawEnd;
  boolean garbled;
  boolean openedOnce;
  Errno error;
  private int begun;
  private boolean shut;
  private boolean closed;
  private boolean listened;
  boolean aborted;

  Peer(int side, long now, Consumer<byte[]> sent, BiConsumer<State, State> entered) {
    name = side == 0 ? "A" : "B";
    stack = new NetworkStack(name, new KeyedHash(side, 7), CONFIG, now);
    IpAddress mine = IpAddress.parse("10.0.0." + (side + 1));
    other = IpAddress.parse("10.0.0." + (2 - side));
    int index = stack.addInterface("wire", new Wire(sent));
    stack.addAddress(index, new Prefix(mine, 24));
    stack.tcp().fixInitialSequenceNumber(ISS[side]);
    stack
        .events()
        .subscribe(
            EventType.STATE.bit(),
            (at, type, reason, connection, from, to) ->
                entered.accept(State.of((int) from), State.of((int) to)));
  }

  /** A sequence number was used; the next incarnation has another, as RFC 6528 sees to. */
  void begun(int side) {
    begun++;
    stack.tcp().fixInitialSequenceNumber(ISS[side] + begun * 1_000_000);
  }

  private static byte[] stream() {
    byte[] bytes = new byte[1_000];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (i * 31 + 7);
    }
    return bytes;
  }

  // ---- calls ----

  boolean may(Move.Kind kind, int writes) {
    return switch (kind) {
      case LISTEN -> !listened && (socket == null || gaveUp());
      case CONNECT -> socket == null && listener == null && !listened;
      case STOP_LISTENING -> listener != null;
      case WRITE -> holdsOpen() && !shut && socket.state().maySend() && written < writes * UNIT;
      case SHUTDOWN -> holdsOpen() && !shut && socket.state() != State.SYN_SENT;
      case CLOSE, ABORT -> socket != null && !closed;
      default -> false;
    };
  }

  /** It has connected, and closed before anything came of that. */
  private boolean gaveUp() {
    return closed && !openedOnce && socket.state() == State.CLOSED;
  }

  private boolean holdsOpen() {
    return socket != null && !closed && socket.state() != State.CLOSED;
  }

  void call(Move.Kind kind, long now) {
    switch (kind) {
      case LISTEN -> listen(now);
      case CONNECT -> connect(now);
      case STOP_LISTENING -> stopListening(now);
      case WRITE -> write(now);
      case SHUTDOWN -> shutdown(now);
      case CLOSE -> close(now);
      case ABORT -> abort(now);
      default -> throw new IllegalArgumentException(kind.name());
    }
  }

  private void listen(long now) {
    if (socket != null) {
      socket = null;
      closed = false;
      shut = false;
      wantsEnd = false;
      error = null;
    }
    listened = true;
    listener = stack.tcpSocket();
    listener.bind(IpAddress.ANY, PORT, now);
    listener.listen(1, now);
  }

  void stopListening(long now) {
    if (listener != null) {
      listener.close(now);
      listener = null;
    }
  }

  private void connect(long now) {
    socket = stack.tcpSocket();
    socket.bind(IpAddress.ANY, PORT, now);
    socket.connect(other, PORT, now);
  }

  private void write(long now) {
    MemorySegment unit = MemorySegment.ofArray(STREAM).asSlice(written, UNIT);
    written += Math.max(0, socket.write(unit, 0, UNIT, now));
  }

  private void shutdown(long now) {
    shut = true;
    wantsEnd = true;
    socket.shutdownWrite(now);
  }

  void close(long now) {
    if (socket != null && !closed) {
      closed = true;
      wantsEnd = true;
      noteError();
      socket.close(now);
    }
  }

  private void abort(long now) {
    closed = true;
    aborted = true;
    socket.abort(now);
  }

  // ---- what the application does by itself ----

  void settle(long now) {
    for (int i = 0; i < 100 && stack.nextDeadline() <= now; i++) {
      stack.poll(now);
      turn(now);
    }
    turn(now);
  }

  private void turn(long now) {
    if (socket == null && listener != null) {
      socket = listener.accept(now);
    }
    if (socket != null && !closed) {
      openedOnce |= socket.state().isSynchronized();
      read(now);
      noteError();
    }
  }

  private void noteError() {
    Errno pending = socket.pendingError();
    error = pending == null ? error : pending;
  }

  private void read(long now) {
    byte[] bytes = new byte[64];
    while (socket.available() > 0) {
      int count = socket.read(MemorySegment.ofArray(bytes), 0, bytes.length, now);
      for (int i = 0; i < count; i++) {
        garbled |= bytes[i] != STREAM[received++];
      }
    }
    noteError();
    sawEnd |=
        openedOnce && error == null && socket.read(MemorySegment.ofArray(bytes), 0, 1, now) == 0;
  }

  // ---- looking ----

  EndpointProbe probe() {
    return EndpointProbe.of(stack);
  }

  State heldState() {
    return socket == null ? State.CLOSED : socket.state();
  }

  /** What the application has done and seen, for a fingerprint. */
  void describe(StringBuilder text) {
    text.append(written).append(',').append(received);
    text.append(shut ? 's' : '-').append(closed ? 'c' : '-').append(listened ? 'l' : '-');
    text.append(listener != null ? 'L' : '-').append(socket != null ? 'S' : '-');
    text.append(aborted ? 'a' : '-').append(sawEnd ? 'e' : '-').append(begun).append(error);
  }

  private static final class Wire implements Link {
    private final Consumer<byte[]> sent;

    Wire(Consumer<byte[]> sent) {
      this.sent = sent;
    }

    @Override
    public int mtu() {
      return 1_500;
    }

    @Override
    public Offload offload() {
      return Offload.NONE;
    }

    @Override
    public boolean send(OutPacket packet) {
      sent.accept(packet.toBytes());
      return true;
    }

    @Override
    public boolean receive(Packet into) {
      return false;
    }

    @Override
    public void close() {}
  }
}
