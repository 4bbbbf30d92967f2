package io.handfast.junit;

/** Code that runs on a host. */
@FunctionalInterface
public interface Task {
  /** What it does. */
  void run() throws Exception;
}
