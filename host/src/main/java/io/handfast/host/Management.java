package io.handfast.host;

import io.handfast.link.LinkException;
import io.handfast.link.LocalConnection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Asks the running instances of this user. Each listens on a UNIX socket of mode 0600 in a
 * directory of mode 0700; a request is one line, its answer one line of JSON.
 */
public final class Management {
  /** Request for everything: host, sockets, counters. */
  public static final String STATUS = "status";

  /** Request for everything but the single sockets. */
  public static final String SUMMARY = "summary";

  /**
   * Request for all settings; behind it, after a blank, a JSON object whose {@code set} is a list
   * of {@code NAME=VALUE} to change first.
   */
  public static final String SYSCTL = "sysctl";

  private static final String SUFFIX = ".sock";
  private static final int ANSWER_MAX = 256 << 20;

  private Management() {}

  /**
   * The answers of all running instances, oldest socket name first.
   *
   * @param tun only instances on a TUN of this name; empty for all
   * @throws LinkException when one does not answer in time
   */
  @SuppressWarnings("unchecked")
  public static List<Map<String, Object>> ask(String request, String tun) {
    List<Map<String, Object>> answers = new ArrayList<>();
    for (Path socket : sockets(tun)) {
      open(socket)
          .ifPresent(connection -> {
            try (connection) {
              connection.writeLine(request);
              String answer = connection.readLine(ANSWER_MAX);
              answers.add((Map<String, Object>) Json.read(answer));
            }
          });
    }
    return answers;
  }

  /** Empty when the instance ended since the directory was read, or left its file behind. */
  private static Optional<LocalConnection> open(Path socket) {
    try {
      return Optional.of(LocalConnection.open(socket));
    } catch (LinkException gone) {
      return Optional.empty();
    }
  }

  private static List<Path> sockets(String tun) {
    Path directory = directory();
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(file -> isFor(file, tun)).sorted().toList();
    } catch (IOException e) {
      throw new HostException("cannot look into " + directory + ": " + e.getMessage(), e);
    }
  }

  private static boolean isFor(Path socket, String tun) {
    String file = socket.getFileName().toString();
    return file.endsWith(SUFFIX) && (tun.isEmpty() || file.startsWith(tun + "."));
  }

  /** Where an instance listens: the same TUN name may exist in several network namespaces. */
  static Path socketOf(String tun) {
    return safeDirectory().resolve(tun + "." + ProcessHandle.current().pid() + SUFFIX);
  }

  /** Directory of the sockets: below the user's runtime directory where there is one. */
  private static Path directory() {
    int user = LocalConnection.effectiveUser();
    Path runtime = Path.of("/run/user/" + user);
    if (Files.isDirectory(runtime)) {
      return runtime.resolve("handfast");
    }
    String named = System.getenv("XDG_RUNTIME_DIR");
    return named != null && Files.isDirectory(Path.of(named))
        ? Path.of(named, "handfast")
        : Path.of("/tmp/handfast-" + user);
  }

  private static Path safeDirectory() {
    Path directory = directory();
    try {
      Files.createDirectory(
          directory,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    } catch (IOException e) {
      requireOurs(directory);
    }
    return directory;
  }

  /** In a shared /tmp somebody else may have been there first. */
  private static void requireOurs(Path directory) {
    try {
      boolean isDirectory = Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS);
      Object owner = Files.getAttribute(directory, "unix:uid", LinkOption.NOFOLLOW_LINKS);
      String mode =
          PosixFilePermissions.toString(
              Files.getPosixFilePermissions(directory, LinkOption.NOFOLLOW_LINKS));
      if (!isDirectory
          || !owner.equals(LocalConnection.effectiveUser())
          || !mode.equals("rwx------")) {
        throw new HostException(
            directory + " is not a directory of this user with mode 0700: remove it");
      }
    } catch (IOException e) {
      throw new HostException("cannot make " + directory + ": " + e.getMessage(), e);
    }
  }
}
