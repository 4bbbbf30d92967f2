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
import io.handfast.tcp.TcpSocket;
import io.handfast.wire.IpAddress;
import java.lang.foreign.MemorySegment;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** One end of a {@link World}: a stack and an application that reads whatever comes. */
final class Peer {
  /** First initial sequence numbers: one direction wraps soon, the other crosses 2^31. */
  static final int[] ISS = {-3, Integer.MAX_VALUE - 2};

  private static final int PORT = 1_000;

  /** What the initial numbers of two incarnations are apart. */
  private static final int APART = 1_000_000;

  private static final byte[] STREAM = stream();

  final String name;
  private final int side;
  private final Setup setup;
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
  private boolean readsEverything;
  private int incarnations = 1;
  boolean aborted;

  /** Which of its own streams it writes, and which of the peer's it reads: by initial numbers. */
  int ownStream;

  int peerStream;

  Peer(int side, Setup setup, long now, Consumer<byte[]> sent, BiConsumer<State, State> entered) {
    this.side = side;
    this.setup = setup;
    name = side == 0 ? "A" : "B";
    stack = new NetworkStack(name, new KeyedHash(side, 7), setup.config(), now);
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
    stack.tcp().fixInitialSequenceNumber(ISS[side] + begun * APART);
  }

  private static byte streamByte(int stream, int at) {
    return (byte) (STREAM[at] + stream * 53);
  }

  private static byte[] stream() {
    byte[] bytes = new byte[10_000];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (i * 31 + 7);
    }
    return bytes;
  }

  // ---- calls ----

  boolean may(Move.Kind kind, int writes) {
    return switch (kind) {
      case LISTEN -> !listened && (socket == null || gaveUp());
      case CONNECT -> socket == null && listener == null && !listened || mayConnectAgain();
      case STOP_LISTENING -> listener != null;
      case WRITE ->
          holdsOpen() && !shut && socket.state().maySend() && written < writes * setup.unit();
      case READ -> setup.readsByMove() && holdsOpen() && socket.available() > 0;
      case SHUTDOWN -> holdsOpen() && !shut && socket.state() != State.SYN_SENT;
      case CLOSE, ABORT -> socket != null && !closed;
      default -> false;
    };
  }

  /** It has connected, and closed before anything came of that. */
  private boolean gaveUp() {
    return closed && !openedOnce && socket.state() == State.CLOSED;
  }

  private boolean mayConnectAgain() {
    return incarnations == 1 && !listened && isGone();
  }

  /** The first connection is over, and nothing is left of it here. */
  private boolean isGone() {
    return setup.connectsAgain()
        && closed
        && socket.state() == State.CLOSED
        && stack.tcp().connectionCount() == 0
        && stack.tcp().timeWaitCount() == 0;
  }

  private void startAgain() {
    incarnations++;
    ownStream = -1; // known when it is open
    peerStream = -2;
    written = 0;
    received = 0;
    shut = false;
    closed = false;
    aborted = false;
    wantsEnd = false;
    sawEnd = false;
    openedOnce = false;
    error = null;
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
      case READ -> read(now);
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
    prepare(listener);
    listener.bind(IpAddress.ANY, PORT, now);
    listener.listen(1, now);
  }

  void stopListening(long now) {
    if (listener != null) {
      listener.close(now);
      listener = null;
    }
  }

  private void prepare(TcpSocket fresh) {
    if (setup.receiveBuffer() > 0) {
      fresh.receiveBuffer(setup.receiveBuffer());
    }
  }

  private void connect(long now) {
    if (socket != null) {
      startAgain();
    }
    socket = stack.tcpSocket();
    prepare(socket);
    socket.bind(IpAddress.ANY, PORT, now);
    socket.connect(other, PORT, now);
  }

  private void write(long now) {
    byte[] unit = new byte[setup.unit()];
    for (int i = 0; i < unit.length; i++) {
      unit[i] = streamByte(ownStream, written + i);
    }
    written += Math.max(0, socket.write(MemorySegment.ofArray(unit), 0, unit.length, now));
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
    accept(now);
    if (socket != null && !closed) {
      noteOpening();
      if (!setup.readsByMove() || readsEverything) {
        read(now);
      } else if (socket.available() == 0) {
        readEnd(now);
      }
      noteError();
    }
  }

  private void accept(long now) {
    if (listener == null || socket != null && !isGone()) {
      return;
    }
    TcpSocket accepted = listener.accept(now);
    if (accepted != null && socket != null) {
      startAgain();
    }
    socket = accepted == null ? socket : accepted;
  }

  private void noteOpening() {
    if (!openedOnce && socket.state().isSynchronized()) {
      openedOnce = true;
      ownStream = Math.round((float) (EndpointProbe.iss(stack) - ISS[side]) / APART);
      peerStream = Math.round((float) (EndpointProbe.irs(stack) - ISS[1 - side]) / APART);
    }
  }

  /** From now on, whatever comes. */
  void readEverything() {
    readsEverything = true;
  }

  private void noteError() {
    Errno pending = socket.pendingError();
    error = pending == null ? error : pending;
  }

  private void read(long now) {
    byte[] bytes = new byte[2_048];
    while (socket.available() > 0) {
      int count = socket.read(MemorySegment.ofArray(bytes), 0, bytes.length, now);
      for (int i = 0; i < count; i++) {
        garbled |= bytes[i] != streamByte(peerStream, received++);
      }
    }
    readEnd(now);
  }

  private void readEnd(long now) {
    noteError();
    MemorySegment one = MemorySegment.ofArray(new byte[1]);
    sawEnd |= openedOnce && error == null && socket.read(one, 0, 1, now) == 0;
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
    text.append(incarnations).append(socket == null ? 0 : socket.available());
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
