package io.handfast.link;

import io.handfast.link.nativeio.ErrorNumber;
import io.handfast.link.nativeio.Libc;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A network namespace of its own (network_namespaces(7)): either a new one for tests and
 * demonstrations, empty but for a loopback interface and gone without a trace when closed, or one
 * that exists.
 *
 * <p>It belongs to one platform thread. What {@link #call} runs there sees this namespace: devices
 * and sockets it opens stay in it wherever they are used later, and processes it starts live in it.
 */
public final class NetNamespace implements AutoCloseable {
  private static final int CLONE_NEWNET = 0x40000000;
  private static final int O_RDONLY_CLOEXEC = 0x80000;

  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().daemon().name("network-namespace").factory());

  private NetNamespace() {}

  /**
   * Makes one, with its loopback interface up. Needs CAP_SYS_ADMIN.
   *
   * @throws LinkException when this is not permitted
   */
  public static NetNamespace create() {
    LinkException.requireLinux();
    NetNamespace namespace = new NetNamespace();
    try {
      namespace.call(NetNamespace::enter);
      return namespace;
    } catch (RuntimeException e) {
      namespace.close();
      throw e;
    }
  }

  /**
   * Enters one that exists, as {@code ip netns add} makes it; its interfaces stay as they are.
   *
   * @param name of {@code ip netns}, or a path such as {@code /proc/PID/ns/net}
   * @throws LinkException when there is none of that name, or CAP_SYS_ADMIN is missing
   */
  public static NetNamespace existing(String name) {
    LinkException.requireLinux();
    String path = name.contains("/") ? name : "/run/netns/" + name;
    NetNamespace namespace = new NetNamespace();
    try {
      namespace.call(() -> enter(path, name));
      return namespace;
    } catch (RuntimeException e) {
      namespace.close();
      throw e;
    }
  }

  private static Void enter(String path, String name) {
    int fd = Libc.open(path, O_RDONLY_CLOEXEC);
    if (fd == -ErrorNumber.ENOENT) {
      throw new LinkException("there is no network namespace '" + name + "'");
    }
    LinkException.check(fd, "open namespace " + name);
    try {
      LinkException.check(Libc.setns(fd, CLONE_NEWNET), "enter namespace " + name);
    } finally {
      Libc.close(fd);
    }
    return null;
  }

  private static Void enter() {
    LinkException.check(Libc.unshare(CLONE_NEWNET), "make a network namespace");
    NetInterface.named("lo").up();
    return null;
  }

  /**
   * Runs {@code task} inside and waits for its result.
   *
   * @throws LinkException as the task throws it
   * @throws IllegalStateException around a checked exception of the task, or when interrupted
   */
  public <T> T call(Callable<T> task) {
    try {
      return thread.submit(task).get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException unchecked
          ? unchecked
          : new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for a task in a namespace", e);
    }
  }

  /** Lets go of it; it ends with the last socket or process in it. */
  @Override
  public void close() {
    thread.shutdownNow();
  }
}
