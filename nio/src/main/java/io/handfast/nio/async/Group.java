package io.handfast.nio.async;

import java.io.IOException;
import java.nio.channels.AsynchronousChannel;
import java.nio.channels.AsynchronousChannelGroup;
import java.nio.channels.ShutdownChannelGroupException;
import java.nio.channels.spi.AsynchronousChannelProvider;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/** The channels that share an executor, on which their completion handlers run. */
public final class Group extends AsynchronousChannelGroup {
  private final ExecutorService executor;
  private final Set<AsynchronousChannel> channels = new LinkedHashSet<>();
  private boolean shutdown;

  /** A group without channels; the executor ends with it. */
  public Group(AsynchronousChannelProvider provider, ExecutorService executor) {
    super(provider);
    this.executor = executor;
  }

  synchronized void add(AsynchronousChannel channel) {
    if (shutdown) {
      throw new ShutdownChannelGroupException();
    }
    channels.add(channel);
  }

  synchronized void remove(AsynchronousChannel channel) {
    channels.remove(channel);
    endIfDone();
  }

  private void endIfDone() {
    if (shutdown && channels.isEmpty()) {
      executor.shutdown(); // handlers that wait still run
    }
  }

  /** Runs a completion handler. */
  void execute(Runnable handler) {
    try {
      executor.execute(handler);
    } catch (RejectedExecutionException e) {
      handler.run(); // the last words of a channel whose group has ended
    }
  }

  @Override
  public synchronized boolean isShutdown() {
    return shutdown;
  }

  @Override
  public boolean isTerminated() {
    return executor.isTerminated();
  }

  @Override
  public synchronized void shutdown() {
    shutdown = true;
    endIfDone();
  }

  @Override
  public void shutdownNow() throws IOException {
    shutdown();
    for (AsynchronousChannel each : snapshot()) {
      each.close();
    }
  }

  private synchronized List<AsynchronousChannel> snapshot() {
    return List.copyOf(channels);
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
    return executor.awaitTermination(timeout, unit);
  }
}
