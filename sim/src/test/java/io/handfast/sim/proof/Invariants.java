package io.handfast.sim.proof;

import io.handfast.event.Counter;
import io.handfast.event.Errno;
import io.handfast.tcp.EndpointProbe;
import io.handfast.tcp.State;
import java.util.ArrayList;
import java.util.List;

/** What holds in every world, and at the end of every world. */
final class Invariants {
  private static final long QUIET = 400_000_000_000L;

  private final World world;
  private final List<String> broken = new ArrayList<>();

  private Invariants(World world) {
    this.world = world;
  }

  /** What is wrong with this state; empty when nothing. */
  static List<String> brokenNow(World world) {
    Invariants check = new Invariants(world);
    check.broken.addAll(world.wrongArrows);
    for (int side = 0; side < 2; side++) {
      check.stream(side);
      check.numbers(side);
      check.defects(side);
    }
    return check.broken;
  }

  /**
   * What is wrong after both ends have been left alone on a reliable channel, and then closed; the
   * world is used up.
   */
  static List<String> brokenAtTheEnd(World world) {
    Invariants check = new Invariants(world);
    world.calm(QUIET);
    check.complete();
    check.broken.addAll(brokenNow(world));
    world.closeAll();
    world.calm(QUIET);
    for (int side = 0; side < 2; side++) {
      check.gone(side);
    }
    check.broken.addAll(brokenNow(world));
    return check.broken;
  }

  private void require(boolean holds, String otherwise) {
    if (!holds) {
      broken.add(otherwise);
    }
  }

  // ---- in every state ----

  private void stream(int side) {
    Peer me = world.peers[side];
    Peer other = world.peers[1 - side];
    require(!me.garbled, me.name + " read other bytes than were written");
    require(me.received == 0 || me.openedOnce, me.name + " read before ESTABLISHED");
    if (!areOfOneConnection(me, other)) {
      return;
    }
    require(me.received <= other.written, me.name + " read more than was written");
    boolean early = me.sawEnd && !(other.wantsEnd && me.received == other.written);
    require(!early, me.name + " saw the end of the stream before the end");
  }

  /** After a new connection one of the two may still be in the one before. */
  private static boolean areOfOneConnection(Peer me, Peer other) {
    return me.peerStream == other.ownStream;
  }

  private void numbers(int side) {
    EndpointProbe mine = world.probe(side);
    EndpointProbe other = world.probe(1 - side);
    String name = world.peers[side].name;
    require(mine.sndUna() - mine.sndNxt() <= 0, name + ": SND.UNA > SND.NXT");
    if (isTalking(mine) && isTalking(other)) {
      require(mine.rcvNxt() <= other.sndNxt(), name + ": RCV.NXT is more than the peer has sent");
      require(mine.sndUna() <= other.rcvNxt(), name + ": SND.UNA is more than the peer has");
    }
  }

  /** A connection of its own, not a record, whose peer's number is known. */
  private static boolean isTalking(EndpointProbe probe) {
    return probe.isOpen() && probe.sndUna() > 0;
  }

  private void defects(int side) {
    Peer me = world.peers[side];
    require(me.stack.lastDefect() == null, me.name + ": " + me.stack.lastDefect());
    require(
        me.stack.counters().get(Counter.EXT_ASSERTIONS) == 0, me.name + ": an assertion failed");
  }

  // ---- at the end ----

  /** Nobody aborted and nothing was reset: then all was delivered, and nobody gave up. */
  private void complete() {
    for (Peer each : world.peers) {
      require(each.error != Errno.ETIMEDOUT, each.name + " gave up: ETIMEDOUT");
    }
    if (world.sawReset || world.peers[0].aborted || world.peers[1].aborted) {
      return;
    }
    for (int side = 0; side < 2; side++) {
      Peer me = world.peers[side];
      Peer other = world.peers[1 - side];
      boolean reads =
          areOfOneConnection(me, other) && (me.heldState() != State.CLOSED || me.sawEnd);
      require(!reads || me.received == other.written, me.name + " lacks bytes: stuck");
      require(!reads || !other.wantsEnd || me.sawEnd, me.name + " lacks the end: stuck");
    }
  }

  private void gone(int side) {
    Peer me = world.peers[side];
    State state = world.probe(side).state();
    require(state == State.CLOSED, me.name + " hangs in " + state.rfc());
    require(me.stack.tcp().connectionCount() == 0, me.name + " keeps a connection");
    require(me.stack.tcp().timeWaitCount() == 0, me.name + " keeps a TIME-WAIT record");
    require(me.stack.tcp().orphans() == 0, me.name + " keeps an orphan");
    require(me.stack.pool().bytesInUse() == 0, me.name + " keeps buffers");
  }
}
