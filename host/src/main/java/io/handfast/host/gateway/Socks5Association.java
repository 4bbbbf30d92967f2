package io.handfast.host.gateway;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/**
 * The TCP connection to a SOCKS5 server that a UDP flow goes through, and the header of its
 * datagrams (RFC 1928 section 7). The server forgets the flow when the connection ends, and the
 * other way round.
 */
final class Socks5Association {
  private static final int IPV4 = 1;
  private static final int NAME = 3;
  private static final int IPV6 = 4;
  private static final int PORT = 2;

  private final InetSocketAddress server;
  private final SocketChannel control;
  private final SelectionKey key;
  private final byte[] header;
  private Socks5Greeting greeting;

  /** Begins to connect; whoever is attached to the key is told what becomes of it. */
  Socks5Association(
      InetSocketAddress server, InetSocketAddress destination, Selector selector, Object attachment)
      throws IOException {
    this.server = server;
    this.header = header(destination);
    this.control = SocketChannel.open();
    try {
      control.configureBlocking(false);
      control.connect(server);
      this.key = control.register(selector, SelectionKey.OP_CONNECT, attachment);
    } catch (IOException e) {
      control.close();
      throw e;
    }
  }

  private static byte[] header(InetSocketAddress destination) {
    byte[] address = destination.getAddress().getAddress();
    ByteBuffer bytes = ByteBuffer.allocate(4 + address.length + PORT);
    bytes.putShort((short) 0).put((byte) 0).put((byte) (address.length == 4 ? IPV4 : IPV6));
    return bytes.put(address).putShort((short) destination.getPort()).array();
  }

  /** Our end of the connection. */
  InetSocketAddress ownEnd() throws IOException {
    return (InetSocketAddress) control.getLocalAddress();
  }

  /**
   * Goes on as far as possible.
   *
   * @return where datagrams go, or null while that is not known
   * @throws IOException when the server refuses or is not there
   */
  InetSocketAddress proceed() throws IOException {
    if (greeting == null) {
      if (!control.finishConnect()) {
        return null;
      }
      greeting = Socks5Greeting.associate(control);
    }
    if (!greeting.proceed()) {
      key.interestOps(greeting.interest());
      return null;
    }
    key.interestOps(SelectionKey.OP_READ);
    InetSocketAddress bound = greeting.bound();
    InetAddress address = bound.getAddress();
    return address.isAnyLocalAddress()
        ? new InetSocketAddress(server.getAddress(), bound.getPort())
        : bound;
  }

  /** Whether the server has ended the association. */
  boolean isOver() throws IOException {
    return control.read(ByteBuffer.allocate(1)) < 0;
  }

  /** Puts what stands before the payload of a datagram to the server. */
  void putHeader(ByteBuffer datagram) {
    datagram.put(header);
  }

  /** Steps over the header of a datagram of the server's; false for one that cannot be used. */
  boolean skipHeader(ByteBuffer datagram) {
    int start = datagram.position();
    if (datagram.remaining() < 5 || datagram.get(start + 2) != 0) {
      return false; // too short, or a fragment, which nobody has to understand
    }
    int address =
        switch (datagram.get(start + 3)) {
          case IPV4 -> 4;
          case IPV6 -> 16;
          case NAME -> 1 + (datagram.get(start + 4) & 0xff);
          default -> Short.MAX_VALUE;
        };
    int length = 4 + address + PORT;
    if (length > datagram.remaining()) {
      return false;
    }
    datagram.position(start + length);
    return true;
  }

  void close() throws IOException {
    control.close();
  }
}
