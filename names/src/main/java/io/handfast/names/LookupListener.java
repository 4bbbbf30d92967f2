package io.handfast.names;

/** Hears of each step of a lookup, on the thread that looks up. */
@FunctionalInterface
public interface LookupListener {
  /** Listens to nothing. */
  LookupListener NONE = _ -> {};

  /** One step. */
  void on(LookupStep step);
}
