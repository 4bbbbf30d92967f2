package io.handfast.tcp;

/**
 * Everything that TCP holds at one moment, by kind: after the last connection has ended and its
 * TIME-WAIT is over, {@link #isEmpty} says whether anything was leaked.
 *
 * @param connections blocks of the states from SYN-SENT to TIME-WAIT's beginning
 * @param halfOpen records in SYN queues
 * @param acceptable connections in accept queues
 * @param timeWait TIME-WAIT records
 * @param orphans connections whose application has closed its handle; part of {@code connections}
 * @param boundPorts sockets that hold a port and do not listen
 * @param returnRoutes source routes remembered for compact records
 * @param bufferBytes bytes of packet buffers that are in use
 * @param sendRecords records of send queues that are in use
 * @param senders connections that send, or have sent within {@code handfast.tcp_idle_sender_ms}
 */
public record Holdings(
    int connections,
    int halfOpen,
    int acceptable,
    int timeWait,
    int orphans,
    int boundPorts,
    int returnRoutes,
    long bufferBytes,
    int sendRecords,
    int senders) {
  static Holdings of(Tcp tcp) {
    int[] queued = new int[2];
    tcp.ports.forEachListener(listener -> {
      queued[0] += listener.synQueue.size();
      queued[1] += listener.acceptQueueSize();
    });
    return new Holdings(
        tcp.flows.size(),
        queued[0],
        queued[1],
        tcp.timeWait.size(),
        tcp.orphans(),
        tcp.ports.boundWithoutListening(),
        tcp.returnRoutes.size(),
        tcp.pool.bytesInUse(),
        tcp.records.inUse(),
        tcp.idleSenders.size());
  }

  /** Nothing is held; listeners do not count. */
  public boolean isEmpty() {
    return equals(new Holdings(0, 0, 0, 0, 0, 0, 0, 0, 0, 0));
  }
}
