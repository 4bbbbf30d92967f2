package io.handfast.sim.dialogue;

import io.handfast.buffer.Packet;
import io.handfast.event.Counter;
import io.handfast.event.EventType;
import io.handfast.ip.Prefix;
import io.handfast.secret.KeyedHash;
import io.handfast.stack.Driver;
import io.handfast.stack.NetworkStack;
import io.handfast.stack.OutPacket;
import io.handfast.tcp.SendFlags;
import io.handfast.tcp.State;
import io.handfast.tcp.TcpConfig;
import io.handfast.tcp.TcpSocket;
import io.handfast.wire.IpAddress;
import io.handfast.wire.IpHeader;
import io.handfast.wire.IpPackets;
import io.handfast.wire.IpProtocol;
import io.handfast.wire.Ipv4Header;
import io.handfast.wire.Ipv6Header;
import io.handfast.wire.TcpFlags;
import io.handfast.wire.TcpHeader;
import io.handfast.wire.TcpOptionList;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * A talk, packet by packet and in virtual time, between a real stack and a peer that says exactly
 * what the test writes:
 *
 * <pre>{@code
 * Dialogue d = Dialogue.listening(80);
 * d.peer(SYN.mss(1460));
 * d.stack(SYN_ACK.ack(1));
 * d.peer(ACK.seq(1).ack(1));
 * assertThat(d.accept().state()).isEqualTo(State.ESTABLISHED);
 * }</pre>
 *
 * <p>An expectation that does not hold throws an {@link AssertionError} with the whole talk so far.
 */
public final class Dialogue {
  /** The peer's initial sequence number unless {@link #peerIsn} says otherwise. */
  public static final int PEER_ISN = 100_000;

  private static final long SECOND = 1_000_000_000L;
  private static final int PEER_PORT = 50_000;
  private static final int SERVER_PORT = 80;

  /**
   * A segment that the stack has sent.
   *
   * @param at when, in ns
   * @param segmentSize payload bytes of each packet the link cuts it into; 0 when it goes as it is
   * @param ecn ECN field of its IP header, 0 to 3
   */
  public record Sent(long at, TcpHeader header, byte[] payload, int segmentSize, int ecn) {}

  private final NetworkStack stack;
  private final IpAddress local;
  private final IpAddress remote;
  private final ArrayDeque<Sent> sent = new ArrayDeque<>();
  private final List<String> transcript = new ArrayList<>();
  private final List<State> states = new ArrayList<>();
  private long now = SECOND;
  private long zero = SECOND;
  private int localPort;
  private int remotePort = PEER_PORT;
  private int peerIsn = PEER_ISN;
  private int stackIss;
  private boolean issKnown;
  private int nextSeq;
  private TcpSocket socket;

  /** A stack with these settings and nothing open yet. */
  public Dialogue(TcpConfig config, boolean ipv4, boolean offload) {
    stack = new NetworkStack("stack", new KeyedHash(1, 2), config, now);
    local = IpAddress.parse(ipv4 ? "10.0.0.2" : "fd00::2");
    remote = IpAddress.parse(ipv4 ? "10.0.0.1" : "fd00::1");
    int index = stack.addInterface("wire", new Wire(offload, this::note));
    stack.addAddress(index, new Prefix(local, ipv4 ? 24 : 64));
    stack.addRoute(Prefix.parse(ipv4 ? "0.0.0.0/0" : "::/0"), index);
    stack
        .events()
        .subscribe(
            EventType.STATE.bit(),
            (at, type, reason, connection, from, to) -> {
              states.add(State.of((int) to));
              say("stack is " + State.of((int) to).rfc() + ": " + reason.english());
            });
  }

  // ---- beginnings ----

  /** IPv4, Linux's settings, a listener on the port. */
  public static Dialogue listening(int port) {
    return listening(TcpConfig.LINUX, port);
  }

  /** IPv4, a listener on the port. */
  public static Dialogue listening(TcpConfig config, int port) {
    return new Dialogue(config, true, false).listen(port, 128);
  }

  /** IPv4, Linux's settings; the stack connects, its SYN is the first thing to expect. */
  public static Dialogue connecting() {
    return connecting(TcpConfig.LINUX);
  }

  /** IPv4; the stack connects, its SYN is the first thing to expect. */
  public static Dialogue connecting(TcpConfig config) {
    return new Dialogue(config, true, false).connect();
  }

  /** Opens a listener. */
  public Dialogue listen(int port, int backlog) {
    localPort = port;
    socket = stack.tcpSocket();
    check(socket.bind(IpAddress.ANY, port, now), "bind");
    check(socket.listen(backlog, now), "listen");
    return this;
  }

  /** Connects to port 80 of the peer. */
  public Dialogue connect() {
    remotePort = SERVER_PORT;
    socket = socket == null ? stack.tcpSocket() : socket;
    socket.connect(remote, remotePort, now);
    localPort = socket.localPort();
    settle();
    return this;
  }

  /** Uses this socket, with options set, for {@link #connect}. */
  public Dialogue socket(TcpSocket prepared) {
    socket = prepared;
    return this;
  }

  /** The peer's initial sequence number; call before the first segment. */
  public Dialogue peerIsn(int isn) {
    peerIsn = isn;
    return this;
  }

  /** The peer goes on from another port: a new connection. */
  public Dialogue peerPort(int port) {
    remotePort = port;
    issKnown = false;
    return this;
  }

  /** Passive open with plain options, up to ESTABLISHED; the connection is accepted. */
  public Dialogue established() {
    peer(Segment.SYN.mss(1460));
    stack(Segment.SYN_ACK.ack(1));
    peer(Segment.ACK.seq(1).ack(1).win(65_535));
    accept();
    return this;
  }

  // ---- the talk ----

  /** The peer says something; the stack takes it in at once. */
  public Dialogue peer(Segment segment) {
    return peerBatch(segment);
  }

  /** Segments that arrive in one batch: the stack answers when it has taken in all of them. */
  public Dialogue peerBatch(Segment... segments) {
    for (Segment segment : segments) {
      say("peer:  " + segment);
      receive(bytesOf(segment));
    }
    return settle();
  }

  private byte[] bytesOf(Segment segment) {
    int length = Objects.requireNonNullElse(segment.length, 0);
    int seq = Objects.requireNonNullElse(segment.seq, 0);
    boolean hasAck = (segment.flags & TcpFlags.ACK) != 0;
    int ack = segment.ack != null ? stackIss + segment.ack : nextSeq;
    byte[] payload = segment.payload != null ? segment.payload : pattern(seq, length);
    TcpHeader header =
        new TcpHeader(
            remotePort,
            localPort,
            peerIsn + seq,
            hasAck ? ack : 0,
            segment.flags,
            Objects.requireNonNullElse(segment.window, 65_535),
            Objects.requireNonNullElse(segment.urgentPointer, 0),
            Relative.shift(segment.optionList(), stackIss));
    return IpPackets.tcp(ipHeader(Objects.requireNonNullElse(segment.ecn, 0)), header, payload);
  }

  private IpHeader ipHeader(int ecn) {
    return switch (IpHeader.of(remote, local, IpProtocol.TCP, 0)) {
      case Ipv4Header h -> h.with(ecn, h.id(), h.dontFragment(), h.ttl());
      case Ipv6Header h -> h.with(ecn, h.flowLabel(), h.hopLimit());
    };
  }

  /**
   * A router says that a segment of the stack could not be delivered.
   *
   * @param error what happened to it
   * @param seq its sequence number, relative to the stack's initial one
   */
  public Dialogue icmp(IcmpError error, int seq) {
    say("icmp:  " + error + " about seq " + seq);
    TcpHeader about =
        new TcpHeader(
            localPort, remotePort, stackIss + seq, 0, TcpFlags.ACK, 0, 0, TcpOptionList.of());
    return inject(error.packet(local, remote, IpPackets.tcp(local, remote, about)));
  }

  /** The stack has said this, next in order; fields not named are not looked at. */
  public Dialogue stack(Segment expected) {
    if (sent.isEmpty()) {
      throw failure("expected the stack to send " + expected + ", but it sent nothing");
    }
    Sent actual = sent.poll();
    learn(actual.header);
    String difference = Relative.difference(expected, actual, stackIss, peerIsn);
    say("stack: " + describe(actual));
    if (!difference.isEmpty()) {
      throw failure("expected " + expected + ", but " + difference);
    }
    return this;
  }

  /** The stack says this at this time, in seconds since {@link #mark} or the beginning. */
  public Dialogue stackAt(double seconds, Segment expected) {
    long due = zero + Math.round(seconds * SECOND);
    while (sent.isEmpty() && now <= due + SECOND / 1_000 && stack.nextDeadline() != Driver.NEVER) {
      runTo(Math.max(now, stack.nextDeadline()));
    }
    long at = sent.isEmpty() ? -1 : sent.peek().at;
    if (at < 0 || Math.abs(at - due) > SECOND / 1_000) {
      String when = at < 0 ? "nothing" : describe(sent.peek()) + " at " + seconds(at) + " s";
      throw failure("expected " + expected + " at " + seconds + " s, but there was " + when);
    }
    return stack(expected);
  }

  /** The stack has said nothing more. */
  public Dialogue silence() {
    if (!sent.isEmpty()) {
      throw failure("expected silence, but the stack sent " + describe(sent.peek()));
    }
    return this;
  }

  /** Time passes and the stack says nothing. */
  public Dialogue silenceFor(double seconds) {
    return silence().after(seconds).silence();
  }

  /** Time passes; timers run. */
  public Dialogue after(double seconds) {
    long until = now + Math.round(seconds * SECOND);
    while (stack.nextDeadline() <= until) {
      runTo(Math.max(now, stack.nextDeadline()));
    }
    runTo(until);
    say(String.format("... %s s", seconds));
    return this;
  }

  /** From now on {@link #stackAt} counts from here. */
  public Dialogue mark() {
    zero = now;
    return this;
  }

  /** A raw IP packet from the peer's side. */
  public Dialogue inject(byte[] bytes) {
    receive(bytes);
    return settle();
  }

  private void receive(byte[] bytes) {
    Packet packet = stack.pool().acquirePacket(bytes);
    stack.receive(1, packet, now);
    packet.release();
  }

  /** Lets the stack finish what calls on the socket began. */
  public Dialogue settle() {
    for (int i = 0; i < 1_000 && stack.nextDeadline() <= now; i++) {
      stack.poll(now);
    }
    return this;
  }

  private void runTo(long time) {
    now = time;
    settle();
  }

  // ---- the application ----

  /** Accepts the connection that waits; it becomes {@link #socket()}. */
  public TcpSocket accept() {
    TcpSocket accepted = socket.accept(now);
    if (accepted == null) {
      throw failure("expected a connection to accept, but there was none");
    }
    listener = socket;
    socket = accepted;
    return accepted;
  }

  private TcpSocket listener;

  /** The listener after {@link #accept}. */
  public TcpSocket listener() {
    return listener == null ? socket : listener;
  }

  /** The socket of the talk. */
  public TcpSocket socket() {
    return socket;
  }

  /** The application writes; byte i of the stream is {@code (byte) i}. Returns bytes taken. */
  public int write(int length) {
    return write(length, SendFlags.NONE);
  }

  /** The same with {@link SendFlags}. */
  public int write(int length, int flags) {
    byte[] bytes = pattern(written + 1, length);
    int taken = socket.send(MemorySegment.ofArray(bytes), 0, length, flags, now);
    written += Math.max(0, taken);
    settle();
    return taken;
  }

  private int written;

  /** The application reads up to this many bytes; the result of the call. */
  public int read(int length) {
    int result = socket.read(MemorySegment.ofArray(new byte[length]), 0, length, now);
    settle();
    return result;
  }

  /** The application reads what is there; empty when nothing or the end. */
  public byte[] readAll() {
    byte[] bytes = new byte[socket.available()];
    int count = socket.read(MemorySegment.ofArray(bytes), 0, bytes.length, now);
    settle();
    return Arrays.copyOf(bytes, Math.max(0, count));
  }

  /** The application closes. */
  public Dialogue close() {
    socket.close(now);
    return settle();
  }

  /** The application shuts its sending side. */
  public Dialogue shutdownWrite() {
    socket.shutdownWrite(now);
    return settle();
  }

  // ---- looking ----

  /** State of the socket. */
  public State state() {
    return socket.state();
  }

  /** Every state entered so far, of all connections. */
  public List<State> states() {
    return List.copyOf(states);
  }

  /** The stack. */
  public NetworkStack netStack() {
    return stack;
  }

  /** What the stack has counted. */
  public long count(Counter counter) {
    return stack.counters().get(counter);
  }

  /** Virtual time, in ns. */
  public long now() {
    return now;
  }

  /** The stack's address. */
  public IpAddress localAddress() {
    return local;
  }

  /** The peer's address. */
  public IpAddress remoteAddress() {
    return remote;
  }

  /** Segments the stack has sent that were not looked at yet. */
  public int pending() {
    return sent.size();
  }

  /** The header of the next segment, as it stands on the wire, without taking it. */
  public TcpHeader peek() {
    return sent.element().header;
  }

  /** Payload of the next segment, without taking it. */
  public byte[] peekPayload() {
    return sent.element().payload;
  }

  /** Takes the next segment, to look at it in ways that {@link #stack} does not offer. */
  public Sent take() {
    Sent next = sent.remove();
    learn(next.header);
    say("stack: " + describe(next));
    return next;
  }

  /** A sequence number of the stack's, relative to its initial one. */
  public int relative(int seq) {
    return seq - stackIss;
  }

  /** Forgets the segments that were not looked at yet. */
  public Dialogue ignore() {
    sent.forEach(each -> learn(each.header));
    sent.clear();
    return this;
  }

  /** Byte i of the stream is {@code (byte) i}: what {@link Segment#len} and {@link #write} send. */
  public static byte[] pattern(int from, int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (from + i);
    }
    return bytes;
  }

  // ---- inner workings ----

  private void learn(TcpHeader header) {
    if (!issKnown && (header.flags() & TcpFlags.SYN) != 0) {
      stackIss = header.seq();
      issKnown = true;
    }
    if ((header.flags() & TcpFlags.SYN) != 0) {
      nextSeq = header.seq() + 1;
    }
  }

  private String describe(Sent segment) {
    return Relative.describe(segment, stackIss, peerIsn);
  }

  private String seconds(long at) {
    return String.format("%.3f", (at - zero) / 1e9);
  }

  private void say(String line) {
    transcript.add(seconds(now) + "  " + line);
  }

  private AssertionError failure(String message) {
    return new AssertionError(message + "\nThe talk so far:\n  " + String.join("\n  ", transcript));
  }

  private void check(int result, String call) {
    if (result < 0) {
      throw failure(call + " failed: " + result);
    }
  }

  /** What the stack sends is written down. */
  private void note(OutPacket packet) {
    byte[] bytes = new byte[packet.totalLength()];
    MemorySegment memory = MemorySegment.ofArray(bytes);
    packet.copyTo(memory, 0);
    int at = packet.ipHeaderLength;
    TcpHeader header = TcpHeader.parse(memory, at, bytes.length - at);
    byte[] payload = Arrays.copyOfRange(bytes, at + header.length(), bytes.length);
    int ecn = (packet.ipVersion == 4 ? bytes[1] : bytes[1] >> 4) & 3;
    sent.add(new Sent(now, header, payload, packet.segmentSize, ecn));
  }
}
