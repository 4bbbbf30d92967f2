package io.handfast.trace;

import io.handfast.buffer.Packet;
import io.handfast.stack.Link;
import io.handfast.stack.LinkDecorator;
import io.handfast.stack.OutPacket;
import java.io.IOException;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * A link that can be listened to: passes every packet through and, while a capture is on, writes a
 * copy. Without one it costs a field read.
 *
 * <p>A capture that cannot be written (disk full) is stopped, told once and counted; the traffic
 * goes on. Like every link it is called under the lock of its driver domain; {@link #start} and
 * {@link #stop} too.
 */
public final class CapturingLink extends LinkDecorator {
  private static final long FLUSH_NANOS = 1_000_000_000L;
  private static final String[] NO_COMMENT = {};
  private static final String[] DROPPED = {"dropped by the link"};

  private final LongSupplier wallNanos;
  private final Consumer<String> trouble;
  private Capture capture;
  private long flushedNanos;
  private long failures;

  /**
   * Wraps a link.
   *
   * @param wallNanos nanoseconds since 1970-01-01 UTC, asked for each captured packet
   * @param trouble takes one sentence when a capture had to be stopped
   */
  public CapturingLink(Link link, LongSupplier wallNanos, Consumer<String> trouble) {
    super(link);
    this.wallNanos = wallNanos;
    this.trouble = trouble;
  }

  /** Captures from now on; a capture that was on is closed first. */
  public void start(Capture capture) {
    stop();
    this.capture = capture;
    flushedNanos = wallNanos.getAsLong();
  }

  /** Ends the capture and closes its file. Does nothing when none is on. */
  public void stop() {
    Capture ended = capture;
    capture = null;
    if (ended != null) {
      close(ended);
    }
  }

  private void close(Capture ended) {
    try {
      ended.close();
    } catch (IOException | RuntimeException failure) {
      tell(failure);
    }
  }

  /** True while packets are written. */
  public boolean isCapturing() {
    return capture != null;
  }

  /** Captures that had to be stopped because writing failed. */
  public long failures() {
    return failures;
  }

  @Override
  public boolean send(OutPacket packet) {
    if (capture == null) {
      return link.send(packet);
    }
    long now = wallNanos.getAsLong(); // before the packet, so that its answer is not older
    boolean sent = link.send(packet);
    try {
      capture.sent(packet, now, sent ? NO_COMMENT : DROPPED);
      flushAt(now);
    } catch (IOException | RuntimeException failure) {
      fail(failure);
    }
    return sent;
  }

  @Override
  public boolean receive(Packet into) {
    boolean received = link.receive(into);
    if (received && capture != null) {
      try {
        long now = wallNanos.getAsLong();
        capture.received(into, now, NO_COMMENT);
        flushAt(now);
      } catch (IOException | RuntimeException failure) {
        fail(failure);
      }
    }
    return received;
  }

  private void flushAt(long now) throws IOException {
    if (now - flushedNanos >= FLUSH_NANOS) {
      flushedNanos = now;
      capture.flush();
    }
  }

  private void fail(Exception failure) {
    Capture failed = capture;
    capture = null;
    tell(failure);
    try {
      failed.close();
    } catch (IOException | RuntimeException again) {
      failure.addSuppressed(again); // told already, once is enough
    }
  }

  private void tell(Exception failure) {
    failures++;
    trouble.accept("capture stopped: " + failure.getMessage());
  }

  /** Ends the capture and closes the link. */
  @Override
  public void close() {
    stop();
    super.close();
  }
}
