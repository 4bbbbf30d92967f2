package io.handfast.udp;

/** The options of a {@link UdpSocket}, by Linux's names. */
public abstract class UdpSocketOptions {
  /** Default of both buffers in bytes: half of net.core.rmem_default, as getsockopt is halved. */
  private static final int DEFAULT_BUFFER = 212_992;

  /** Smallest SO_RCVBUF, in bytes: half of what Linux accounts at least. */
  private static final int RECEIVE_BUFFER_MIN = 1_152;

  private int receiveBuffer = DEFAULT_BUFFER;
  private int sendBuffer = DEFAULT_BUFFER;
  private boolean reuseAddress;
  private boolean reusePort;
  private boolean broadcast;
  private int trafficClass;
  private int multicastTtl = 1;
  private boolean multicastLoop = true;
  private boolean dontFragment;

  UdpSocketOptions() {}

  /** SO_REUSEADDR. */
  public boolean reuseAddress() {
    return reuseAddress;
  }

  /** SO_REUSEADDR. */
  public void reuseAddress(boolean on) {
    reuseAddress = on;
  }

  /** SO_REUSEPORT. */
  public boolean reusePort() {
    return reusePort;
  }

  /** SO_REUSEPORT: sockets that all have it share a port. */
  public void reusePort(boolean on) {
    reusePort = on;
  }

  /** SO_RCVBUF in bytes. */
  public int receiveBuffer() {
    return receiveBuffer;
  }

  /** SO_RCVBUF in bytes, at least 1,152. */
  public void receiveBuffer(int bytes) {
    receiveBuffer = Math.max(RECEIVE_BUFFER_MIN, bytes);
  }

  /** SO_SNDBUF in bytes. */
  public int sendBuffer() {
    return sendBuffer;
  }

  /** SO_SNDBUF in bytes; datagrams are sent at once, so that it limits nothing. */
  public void sendBuffer(int bytes) {
    sendBuffer = bytes;
  }

  /** SO_BROADCAST. */
  public boolean broadcast() {
    return broadcast;
  }

  /** SO_BROADCAST. */
  public void broadcast(boolean on) {
    broadcast = on;
  }

  /** IP_TOS, 0 to 255. */
  public int trafficClass() {
    return trafficClass;
  }

  /** IP_TOS, 0 to 255. */
  public void trafficClass(int value) {
    trafficClass = value;
  }

  /** IP_MULTICAST_TTL, 0 to 255; 1 by default. */
  public int multicastTtl() {
    return multicastTtl;
  }

  /** IP_MULTICAST_TTL, 0 to 255; with 0 a datagram stays on this host (RFC 1112 section 6.1). */
  public void multicastTtl(int hops) {
    multicastTtl = hops;
  }

  /** IP_MULTICAST_LOOP; on by default. */
  public boolean multicastLoop() {
    return multicastLoop;
  }

  /** IP_MULTICAST_LOOP: whether members on this host receive what it sends to a group. */
  public void multicastLoop(boolean on) {
    multicastLoop = on;
  }

  /** IP_MTU_DISCOVER as far as it forbids fragments. */
  public boolean dontFragment() {
    return dontFragment;
  }

  /** Forbids fragments: what does not fit one packet to its destination is refused. */
  public void dontFragment(boolean on) {
    dontFragment = on;
  }
}
