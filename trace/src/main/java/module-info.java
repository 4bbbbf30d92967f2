/** Packet captures, and packets and connections as text. */
module io.handfast.trace {
  requires transitive io.handfast.core;

  exports io.handfast.trace;
}
