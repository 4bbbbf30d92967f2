package io.handfast.tcp;

import io.handfast.timer.Timer;

/**
 * Lets the senders of idle connections go. What a sender needs while data is under way is several
 * times the rest of a connection, and of a million connections few send at any moment. So each is
 * looked at once in {@code handfast.tcp_idle_sender_ms}, and one that has had nothing to do for so
 * long goes. The next byte makes a new one, which goes on from the {@link PathHistory}.
 */
final class IdleSenders extends Timer {
  /** Looks in one turn, so that a million idle connections hold up nobody. */
  private static final int TURN = 1_024;

  private static final long BETWEEN_TURNS = 1_000_000;

  private final Tcp tcp;

  // In the order of Sender.lookAt.
  private Sender head;
  private Sender tail;

  private int size;

  IdleSenders(Tcp tcp) {
    this.tcp = tcp;
  }

  /** Senders that have not been let go. */
  int size() {
    return size;
  }

  /** In ns; 0 when none is ever let go. */
  private long patience() {
    return tcp.config().millisAsNanos(Tunable.TCP_IDLE_SENDER_MS);
  }

  /** A sender has something to do; if it is new, it is looked at some time later. */
  void watch(Sender sender, long now) {
    if (sender.lookAt == NEVER && patience() > 0) {
      append(sender, now);
      if (sender == head) {
        tcp.wheel.schedule(this, sender.lookAt);
      }
    }
  }

  private void append(Sender sender, long now) {
    size++;
    sender.lookAt = now + Math.max(patience(), BETWEEN_TURNS);
    sender.lookedAtBefore = tail;
    if (tail == null) {
      head = sender;
    } else {
      tail.lookedAtNext = sender;
    }
    tail = sender;
  }

  /** The sender is gone. */
  void remove(Sender sender) {
    if (sender.lookAt != NEVER) {
      unlink(sender);
    }
    if (head == null) {
      tcp.wheel.remove(this);
    }
  }

  private void unlink(Sender sender) {
    size--;
    if (sender.lookedAtBefore == null) {
      head = sender.lookedAtNext;
    } else {
      sender.lookedAtBefore.lookedAtNext = sender.lookedAtNext;
    }
    if (sender.lookedAtNext == null) {
      tail = sender.lookedAtBefore;
    } else {
      sender.lookedAtNext.lookedAtBefore = sender.lookedAtBefore;
    }
    sender.lookedAtBefore = null;
    sender.lookedAtNext = null;
    sender.lookAt = NEVER;
  }

  @Override
  protected void fire(long now) {
    for (int looks = 0; looks < TURN && head != null && head.lookAt <= now; looks++) {
      Sender sender = head;
      unlink(sender);
      if (sender.mayGo(patience(), now)) {
        sender.c.sender = null;
      } else {
        append(sender, now);
      }
    }
    if (head != null) {
      tcp.wheel.schedule(this, Math.max(head.lookAt, now + BETWEEN_TURNS));
    }
  }
}
