package io.handfast.sim.drill;

import java.util.OptionalLong;

/** A blocking call that has not returned yet. */
final class PendingCall {
  final Script.Event event;
  final Action.Call call;
  private final Operation operation;
  private final long started;
  private final long due;
  private int result = Operation.BLOCKED;
  private OptionalLong ended = OptionalLong.empty();

  PendingCall(Script.Event event, Action.Call call, Operation operation, long started, long due) {
    this.event = event;
    this.call = call;
    this.operation = operation;
    this.started = started;
    this.due = due;
  }

  /** Tries again; true when the call has returned. */
  boolean attempt(long micros) {
    if (result == Operation.BLOCKED) {
      result = operation.attempt();
      if (result != Operation.BLOCKED) {
        ended = OptionalLong.of(micros);
      }
    }
    return result != Operation.BLOCKED;
  }

  long timeout() {
    return operation.timeout();
  }

  int result() {
    return result;
  }

  Operation operation() {
    return operation;
  }

  /** Compares the time of the return. */
  void verifyTime(long floor) {
    long at = ended.orElseThrow();
    long tolerance = Math.max(floor, (due - started) / 8);
    if (Math.abs(at - due) > tolerance) {
      throw DrillStop.mismatch(
          "expected %s to return at %s; it did at %s"
              .formatted(call.name(), PacketText.seconds(due), PacketText.seconds(at)));
    }
  }
}
