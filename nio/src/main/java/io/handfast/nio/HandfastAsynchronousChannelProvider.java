package io.handfast.nio;

import io.handfast.nio.async.Group;
import io.handfast.nio.async.HandfastAsynchronousServerSocketChannel;
import io.handfast.nio.async.HandfastAsynchronousSocketChannel;
import java.io.IOException;
import java.nio.channels.AsynchronousChannelGroup;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.IllegalChannelGroupException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.ShutdownChannelGroupException;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.AsynchronousChannelProvider;
import java.nio.channels.spi.SelectorProvider;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;

/**
 * Asynchronous channels that live where those of {@link HandfastSelectorProvider} do. Named in
 * {@code -Djava.nio.channels.spi.AsynchronousChannelProvider}, as the agent does by itself.
 *
 * <p>Each operation under way is a virtual thread in a blocking call; completion handlers run on
 * the executor of the group, by default on daemon threads. Timeouts of reads and writes pass in
 * real time, on simulated hosts too.
 */
public final class HandfastAsynchronousChannelProvider extends AsynchronousChannelProvider {
  private final SelectorProvider channels = new HandfastSelectorProvider();
  private final Group defaultGroup =
      new Group(
          this,
          Executors.newCachedThreadPool(
              Thread.ofPlatform().daemon().name("handfast-completion-", 0).factory()));

  /** For the property and for programs. */
  public HandfastAsynchronousChannelProvider() {}

  @Override
  public AsynchronousChannelGroup openAsynchronousChannelGroup(int threads, ThreadFactory factory) {
    return new Group(this, Executors.newFixedThreadPool(threads, factory));
  }

  @Override
  public AsynchronousChannelGroup openAsynchronousChannelGroup(
      ExecutorService executor, int initialSize) {
    return new Group(this, executor);
  }

  @Override
  public AsynchronousServerSocketChannel openAsynchronousServerSocketChannel(
      AsynchronousChannelGroup group) throws IOException {
    Group ours = own(group);
    ServerSocketChannel channel = channels.openServerSocketChannel();
    try {
      return new HandfastAsynchronousServerSocketChannel(channel, ours);
    } catch (ShutdownChannelGroupException e) {
      channel.close();
      throw e;
    }
  }

  @Override
  public AsynchronousSocketChannel openAsynchronousSocketChannel(AsynchronousChannelGroup group)
      throws IOException {
    Group ours = own(group);
    SocketChannel channel = channels.openSocketChannel();
    try {
      return new HandfastAsynchronousSocketChannel(channel, ours);
    } catch (ShutdownChannelGroupException e) {
      channel.close();
      throw e;
    }
  }

  private Group own(AsynchronousChannelGroup group) {
    if (group == null) {
      return defaultGroup;
    }
    if (group instanceof Group ours) {
      return ours;
    }
    throw new IllegalChannelGroupException();
  }
}
