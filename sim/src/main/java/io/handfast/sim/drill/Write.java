package io.handfast.sim.drill;

import io.handfast.event.Errno;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/** A write that goes on until everything is taken, and opens the connection first if it must. */
final class Write implements Operation {
  private final World world;
  private final OpenFile file;
  private final int length;
  private final int flags;
  private final boolean waits;
  private int done;
  private boolean opening;

  /** MSG_OOB. */
  boolean urgent;

  /** MSG_ZEROCOPY. */
  boolean zeroCopy;

  /** MSG_FASTOPEN. */
  boolean fastOpen;

  Write(World world, OpenFile file, int length, int flags, boolean waits) {
    this.world = world;
    this.file = file;
    this.length = length;
    this.flags = flags;
    this.waits = waits;
  }

  @Override
  public boolean opens() {
    return opening;
  }

  @Override
  public int attempt() {
    if (opening) {
      int result = file.socket.finishConnect();
      if (result == Errno.EINPROGRESS.result()) {
        return BLOCKED;
      }
      opening = false;
      if (result < 0) {
        return result; // what the SYN carried does not count
      }
    } else if (fastOpen || file.deferred) {
      return open();
    }
    return done == length ? ended() : writeOn();
  }

  /** Sends the SYN with data. */
  private int open() {
    boolean fresh = file.deferred || !file.socket.state().isSynchronized();
    int result = file.deferred ? send(new byte[length]) : fastOpen(new byte[length]);
    fastOpen = false;
    file.deferred = false;
    if (fresh) {
      file.connectsTo(ConnectionCalls.PORT);
      world.stack().poll(world.nanos());
    }
    opening = waits && fresh && (result >= 0 || result == Errno.EINPROGRESS.result());
    done += Math.max(0, result);
    if (opening) {
      return BLOCKED;
    }
    return result < 0 || done == length || !waits ? answer(result) : writeOn();
  }

  private int answer(int result) {
    return result < 0 ? result : ended();
  }

  private int writeOn() {
    if (length == 0) {
      return 0;
    }
    int result = write(new byte[length - done]);
    if (result > 0) {
      done += result;
      if (done == length) {
        return ended();
      }
      return waits ? BLOCKED : ended();
    }
    if (result == Errno.EAGAIN.result()) {
      return waits ? BLOCKED : done > 0 ? ended() : result;
    }
    // Linux knows no difference between not yet and no longer connected.
    int told = result == Errno.ENOTCONN.result() ? Errno.EPIPE.result() : result;
    return done > 0 ? ended() : told;
  }

  private int write(byte[] zeros) {
    return urgent ? file.socket.writeUrgent(ByteBuffer.wrap(zeros), world.nanos()) : send(zeros);
  }

  private int send(byte[] zeros) {
    return file.socket.send(MemorySegment.ofArray(zeros), 0, zeros.length, flags, world.nanos());
  }

  private int fastOpen(byte[] zeros) {
    return file.socket.fastOpen(
        world.addresses.remote(),
        ConnectionCalls.PORT,
        MemorySegment.ofArray(zeros),
        0,
        zeros.length,
        flags,
        world.nanos());
  }

  private int ended() {
    file.flow.wrote(done);
    file.errors.wrote(done, zeroCopy);
    return done;
  }
}
