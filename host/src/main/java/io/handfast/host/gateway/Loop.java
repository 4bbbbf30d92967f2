package io.handfast.host.gateway;

import io.handfast.host.Host;
import io.handfast.stack.Driver;
import io.handfast.tcp.TcpFlowRequest;
import io.handfast.udp.UdpFlow;
import io.handfast.wire.IpAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The thread of a gateway: waits on the kernel's sockets, and is woken for news from the stack.
 * Flows are touched by this thread only, the stack under the domain lock only.
 */
final class Loop {
  /** A flow whose turn it is, or whose channel is ready. */
  interface Task {
    /** Does what can be done now. */
    void run();

    /** Ends it at once, with a reset where there are such. */
    void abort();
  }

  /** Bytes moved in one go. */
  private static final int CHUNK = 65_536;

  /** With more flows than these, what a stalled one keeps has to be little. */
  private static final int MANY_FLOWS = 1_000;

  private static final int CHUNK_OF_MANY = 8_192;
  private static final long SWEEP_MILLIS = 1_000;

  final Host host;
  final Driver driver;
  final GatewayConfig config;
  final ByteBuffer scratch = ByteBuffer.allocateDirect(CHUNK);
  private final Selector selector;
  private final Queue<Task> news = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean awake = new AtomicBoolean();
  private final Set<Task> flows = new LinkedHashSet<>();
  private final Set<InetSocketAddress> ownEnds = new HashSet<>();
  private final Traffic traffic = new Traffic();
  private volatile boolean closed;
  private Thread thread;
  private long nextSweep;

  Loop(Host host, GatewayConfig config) {
    this.host = host;
    this.driver = host.driver();
    this.config = config;
    try {
      this.selector = Selector.open();
    } catch (IOException e) {
      throw new UncheckedIOException("no selector for the gateway", e);
    }
  }

  void start(String name) {
    thread = Thread.ofPlatform().daemon().name(name).start(this::run);
  }

  Selector selector() {
    return selector;
  }

  Traffic traffic() {
    return traffic;
  }

  // ---- from the stack, under its lock ----

  void onTcp(TcpFlowRequest request, long now) {
    schedule(new TcpFlow(this, request));
  }

  void onUdp(UdpFlow flow, long now) {
    schedule(new UdpRelay(this, flow));
  }

  /** From any thread: the task has something to do. */
  void schedule(Task task) {
    news.add(task);
    if (Thread.currentThread() != thread && awake.compareAndSet(false, true)) {
      selector.wakeup();
    }
  }

  // ---- the thread ----

  private void run() {
    while (!closed) {
      try {
        turn();
      } catch (IOException e) {
        traffic.upstreamError(e.toString());
      } catch (RuntimeException defect) {
        traffic.upstreamError("a defect: " + defect);
      }
    }
    List.copyOf(flows).forEach(Task::abort);
    for (Task task = news.poll(); task != null; task = news.poll()) {
      task.abort();
    }
  }

  private void turn() throws IOException {
    if (news.isEmpty()) {
      selector.select(this::onReady, SWEEP_MILLIS);
    } else {
      selector.selectNow(this::onReady);
    }
    awake.set(false);
    int waiting = news.size();
    for (int i = 0; i < waiting; i++) {
      news.remove().run();
    }
    sweep();
  }

  private void onReady(SelectionKey key) {
    ((Task) key.attachment()).run();
  }

  private void sweep() {
    long now = System.nanoTime();
    if (now - nextSweep < 0) {
      return;
    }
    nextSweep = now + SWEEP_MILLIS * 1_000_000;
    for (Task each : List.copyOf(flows)) {
      if (each instanceof UdpRelay relay) {
        relay.endWhenIdle(now);
      }
    }
  }

  /** An empty buffer for one go; good until the next call. */
  ByteBuffer scratch() {
    return scratch.clear().limit(flows.size() > MANY_FLOWS ? CHUNK_OF_MANY : CHUNK);
  }

  /** A flow has a channel of the kernel's, with this end; null when it is not known. */
  void opened(Task flow, InetSocketAddress end) {
    flows.add(flow);
    if (end != null) {
      ownEnds.add(end);
    }
  }

  void ended(Task flow, InetSocketAddress end) {
    flows.remove(flow);
    if (end != null) {
      ownEnds.remove(end);
    }
  }

  /** The client is a socket of this gateway: its flows would go round for ever. */
  boolean isOwnEnd(IpAddress address, int port) {
    return ownEnds.contains(socketAddress(address, port));
  }

  static InetSocketAddress socketAddress(IpAddress address, int port) {
    try {
      return new InetSocketAddress(InetAddress.getByAddress(address.toBytes()), port);
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e); // only for a wrong number of bytes
    }
  }

  /** Ends the thread and all flows. */
  void close() {
    closed = true;
    selector.wakeup();
    try {
      thread.join();
      selector.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      throw new UncheckedIOException("the gateway's selector did not close", e);
    }
  }
}
