package io.handfast.http;

import io.handfast.nio.HandfastSelectorProvider;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.util.concurrent.Executor;
import org.eclipse.jetty.io.SelectorManager;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.Scheduler;

/** Jetty's connector with channels and selectors of the stack, whatever provider the JVM has. */
final class StackConnector extends ServerConnector {
  private static final HandfastSelectorProvider PROVIDER = new HandfastSelectorProvider();

  StackConnector(Server server, ConnectionFactory... factories) {
    super(server, factories);
  }

  @Override
  protected ServerSocketChannel openAcceptChannel() throws IOException {
    ServerSocketChannel channel = PROVIDER.openServerSocketChannel();
    try {
      channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      return channel.bind(new InetSocketAddress(getPort()), getAcceptQueueSize());
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  @Override
  protected SelectorManager newSelectorManager(
      Executor executor, Scheduler scheduler, int selectors) {
    return new ServerConnectorManager(executor, scheduler, selectors) {
      @Override
      protected Selector newSelector() throws IOException {
        return PROVIDER.openSelector();
      }
    };
  }
}
