package io.handfast.link;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.handfast.link.nativeio.Libc;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;

/**
 * Waits until a link has a packet, a deadline passes or somebody {@linkplain #kick() kicks}:
 * ppoll(2) over the links and an eventfd.
 *
 * <p>One thread at a time awaits, and it is a platform thread: the wait blocks it in the kernel. A
 * kick that comes before the wait is not lost.
 */
public final class Poller implements AutoCloseable {
  /** Timeout that waits without end. */
  public static final long FOREVER = -1;

  private static final int POLLFD = 8;
  private static final short POLLIN = 1;
  private static final int EFD_NONBLOCK_CLOEXEC = 0x800 | 0x80000;
  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  private final int eventfd;
  private final int links;
  private final MemorySegment pollfds;
  private final MemorySegment timespec = Arena.ofAuto().allocate(16, 8);
  private final MemorySegment drained = Arena.ofAuto().allocate(8, 8);
  private final MemorySegment one = Arena.ofAuto().allocate(8, 8);
  private final MemorySegment callState = Libc.newCallState();
  private final Object kickLock = new Object();
  private final MemorySegment kickState = Libc.newCallState();
  private boolean kicked;
  private boolean closed;

  /**
   * A poller over any number of links, none included.
   *
   * @throws LinkException when the system has no descriptor left, or is not Linux
   */
  public Poller(Pollable... links) {
    LinkException.requireLinux();
    this.links = links.length;
    this.eventfd = LinkException.check(Libc.eventfd(EFD_NONBLOCK_CLOEXEC), "make an eventfd");
    this.pollfds = Arena.ofAuto().allocate((long) POLLFD * (links.length + 1), 8);
    one.set(JAVA_LONG, 0, 1);
    watch(0, eventfd);
    for (int i = 0; i < links.length; i++) {
      watch(i + 1, links[i].fd());
    }
  }

  private void watch(int index, int fd) {
    pollfds.set(JAVA_INT, (long) POLLFD * index, fd);
    pollfds.set(JAVA_SHORT, (long) POLLFD * index + 4, POLLIN);
  }

  /**
   * Waits.
   *
   * @param timeoutNanos in nanoseconds; 0 only looks, negative waits without end
   * @return true when a link has something to read (or to report by a failing read); false after a
   *     kick, the timeout or a signal
   */
  public boolean await(long timeoutNanos) {
    long timeout = 0;
    if (timeoutNanos >= 0) {
      timespec.set(JAVA_LONG, 0, timeoutNanos / NANOS_PER_SECOND);
      timespec.set(JAVA_LONG, 8, timeoutNanos % NANOS_PER_SECOND);
      timeout = timespec.address();
    }
    int ready = Libc.ppoll(callState, pollfds.address(), links + 1L, timeout);
    Reference.reachabilityFence(this);
    kicked = ready > 0 && happened(0);
    if (ready <= 0) {
      return false;
    }
    if (kicked) {
      Libc.read(callState, eventfd, drained.address(), 8);
    }
    return ready > (kicked ? 1 : 0);
  }

  private boolean happened(int index) {
    return pollfds.get(JAVA_SHORT, (long) POLLFD * index + 6) != 0;
  }

  /** True when a kick was among what ended the last {@link #await}. */
  public boolean wasKicked() {
    return kicked;
  }

  /** True when the last {@link #await} found link {@code index} (in constructor order) readable. */
  public boolean isReadable(int index) {
    return happened(index + 1);
  }

  /** Ends a present wait, or the next one at once. From any thread; does nothing after close. */
  public void kick() {
    synchronized (kickLock) {
      if (!closed) {
        Libc.write(kickState, eventfd, one.address(), 8);
      }
    }
  }

  /** Frees the eventfd. The caller makes sure that no thread awaits any more. */
  @Override
  public void close() {
    synchronized (kickLock) {
      if (!closed) {
        closed = true;
        Libc.close(eventfd);
      }
    }
  }
}
