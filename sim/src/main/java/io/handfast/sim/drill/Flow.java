package io.handfast.sim.drill;

import io.handfast.wire.TcpFlags;
import io.handfast.wire.TcpHeader;
import io.handfast.wire.TcpOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The socket under test as packets see it: its ports, and how the numbers of the script map to
 * those on the wire. SYNs carry absolute numbers in a script, all others count from both sides'
 * initial ones.
 */
final class Flow {
  int localPort;
  int remotePort;
  boolean listening;

  /** The open file behind it, or null while no call has named it. */
  OpenFile file;

  private boolean remoteKnown;
  private int remoteIsn;
  private int latestSyn;
  private boolean localKnown;
  private int localIsn;
  private int scriptIsn;
  private boolean timestampsKnown;
  private int timestampOffset;
  private final Map<Integer, Integer> timestamps = new TreeMap<>();
  private final TreeSet<Integer> writeEnds = new TreeSet<>();
  private int written = 1;

  // ---- from the script to the wire ----

  int liveSeq(Action.Tcp packet) {
    if (!packet.has(TcpFlags.SYN)) {
      return packet.seq() + remoteIsn;
    }
    latestSyn = packet.seq();
    if (!remoteKnown) {
      remoteKnown = true;
      remoteIsn = packet.seq();
    }
    return packet.seq();
  }

  int liveAck(Action.Tcp packet) {
    if (!packet.has(TcpFlags.ACK)) {
      return 0;
    }
    int base = packet.has(TcpFlags.SYN) ? localIsn - scriptIsn : localIsn;
    return packet.ack().orElse(0) + base;
  }

  /** Sequence number of a segment of ours that an ICMP message is about. */
  int liveOwnSeq(int seq) {
    return seq + localIsn;
  }

  /**
   * Options as the peer sends them.
   *
   * @param scaled the script's echoes are taken as they stand
   */
  List<TcpOption> liveOptions(Action.Tcp packet, boolean scaled) {
    List<TcpOption> live = new ArrayList<>();
    for (TcpOption option : packet.options().orElse(List.of())) {
      live.add(
          switch (option) {
            case TcpOption.Sack sack -> shifted(sack, localIsn);
            case TcpOption.Timestamps(int value, int echo) ->
                new TcpOption.Timestamps(value, liveEcho(packet, echo, scaled));
            default -> option;
          });
    }
    return live;
  }

  private int liveEcho(Action.Tcp packet, int echo, boolean scaled) {
    if (!packet.has(TcpFlags.ACK)) {
      return echo;
    }
    Integer live = timestamps.get(echo);
    if (live == null && timestampsKnown && !scaled) {
      throw DrillStop.error("ecr " + echo + " is no TS val that the script has expected before");
    }
    return live != null ? live : echo - timestampOffset;
  }

  private static TcpOption.Sack shifted(TcpOption.Sack sack, int by) {
    return new TcpOption.Sack(
        sack.blocks().stream()
            .map(b -> new TcpOption.Sack.Block(b.left() + by, b.right() + by))
            .toList());
  }

  // ---- from the wire to the script ----

  /** Learns from a packet of the stack what the expectation says it is called in the script. */
  void learn(Action.Tcp expected, LivePacket actual) {
    TcpHeader header = actual.tcp();
    if ((header.flags() & TcpFlags.SYN) != 0 && expected.has(TcpFlags.SYN)) {
      if (!localKnown) {
        localKnown = true;
        localIsn = header.seq();
        scriptIsn = expected.seq();
      }
      if ((header.flags() & TcpFlags.ACK) != 0) {
        remoteIsn = latestSyn;
      }
    }
    timestamps(expected.options().orElse(List.of()))
        .ifPresent(script ->
            timestamps(header.options().options())
                .ifPresent(live -> {
                  if (!timestampsKnown) {
                    timestampsKnown = true;
                    timestampOffset = script.tsVal() - live.tsVal();
                  }
                  timestamps.put(script.tsVal(), live.tsVal());
                }));
  }

  static Optional<TcpOption.Timestamps> timestamps(List<TcpOption> options) {
    return options.stream()
        .filter(TcpOption.Timestamps.class::isInstance)
        .map(TcpOption.Timestamps.class::cast)
        .findFirst();
  }

  /** The packet as the script would write it. */
  Action.Tcp script(LivePacket live) {
    TcpHeader header = live.tcp();
    boolean syn = (header.flags() & TcpFlags.SYN) != 0;
    boolean ack = (header.flags() & TcpFlags.ACK) != 0;
    int shown = syn || !ack ? header.ack() : header.ack() - remoteIsn;
    return new Action.Tcp(
        false,
        Action.IpInfo.NONE,
        Optional.empty(),
        header.flags(),
        OptionalInt.empty(),
        header.seq() - localIsn + (syn ? scriptIsn : 0),
        live.length(),
        ack || shown != 0 ? OptionalInt.of(shown) : OptionalInt.empty(),
        OptionalInt.of(header.window()),
        header.urgentPointer() == 0 ? OptionalInt.empty() : OptionalInt.of(header.urgentPointer()),
        Optional.of(scriptOptions(header)));
  }

  private List<TcpOption> scriptOptions(TcpHeader header) {
    List<TcpOption> script = new ArrayList<>();
    for (TcpOption option : header.options().options()) {
      script.add(
          switch (option) {
            case TcpOption.Sack sack -> shifted(sack, -remoteIsn);
            case TcpOption.Timestamps(int value, int echo) ->
                new TcpOption.Timestamps(value + timestampOffset, echo);
            default -> option;
          });
    }
    return script;
  }

  // ---- writes ----

  /** The application has written so many bytes. */
  void wrote(int bytes) {
    written += bytes;
    writeEnds.add(written);
  }

  /** True when data that ends here ends a write. */
  boolean endsWrite(int scriptEnd) {
    return writeEnds.contains(scriptEnd);
  }
}
