/**
 * The TCP/IP stack itself: wire formats, TCP, UDP, IP and the stack that joins them.
 *
 * <p>Nothing in here has a thread, a clock, a random source or I/O of its own: time, packets and
 * randomness are arguments. Start reading at {@link io.handfast.stack.NetworkStack}.
 */
module io.handfast.core {
  exports io.handfast.buffer;
  exports io.handfast.event;
  exports io.handfast.ip;
  exports io.handfast.secret;
  exports io.handfast.shield;
  exports io.handfast.stack;
  exports io.handfast.tcp;
  exports io.handfast.tcp.congestion;
  exports io.handfast.timer;
  exports io.handfast.udp;
  exports io.handfast.wire;
}
