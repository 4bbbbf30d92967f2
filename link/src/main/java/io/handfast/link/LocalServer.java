package io.handfast.link;

import io.handfast.link.nativeio.ErrorNumber;
import io.handfast.link.nativeio.Libc;
import io.handfast.link.nativeio.UnixSockets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/**
 * Listens on a UNIX socket of the kernel's (unix(7)), whatever selector provider this JVM has. The
 * socket's file is of mode 0600; one that nobody listens on any more is replaced.
 */
public final class LocalServer implements AutoCloseable {
  private static final int BACKLOG = 16;

  private final int fd;
  private final Path path;
  private volatile boolean closed;

  private LocalServer(int fd, Path path) {
    this.fd = fd;
    this.path = path;
  }

  /**
   * Binds and listens.
   *
   * @param path at most 107 bytes, in a directory that only its owner can enter
   * @throws LinkException when it is in use or cannot be made
   */
  public static LocalServer bind(Path path) {
    LinkException.requireLinux();
    int fd = LinkException.check(UnixSockets.socket(), "make a UNIX socket");
    try {
      if (UnixSockets.bind(fd, path.toString()) == -ErrorNumber.EADDRINUSE) {
        removeStale(path);
        LinkException.check(UnixSockets.bind(fd, path.toString()), "bind " + path);
      }
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
      LinkException.check(UnixSockets.listen(fd, BACKLOG), "listen on " + path);
      return new LocalServer(fd, path);
    } catch (IOException e) {
      Libc.close(fd);
      throw new LinkException("cannot make " + path + ": " + e.getMessage());
    } catch (RuntimeException e) {
      Libc.close(fd);
      throw e;
    }
  }

  private static void removeStale(Path path) throws IOException {
    try (LocalConnection _ = LocalConnection.open(path)) {
      throw new LinkException("cannot bind " + path + ": another process listens on it");
    } catch (LinkException e) {
      if (e.errno() != ErrorNumber.ECONNREFUSED) {
        throw e;
      }
      Files.deleteIfExists(path);
    }
  }

  /** The next one who connects; empty when the server was closed. Blocks the thread. */
  public Optional<LocalConnection> accept() {
    while (!closed) {
      int accepted = UnixSockets.accept(fd);
      if (accepted >= 0) {
        return Optional.of(new LocalConnection(accepted));
      }
      if (accepted != -ErrorNumber.EINTR && !closed) {
        LinkException.check(accepted, "accept on " + path);
      }
    }
    return Optional.empty();
  }

  /** Where it listens. */
  public Path path() {
    return path;
  }

  /**
   * Ends a blocked {@link #accept} and removes the socket's file. The accepting thread frees it.
   */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    UnixSockets.shutdown(fd);
    try {
      Files.deleteIfExists(path);
    } catch (IOException ignored) {
      // A leftover is replaced by the next one who binds it.
    }
  }

  /**
   * Frees the descriptor; called by the thread that accepted, once {@link #accept} gave nothing.
   */
  public void free() {
    Libc.close(fd);
  }
}
