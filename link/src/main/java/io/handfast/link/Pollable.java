package io.handfast.link;

/** Something that {@link Poller} can wait for. */
public interface Pollable {
  /** The file descriptor that becomes readable when a packet waits. */
  int fd();
}
