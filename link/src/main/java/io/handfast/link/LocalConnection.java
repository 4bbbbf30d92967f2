package io.handfast.link;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.handfast.link.nativeio.ErrorNumber;
import io.handfast.link.nativeio.Libc;
import io.handfast.link.nativeio.UnixSockets;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** One end of a connection over a UNIX socket; lines of UTF-8 go both ways. */
public final class LocalConnection implements AutoCloseable {
  private static final int CHUNK = 65_536;
  private static final long PATIENCE_SECONDS = 10;

  private final int fd;
  private final MemorySegment chunk = Arena.ofAuto().allocate(CHUNK, 8);
  private final byte[] buffer = new byte[CHUNK];
  private final MemorySegment callState = Libc.newCallState();
  private int start;
  private int end;

  LocalConnection(int fd) {
    this.fd = fd;
    UnixSockets.timeout(fd, PATIENCE_SECONDS);
  }

  /**
   * Connects.
   *
   * @throws LinkException when nobody listens there or access is denied
   */
  public static LocalConnection open(Path path) {
    LinkException.requireLinux();
    int fd = LinkException.check(UnixSockets.socket(), "make a UNIX socket");
    int result = UnixSockets.connect(fd, path.toString());
    if (result < 0) {
      Libc.close(fd);
      LinkException.check(result, "connect to " + path);
    }
    return new LocalConnection(fd);
  }

  /** User id of this process. */
  public static int effectiveUser() {
    LinkException.requireLinux();
    return UnixSockets.effectiveUser();
  }

  /** User id of the process at the other end, as the kernel noted it when it connected. */
  public int peerUser() {
    return LinkException.check(UnixSockets.peerUser(fd), "ask who is at the other end");
  }

  /**
   * The next line, without its end; waits up to 10 seconds for each part of it.
   *
   * @param maxBytes longest line
   * @throws LinkException when the other end is gone or slow before the line is complete, or the
   *     line is longer
   */
  public String readLine(int maxBytes) {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    while (line.size() <= maxBytes) {
      if (start == end) {
        fill();
      }
      int stop = start;
      while (stop < end && buffer[stop] != '\n') {
        stop++;
      }
      line.write(buffer, start, stop - start);
      start = Math.min(end, stop + 1);
      if (stop < end) {
        return line.toString(StandardCharsets.UTF_8);
      }
    }
    throw new LinkException("a line of more than " + maxBytes + " bytes");
  }

  private void fill() {
    int got;
    do {
      got = Libc.read(callState, fd, chunk.address(), CHUNK);
    } while (got == -ErrorNumber.EINTR);
    if (LinkException.check(got, "read from the UNIX socket") == 0) {
      throw new LinkException("the other end closed the connection");
    }
    MemorySegment.copy(chunk, JAVA_BYTE, 0, buffer, 0, got);
    start = 0;
    end = got;
  }

  /**
   * Sends a line.
   *
   * @throws LinkException when the other end is gone or does not read for 10 seconds
   */
  public void writeLine(String line) {
    byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
    try (Arena confined = Arena.ofConfined()) {
      MemorySegment memory = confined.allocateFrom(JAVA_BYTE, bytes);
      for (int sent = 0; sent < bytes.length; ) {
        int count = Libc.write(callState, fd, memory.address() + sent, bytes.length - sent);
        if (count != -ErrorNumber.EINTR) {
          sent += LinkException.check(count, "write to the UNIX socket");
        }
      }
    }
  }

  @Override
  public void close() {
    Libc.close(fd);
  }
}
