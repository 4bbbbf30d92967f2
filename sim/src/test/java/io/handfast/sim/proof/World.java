package io.handfast.sim.proof;

import io.handfast.buffer.Packet;
import io.handfast.sim.proof.Move.Kind;
import io.handfast.stack.Driver;
import io.handfast.tcp.EndpointProbe;
import io.handfast.tcp.State;
import io.handfast.wire.TcpFlags;
import io.handfast.wire.TcpHeader;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * Two endpoints, the packets between them, and everything that can happen next. A world is made
 * anew and led along a path of moves: the same moves give the same world.
 */
final class World {
  private static final long START = 1_000_000_000L;

  /** No packet lives longer, as RFC 9293 section 3.4.3 assumes. */
  private static final long MAXIMUM_LIFETIME = 30_000_000_000L;

  private static final int IP_HEADER = 20;

  /** A packet on its way. */
  private record Flight(byte[] bytes, long sentAt) {}

  final Peer[] peers;
  private final List<List<Flight>> channels = List.of(new ArrayList<>(), new ArrayList<>());
  private final Bounds bounds;
  private final UnaryOperator<byte[]> channel;
  private final List<String> story;
  final List<String> wrongArrows = new ArrayList<>();
  private long now = START;
  private int losses;
  private int duplicates;
  private int overtakings;
  private int lateness;
  private int aborts;
  boolean sawReset;

  /**
   * A world in which nothing has happened.
   *
   * @param story where to tell what happens, or null
   */
  World(Bounds bounds, List<String> story) {
    this.bounds = bounds;
    this.channel = bounds.channel().get();
    this.story = story;
    peers = new Peer[] {peer(0), peer(1)};
    bounds.opening().forEach(this::apply);
  }

  private Peer peer(int side) {
    return new Peer(
        side,
        bounds.setup(),
        now,
        bytes -> send(1 - side, bytes),
        (from, to) -> entered(side, from, to));
  }

  private void entered(int side, State from, State to) {
    tell(() -> "      " + name(side) + " is " + to.rfc());
    if (to == State.SYN_SENT || from == State.LISTEN) {
      peers[side].begun(side);
    }
    if (!Arrows.exists(from, to)) {
      wrongArrows.add(name(side) + " went from " + from.rfc() + " to " + to.rfc());
    }
  }

  private void send(int to, byte[] bytes) {
    byte[] sent = channel.apply(bytes);
    if (sent == null) {
      tell(() -> "      " + name(1 - to) + " sends " + words(1 - to, bytes) + ", and it vanishes");
      return;
    }
    sawReset |= (header(sent).flags() & TcpFlags.RST) != 0;
    tell(() -> "      " + name(1 - to) + " sends " + words(1 - to, sent));
    channels.get(to).add(new Flight(sent, now));
  }

  // ---- moves ----

  List<Move> possible() {
    List<Move> moves = new ArrayList<>();
    for (int side = 0; side < 2; side++) {
      addCalls(moves, side);
      addChannel(moves, side);
    }
    if (nextDeadline() != Driver.NEVER && (channelsEmpty() || lateness < bounds.lateness())) {
      moves.add(new Move(Kind.TIME, 0));
    }
    return moves;
  }

  private void addCalls(List<Move> moves, int side) {
    for (Kind kind : Kind.values()) {
      boolean allowed = kind != Kind.ABORT || aborts < bounds.aborts();
      if (allowed && peers[side].may(kind, bounds.writes())) {
        moves.add(new Move(kind, side));
      }
    }
  }

  private void addChannel(List<Move> moves, int side) {
    int waiting = channels.get(side).size();
    if (waiting > 0) {
      moves.add(new Move(Kind.DELIVER, side));
    }
    if (waiting > 1 && overtakings < bounds.overtakings()) {
      moves.add(new Move(Kind.OVERTAKE, side));
    }
    if (waiting > 0 && duplicates < bounds.duplicates()) {
      moves.add(new Move(Kind.DUPLICATE, side));
    }
    if (waiting > 0 && losses < bounds.losses()) {
      moves.add(new Move(Kind.LOSE, side));
    }
  }

  void apply(Move move) {
    int side = move.side();
    switch (move.kind()) {
      case DELIVER -> deliver(move, 0);
      case OVERTAKE -> overtake(move);
      case DUPLICATE -> duplicate(move);
      case LOSE -> lose(move);
      case TIME -> passTime();
      default -> {
        tell(() -> name(side) + " " + move.kind().words);
        aborts += move.kind() == Kind.ABORT ? 1 : 0;
        peers[side].call(move.kind(), now);
      }
    }
    settle();
  }

  private void settle() {
    peers[0].settle(now);
    peers[1].settle(now);
  }

  private void deliver(Move move, int index) {
    int side = move.side();
    byte[] bytes = channels.get(side).remove(index).bytes;
    tell(() -> name(side) + " " + move.kind().words + " " + words(1 - side, bytes));
    Packet packet = peers[side].stack.pool().acquirePacket(bytes);
    peers[side].stack.receive(1, packet, now);
    packet.release();
  }

  private void overtake(Move move) {
    overtakings++;
    deliver(move, 1);
  }

  private void duplicate(Move move) {
    duplicates++;
    List<Flight> channel = channels.get(move.side());
    channel.addFirst(channel.getFirst());
    deliver(move, 0);
  }

  private void lose(Move move) {
    losses++;
    byte[] bytes = channels.get(move.side()).removeFirst().bytes;
    tell(() -> name(move.side()) + " " + move.kind().words + " " + words(1 - move.side(), bytes));
  }

  private long nextDeadline() {
    return Math.min(peers[0].stack.nextDeadline(), peers[1].stack.nextDeadline());
  }

  private boolean channelsEmpty() {
    return channels.get(0).isEmpty() && channels.get(1).isEmpty();
  }

  private void passTime() {
    lateness += channelsEmpty() ? 0 : 1;
    now = Math.max(now, nextDeadline());
    tell(() -> String.format("the next timer runs out, at %.3f s", (now - START) / 1e9));
    for (List<Flight> channel : channels) {
      channel.removeIf(flight -> now - flight.sentAt > MAXIMUM_LIFETIME);
    }
  }

  // ---- to the end, over a channel that has become reliable ----

  /** Delivers everything and runs timers until nothing is due for {@code quiet} ns. */
  void calm(long quiet) {
    long until = now + quiet;
    for (Peer each : peers) {
      each.readEverything();
    }
    settle();
    for (int i = 0; i < 1_000; i++) {
      int side = channels.get(0).isEmpty() ? 1 : 0;
      if (!channelsEmpty()) {
        apply(new Move(Kind.DELIVER, side));
      } else if (nextDeadline() <= until) {
        apply(new Move(Kind.TIME, 0));
      } else {
        return;
      }
    }
    throw new IllegalStateException("no rest: the two go on for ever");
  }

  void closeAll() {
    for (Peer each : peers) {
      tell(() -> each.name + " closes all it has");
      each.stopListening(now);
      each.close(now);
    }
    settle();
  }

  // ---- looking ----

  EndpointProbe probe(int side) {
    return peers[side].probe();
  }

  /** Two worlds with the same fingerprint go on alike, but for exact times. */
  String fingerprint() {
    String one = half(0);
    String other = half(1);
    boolean ordered = one.compareTo(other) <= 0;
    return (ordered ? one + "|" + other : other + "|" + one)
        + '#'
        + losses
        + duplicates
        + overtakings
        + lateness
        + aborts;
  }

  /**
   * What the TLA+ model of TCP would see of this world: both states, and the control bits of what
   * is on its way to each.
   */
  String abstraction() {
    String one = abstraction(0);
    String other = abstraction(1);
    return one.compareTo(other) <= 0 ? one + "|" + other : other + "|" + one;
  }

  private String abstraction(int side) {
    StringBuilder text = new StringBuilder(probe(side).state().rfc());
    for (Flight each : channels.get(side)) {
      int flags = header(each.bytes).flags() & ~TcpFlags.PSH;
      text.append(' ').append(TcpFlags.toString(flags));
    }
    return text.toString();
  }

  private String half(int side) {
    StringBuilder text = new StringBuilder(160);
    EndpointProbe probe = probe(side);
    text.append(probe.state().ordinal()).append(':').append(probe.sndUna()).append(',');
    text.append(probe.sndNxt()).append(',').append(probe.rcvNxt()).append(',');
    text.append(probe.sndWnd()).append(',').append(probe.retries()).append(',');
    text.append(probe.flags()).append(',').append(probe.timers()).append(probe.holes());
    text.append(probe.records()).append('/');
    peers[side].describe(text);
    for (Flight each : channels.get(side)) {
      text.append('/').append(words(1 - side, each.bytes));
    }
    return text.toString();
  }

  private String words(int from, byte[] bytes) {
    TcpHeader header = header(bytes);
    int iss = Peer.ISS[from];
    int irs = Peer.ISS[1 - from];
    boolean acks = (header.flags() & TcpFlags.ACK) != 0;
    int length = bytes.length - IP_HEADER - header.length();
    return TcpFlags.toString(header.flags())
        + " seq "
        + (header.seq() - iss)
        + (acks ? " ack " + (header.ack() - irs) : "")
        + (length > 0 ? " len " + length : "");
  }

  private static TcpHeader header(byte[] bytes) {
    return TcpHeader.parse(MemorySegment.ofArray(bytes), IP_HEADER, bytes.length - IP_HEADER);
  }

  private static String name(int side) {
    return side == 0 ? "A" : "B";
  }

  /** Words are made only when somebody listens. */
  private void tell(Supplier<String> words) {
    if (story != null) {
      story.add(words.get());
    }
  }
}
