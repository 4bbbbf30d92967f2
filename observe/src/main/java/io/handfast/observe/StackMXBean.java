package io.handfast.observe;

import java.util.List;
import java.util.Map;

/** One stack in JMX: {@code io.handfast:type=Stack,name=hf0}. */
public interface StackMXBean {
  /** Name of the host. */
  String getName();

  /** Its addresses. */
  List<String> getAddresses();

  /** Sockets by state, with the names of RFC 9293; states without one are left out. */
  Map<String, Integer> getSocketsByState();

  /** What was counted, by nstat's names; counters at zero are left out. */
  Map<String, Long> getCounters();

  /** Half-open connections in all SYN queues. */
  int getHalfOpen();

  /** Connections that wait for {@code accept}. */
  int getAcceptable();

  /** Connections whose application has closed its handle. */
  int getOrphans();

  /** Packet buffers in use, bytes. */
  long getBufferBytes();

  /** Whether a listener is under a SYN flood. */
  boolean isUnderSynFlood();

  /** Connections whose peers have finished and which the program does not close. */
  int getCloseWaitLeak();
}
