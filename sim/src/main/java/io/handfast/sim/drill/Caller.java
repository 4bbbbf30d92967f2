package io.handfast.sim.drill;

import io.handfast.event.Errno;

/** Makes the calls of a script, one at a time, those that block included. */
final class Caller {
  private static final long PATIENCE = 1_000_000;

  private final World world;
  private final SystemCalls calls;
  private final long tolerance;
  private PendingCall pending;

  Caller(Process process, long tolerance) {
    this.world = process.world;
    this.calls = new SystemCalls(process);
    this.tolerance = tolerance;
    world.watcher(this::look);
    world.opener(this::openOn);
  }

  /** Looks whether the call under way can return now. */
  private void look() {
    PendingCall waiting = pending;
    if (waiting != null && waiting.attempt(world.micros())) {
      pending = null;
      finish(waiting);
    }
  }

  /** What a blocked call has to write goes with the ACK that opens its connection. */
  private void openOn() {
    if (pending != null && pending.operation().opens()) {
      pending.attempt(world.micros());
    }
  }

  private void finish(PendingCall ended) {
    try {
      ended.verifyTime(tolerance);
      verify(ended.call, ended.result(), ended.operation());
    } catch (DrillStop stop) {
      throw stop.at(ended.event.line());
    }
  }

  /** Time passes, with the end of a wait of the pending call as a stop on the way. */
  void runUntil(long micros) {
    while (pending != null && pending.timeout() <= micros) {
      world.runUntil(Math.max(world.micros(), pending.timeout()));
      if (pending != null && pending.timeout() <= world.micros()) {
        break;
      }
    }
    world.runUntil(micros);
  }

  /**
   * Makes a call now.
   *
   * @param due when a blocking call returns, in µs since the start of the script
   */
  void call(Script.Event event, Action.Call call, long due) {
    waitForPending();
    if (pending != null && call.end().isPresent()) {
      throw DrillStop.mismatch(
          pending.call.name() + " of line " + pending.event.line() + " is still blocked");
    }
    Operation operation = calls.operation(call);
    PendingCall begun = new PendingCall(event, call, operation, world.micros(), due);
    boolean returned = begun.attempt(world.micros());
    if (!returned && call.end().isEmpty()) {
      throw DrillStop.mismatch(call.name() + " would block");
    }
    if (returned) {
      if (call.end().isPresent()) {
        begun.verifyTime(tolerance);
      }
      verify(call, begun.result(), operation);
    } else {
      pending = begun;
    }
    world.settle();
  }

  private void waitForPending() {
    long limit = world.micros() + PATIENCE;
    while (pending != null && Math.min(world.nextMicros(), pending.timeout()) <= limit) {
      runUntil(Math.max(world.micros(), Math.min(world.nextMicros(), pending.timeout())));
    }
  }

  /** No call may be under way at the end. */
  void end() {
    if (pending != null) {
      throw DrillStop.mismatch(pending.call.name() + " is still blocked at the end of the script")
          .at(pending.event.line());
    }
  }

  // ---- results ----

  private static void verify(Action.Call call, int result, Operation operation) {
    if (!(call.result() instanceof Expr.Ellipsis)) {
      long expected = Constants.evaluate(call.result());
      long actual = result < 0 ? -1 : result;
      boolean errnoMatches =
          expected != -1 || call.errno().isEmpty() || -result == Constants.errno(call.errno());
      if (expected != actual || !errnoMatches) {
        throw DrillStop.mismatch(
            "expected %s() = %s; it returned %s"
                .formatted(call.name(), text(expected, call.errno()), text(result)));
      }
    }
    if (result >= 0) {
      operation.verify();
    }
  }

  private static String text(long expected, String errno) {
    return errno.isEmpty() ? Long.toString(expected) : expected + " " + errno;
  }

  private static String text(int result) {
    if (result >= 0) {
      return Integer.toString(result);
    }
    return "-1 " + Errno.of(result);
  }
}
