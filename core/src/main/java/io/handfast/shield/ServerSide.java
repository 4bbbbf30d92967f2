package io.handfast.shield;

import io.handfast.secret.KeyedHash;
import io.handfast.secret.KeyedMap;
import io.handfast.tcp.FlowKey;
import io.handfast.wire.TcpFlags;

/** The handshake with servers, in place of a client that has proven to be there. */
final class ServerSide {
  private static final long SECOND = 1_000_000_000L;
  private static final int SERVERS_MAX = 1_024;
  private static final int SYN_ACK = TcpFlags.SYN | TcpFlags.ACK;

  private final Shield shield;
  private final OwnSegments segments;
  private final KeyedMap<ServerOptions> known;

  ServerSide(Shield shield, OwnSegments segments, KeyedHash secret) {
    this.shield = shield;
    this.segments = segments;
    this.known = new KeyedMap<>(secret.derive("shield servers"));
  }

  /** What the server of a flow says in its SYN-ACKs, as far as is known. */
  ServerOptions options(FlowKey flow) {
    ServerOptions learned = known.get(flow.localHigh(), flow.localLow(), flow.localPort(), 0, 0);
    return learned != null ? learned : ServerOptions.guess(flow.isV4());
  }

  private void learn(FlowKey flow, ServerOptions said) {
    if (known.size() < SERVERS_MAX) {
      known.put(flow.localHigh(), flow.localLow(), flow.localPort(), 0, 0, said);
    }
  }

  /** Asks the server, with the client's own number and options. */
  void connect(ShieldFlow flow, long now) {
    flow.stage = ShieldFlow.Stage.CONNECTING;
    flow.retries = 0;
    sendSyn(flow, now);
  }

  private void sendSyn(ShieldFlow flow, long now) {
    int options =
        segments.synOptions(
            flow.mss, flow.sack, flow.timestamps, flow.tsRecent, 0, flow.clientScale);
    long bytes = (long) flow.clientWindow << Math.max(0, flow.clientScale);
    int window = (int) Math.min(0xffff, bytes); // never scaled in a SYN
    segments.send(Side.INSIDE, flow.key, flow.irs, 0, TcpFlags.SYN, window, options);
    shield.schedule(flow, now + (SECOND << flow.retries));
  }

  void onTimer(ShieldFlow flow, long now) {
    if (flow.retries >= shield.config().synRetries()) {
      shield.count(ShieldCount.SERVER_SILENT);
      resetClient(flow);
    } else {
      flow.retries++;
      sendSyn(flow, now);
    }
  }

  /** A segment of the server's while its SYN-ACK is awaited. */
  void onAnswer(ShieldFlow flow, PacketAtHand packet, long now) {
    boolean acknowledges = packet.tcp.has(TcpFlags.ACK) && packet.tcp.ack() == flow.irs + 1;
    if (packet.tcp.has(TcpFlags.RST) && acknowledges) {
      shield.count(ShieldCount.SERVER_REFUSED);
      resetClient(flow);
    } else if (packet.tcp.has(SYN_ACK) && acknowledges) {
      opened(flow, packet, now);
    } else {
      shield.count(ShieldCount.UNEXPECTED);
    }
  }

  private void resetClient(ShieldFlow flow) {
    segments.send(Side.OUTSIDE, flow.key, flow.iss + 1, 0, TcpFlags.RST, 0, 0);
    shield.forget(flow);
  }

  private void opened(ShieldFlow flow, PacketAtHand packet, long now) {
    boolean timestamps = packet.options.hasTimestamps();
    flow.stage = ShieldFlow.Stage.OPEN;
    flow.seqShift = packet.tcp.seq() - flow.iss;
    flow.tsShift = timestamps ? packet.options.tsVal() - flow.toldTs : 0;
    flow.serverScale = flow.clientScale < 0 ? -1 : packet.options.windowScale();
    int mss = packet.options.mss() <= 0 ? options(flow.key).mss() : packet.options.mss();
    boolean asked = flow.clientScale >= 0;
    ServerOptions before = options(flow.key);
    // A server names an option only when it was asked for it.
    learn(
        flow.key,
        new ServerOptions(
            mss,
            asked ? packet.options.windowScale() : before.windowScale(),
            flow.sack ? packet.options.sackPermitted() : before.sack(),
            flow.timestamps ? timestamps : before.timestamps()));
    shield.count(ShieldCount.SERVER_CONNECTED);
    flow.saw(Side.INSIDE, 0, now);
    shield.schedule(flow, now + 10 * SECOND);
    acknowledge(flow);
    openWindow(flow, packet.tcp.window(), timestamps);
  }

  /** The last segment of the handshake with the server. */
  void acknowledge(ShieldFlow flow) {
    long bytes = (long) flow.clientWindow << Math.max(0, flow.clientScale);
    int window = (int) Math.min(0xffff, bytes >>> (flow.serverScale < 0 ? 0 : flow.clientScale));
    int serverTs = flow.toldTs + flow.tsShift;
    int options = segments.timestamps(flow.timestamps, flow.tsRecent, serverTs);
    int seq = flow.irs + 1;
    int ack = flow.iss + flow.seqShift + 1;
    segments.send(Side.INSIDE, flow.key, seq, ack, TcpFlags.ACK, window, options);
  }

  /** The client may send now. */
  private void openWindow(ShieldFlow flow, int window, boolean timestamps) {
    int options = segments.timestamps(flow.timestamps && timestamps, flow.toldTs, flow.tsRecent);
    segments.send(
        Side.OUTSIDE,
        flow.key,
        flow.iss + 1,
        flow.irs + 1,
        TcpFlags.ACK,
        flow.windowForClient(window, 0),
        options);
  }

  /** A segment of the client's before the server has answered: it sends it again. */
  void onImpatientClient(ShieldFlow flow, PacketAtHand packet) {
    if (packet.tcp.has(TcpFlags.RST) && packet.tcp.seq() == flow.irs + 1) {
      segments.send(Side.INSIDE, flow.key, flow.irs + 1, 0, TcpFlags.RST, 0, 0);
      shield.forget(flow);
    } else {
      shield.count(ShieldCount.UNEXPECTED);
    }
  }
}
