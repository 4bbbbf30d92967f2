package io.handfast.trace;

import io.handfast.wire.IpAddress;
import io.handfast.wire.TcpFlags;
import io.handfast.wire.TcpView;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Remembers where the sequence numbers of each connection began, so that they can be told from
 * there. Follows tcpdump: a SYN, or the first segment seen, sets both beginnings.
 */
public final class RelativeNumbers {
  private static final int MAX_FLOWS = 1 << 16;

  private record Flow(IpAddress low, int lowPort, IpAddress high, int highPort) {}

  private static final class Start {
    int low;
    int high;
    int connection;
    boolean lowSaid;
    boolean highSaid;

    /** Whether this side has begun with another number before. */
    boolean beganOtherwise(boolean forth, int seq) {
      return forth ? lowSaid && low != seq : highSaid && high != seq;
    }
  }

  /** The eldest go first: a file can hold any number of connections. */
  private final Map<Flow, Start> starts =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Flow, Start> eldest) {
          return size() > MAX_FLOWS;
        }
      };

  private int seqStart;
  private int ackStart;
  private int connection;
  private int connections;

  /**
   * Looks at a segment.
   *
   * @return true when it set the beginning of its connection
   */
  public boolean see(IpAddress source, IpAddress destination, TcpView tcp) {
    boolean forth = isForth(source, tcp.sourcePort(), destination, tcp.destinationPort());
    Flow flow =
        forth
            ? new Flow(source, tcp.sourcePort(), destination, tcp.destinationPort())
            : new Flow(destination, tcp.destinationPort(), source, tcp.sourcePort());
    Start start = starts.get(flow);
    boolean sets = start == null || tcp.has(TcpFlags.SYN);
    if (sets) {
      start = starts.computeIfAbsent(flow, _ -> new Start());
      boolean another = start.connection == 0 || start.beganOtherwise(forth, tcp.seq());
      if (another && !(tcp.has(TcpFlags.ACK) && start.connection != 0)) {
        start.connection = ++connections;
        start.lowSaid = false;
        start.highSaid = false;
      }
      start.lowSaid |= forth;
      start.highSaid |= !forth;
      start.low = forth ? tcp.seq() : tcp.ack() - 1;
      start.high = forth ? tcp.ack() - 1 : tcp.seq();
    }
    seqStart = forth ? start.low : start.high;
    ackStart = forth ? start.high : start.low;
    connection = start.connection;
    return sets;
  }

  private static boolean isForth(IpAddress source, int port, IpAddress peer, int peerPort) {
    int byAddress = source.compareTo(peer);
    return byAddress != 0 ? byAddress < 0 : port <= peerPort;
  }

  /** First sequence number of the sender of the segment last seen. */
  public int seqStart() {
    return seqStart;
  }

  /** Number of the connection of the segment last seen, from 1; the same pair may have several. */
  public int connection() {
    return connection;
  }

  /** First sequence number of its peer, which acknowledgments and SACK blocks count from. */
  public int ackStart() {
    return ackStart;
  }
}
