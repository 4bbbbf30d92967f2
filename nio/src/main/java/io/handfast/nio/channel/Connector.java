package io.handfast.nio.channel;

import io.handfast.event.Errno;
import io.handfast.stack.Driver;
import io.handfast.tcp.TcpSocket;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.channels.AlreadyConnectedException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ConnectionPendingException;
import java.nio.channels.NoConnectionPendingException;

/** Opens the connection of a socket channel. The caller holds the reader's and writer's lock. */
final class Connector {
  /** How far a channel is. */
  enum Phase {
    UNCONNECTED,
    PENDING,
    CONNECTED
  }

  private static final int EINPROGRESS = Errno.EINPROGRESS.result();

  private final HandfastSocketChannel channel;
  private final TcpEndpoint endpoint;
  private volatile Phase phase = Phase.UNCONNECTED;
  private volatile InetSocketAddress remote;

  Connector(HandfastSocketChannel channel, TcpEndpoint endpoint) {
    this.channel = channel;
    this.endpoint = endpoint;
  }

  Phase phase() {
    return phase;
  }

  InetSocketAddress remote() {
    return remote;
  }

  /** For a connection that a listener accepted. */
  void accepted(InetSocketAddress peer) {
    remote = peer;
    phase = Phase.CONNECTED;
  }

  /**
   * Starts to connect, and waits for the end for at most {@code patience} nanoseconds: 0 in
   * non-blocking mode, {@link Driver#NEVER} in blocking mode. A failure closes the channel.
   */
  boolean connect(InetSocketAddress target, long patience, boolean blocking) throws IOException {
    switch (phase) {
      case CONNECTED -> throw new AlreadyConnectedException();
      case PENDING -> throw new ConnectionPendingException();
      case UNCONNECTED -> {}
    }
    TcpSocket socket = endpoint.socket();
    remote = target;
    return closingOnFailure(() -> attempt(socket, target, patience, blocking), blocking);
  }

  /** Completes a connect that was started in non-blocking mode; false when it is not over yet. */
  boolean finish(long patience, boolean blocking) throws IOException {
    if (phase == Phase.CONNECTED) {
      return true;
    }
    if (phase == Phase.UNCONNECTED) {
      throw new NoConnectionPendingException();
    }
    TcpSocket socket = endpoint.socket();
    return closingOnFailure(() -> attempt(socket, null, patience, blocking), blocking);
  }

  private interface Attempt {
    int run() throws IOException;
  }

  private boolean closingOnFailure(Attempt attempt, boolean blocking) throws IOException {
    try {
      int result = attempt.run();
      if (result == 0) {
        phase = Phase.CONNECTED;
      } else if (result != EINPROGRESS) {
        throw Failures.connecting(result, HostInfo.with(endpoint.socket().errorDetail(), remote));
      } else if (blocking) {
        throw new SocketTimeoutException("Connect timed out");
      }
      return result == 0;
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  /** Starts when there is a target, else goes on; 0, EINPROGRESS or an error. */
  private int attempt(TcpSocket socket, InetSocketAddress target, long patience, boolean blocking)
      throws IOException {
    if (!blocking) {
      return locked(socket, target, 0);
    }
    int result = EINPROGRESS;
    channel.beginBlocking();
    try {
      result = locked(socket, target, patience);
    } finally {
      channel.endBlocking(result != EINPROGRESS);
    }
    return result;
  }

  private int locked(TcpSocket socket, InetSocketAddress target, long patience) throws IOException {
    Driver driver = endpoint.driver();
    driver.lock();
    try {
      if (!channel.isOpen()) {
        throw new AsynchronousCloseException();
      }
      int result = target == null ? EINPROGRESS : start(socket, target, driver);
      return result == EINPROGRESS ? await(socket, driver, patience) : result;
    } finally {
      driver.unlock();
    }
  }

  private int start(TcpSocket socket, InetSocketAddress target, Driver driver) {
    phase = Phase.PENDING; // before the call, which may tell the selector at once
    return socket.connect(Addresses.remote(target), target.getPort(), driver.now());
  }

  private int await(TcpSocket socket, Driver driver, long patience) {
    long deadline = Patience.deadline(driver, patience);
    while (true) {
      endpoint.writer().clear();
      int result = channel.isOpen() ? socket.finishConnect() : EINPROGRESS;
      if (result != EINPROGRESS
          || !channel.isOpen()
          || Patience.isOver(driver, deadline, channel.interrupts())) {
        return result;
      }
      driver.await(endpoint.writer(), deadline);
    }
  }
}
