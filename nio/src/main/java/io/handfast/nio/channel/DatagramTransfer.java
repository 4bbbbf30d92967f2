package io.handfast.nio.channel;

import io.handfast.event.Errno;
import io.handfast.stack.Driver;
import io.handfast.udp.UdpSocket;
import io.handfast.wire.IpAddress;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.ReentrantLock;

/** Sending and receiving of a datagram channel, one of each at a time. */
final class DatagramTransfer {
  private static final int EAGAIN = Errno.EAGAIN.result();

  private final ReentrantLock readLock = new ReentrantLock();
  private final ReentrantLock writeLock = new ReentrantLock();
  private final HandfastDatagramChannel channel;
  private final UdpEndpoint endpoint;
  private InetSocketAddress lastSender;
  private IpAddress lastSenderIp;

  DatagramTransfer(HandfastDatagramChannel channel, UdpEndpoint endpoint) {
    this.channel = channel;
    this.endpoint = endpoint;
  }

  /** A datagram that was received. */
  record Received(int length, InetSocketAddress sender) {}

  void lockBoth() {
    readLock.lock();
    writeLock.lock();
  }

  void unlockBoth() {
    writeLock.unlock();
    readLock.unlock();
  }

  /** The next datagram, cut to the room in {@code dst}; null when none came in time. */
  Received receive(ByteBuffer dst, long patience) throws IOException {
    readLock.lock();
    try {
      channel.requireOpen();
      endpoint.socket();
      return patience == 0 ? receiveLocked(dst, 0) : receiveBlocking(dst, patience);
    } finally {
      readLock.unlock();
    }
  }

  private Received receiveBlocking(ByteBuffer dst, long patience) throws IOException {
    Received received = null;
    channel.beginBlocking();
    try {
      received = receiveLocked(dst, patience);
    } finally {
      channel.endBlocking(received != null);
    }
    return received;
  }

  private Received receiveLocked(ByteBuffer dst, long patience) throws IOException {
    UdpSocket socket = endpoint.socket();
    Driver driver = endpoint.driver();
    driver.lock();
    try {
      long deadline = Patience.deadline(driver, patience);
      while (true) {
        endpoint.reader().clear();
        int n = channel.isOpen() ? socket.receive(dst, driver.now()) : EAGAIN;
        if (n >= 0) {
          return new Received(n, senderOf(socket));
        }
        if (n != EAGAIN) {
          throw Failures.datagram(n);
        }
        if (!channel.isOpen() || Patience.isOver(driver, deadline, channel.interrupts())) {
          return null;
        }
        driver.await(endpoint.reader(), deadline);
      }
    } finally {
      driver.unlock();
    }
  }

  /** The same object as long as the sender is the same; under the read lock. */
  private InetSocketAddress senderOf(UdpSocket socket) {
    IpAddress ip = socket.lastSender();
    int port = socket.lastSenderPort();
    if (lastSender == null || lastSender.getPort() != port || !ip.equals(lastSenderIp)) {
      lastSender = new InetSocketAddress(Addresses.inet(ip), port);
      lastSenderIp = ip;
    }
    return lastSender;
  }

  /** Sends one datagram; 0 when the channel does not block and there is no room. */
  int send(ByteBuffer src, IpAddress to, int port) throws IOException {
    writeLock.lock();
    try {
      channel.requireOpen();
      endpoint.socket();
      int n = channel.isBlocking() ? sendBlocking(src, to, port) : sendLocked(src, to, port, 0);
      if (n < 0 && n != EAGAIN) {
        throw Failures.datagram(n);
      }
      return Math.max(n, 0);
    } finally {
      writeLock.unlock();
    }
  }

  private int sendBlocking(ByteBuffer src, IpAddress to, int port) throws IOException {
    int n = EAGAIN;
    channel.beginBlocking();
    try {
      n = sendLocked(src, to, port, Driver.NEVER);
    } finally {
      channel.endBlocking(n != EAGAIN);
    }
    return n;
  }

  private int sendLocked(ByteBuffer src, IpAddress to, int port, long patience) throws IOException {
    UdpSocket socket = endpoint.socket();
    Driver driver = endpoint.driver();
    driver.lock();
    try {
      long deadline = Patience.deadline(driver, patience);
      while (true) {
        endpoint.writer().clear();
        int n = channel.isOpen() ? socket.send(src, to, port, driver.now()) : EAGAIN;
        if (n != EAGAIN
            || !channel.isOpen()
            || Patience.isOver(driver, deadline, channel.interrupts())) {
          return n;
        }
        driver.await(endpoint.writer(), deadline);
      }
    } finally {
      driver.unlock();
    }
  }
}
