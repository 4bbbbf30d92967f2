package io.handfast.host.gateway;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;

/**
 * What is said to a SOCKS5 server before it connects, or before it takes datagrams (RFC 1928
 * sections 3, 4 and 6), without blocking. Reads no byte beyond its answer: those are the
 * upstream's.
 */
final class Socks5Greeting {
  private static final int VERSION = 5;
  private static final int CONNECT = 1;
  private static final int ASSOCIATE = 3;
  private static final int IPV4 = 1;
  private static final int NAME = 3;
  private static final int IPV6 = 4;

  /** Version, reply, reserved, kind of address and its first byte, which may be a length. */
  private static final int REPLY_START = 5;

  private static final int PORT = 2;

  /** The server says no. */
  static final class Refusal extends IOException {
    private static final long serialVersionUID = 1L;
    private final UpstreamFailure failure;

    Refusal(String message, UpstreamFailure failure) {
      super(message);
      this.failure = failure;
    }

    UpstreamFailure failure() {
      return failure;
    }
  }

  private enum Step {
    HELLO,
    METHOD,
    REQUEST,
    REPLY
  }

  private final SocketChannel channel;
  private final int command;
  private final byte[] address;
  private final int port;
  private ByteBuffer buffer = ByteBuffer.wrap(new byte[] {VERSION, 1, 0});
  private Step step = Step.HELLO;

  private Socks5Greeting(SocketChannel channel, int command, byte[] address, int port) {
    this.channel = channel;
    this.command = command;
    this.address = address;
    this.port = port;
  }

  /** Has the server connect. */
  static Socks5Greeting connect(SocketChannel channel, InetSocketAddress destination) {
    byte[] address = destination.getAddress().getAddress();
    return new Socks5Greeting(channel, CONNECT, address, destination.getPort());
  }

  /** Has the server take datagrams, from an end that it will see. */
  static Socks5Greeting associate(SocketChannel channel) {
    return new Socks5Greeting(channel, ASSOCIATE, new byte[4], 0);
  }

  /** What to wait for before the next {@link #proceed}. */
  int interest() {
    boolean writes = step == Step.HELLO || step == Step.REQUEST;
    return writes ? SelectionKey.OP_WRITE : SelectionKey.OP_READ;
  }

  /**
   * Goes on as far as possible.
   *
   * @return true when the server has done what it was asked for
   * @throws IOException when it refuses, or ends, or is no SOCKS5 server
   */
  boolean proceed() throws IOException {
    while (transferred()) {
      switch (step) {
        case HELLO -> next(Step.METHOD, ByteBuffer.allocate(2));
        case METHOD -> next(Step.REQUEST, request());
        case REQUEST -> next(Step.REPLY, ByteBuffer.allocate(REPLY_START));
        case REPLY -> {
          if (replyIsWhole()) {
            return true;
          }
        }
      }
    }
    return false;
  }

  private void next(Step following, ByteBuffer with) {
    step = following;
    buffer = with;
  }

  private boolean transferred() throws IOException {
    if (interest() == SelectionKey.OP_WRITE) {
      channel.write(buffer);
    } else if (channel.read(buffer) < 0) {
      throw new Refusal("the SOCKS5 server has hung up", UpstreamFailure.NO_NET);
    }
    return !buffer.hasRemaining();
  }

  private ByteBuffer request() throws IOException {
    if (buffer.get(0) != VERSION || buffer.get(1) != 0) {
      throw new Refusal("the SOCKS5 server wants authentication", UpstreamFailure.FORBIDDEN);
    }
    ByteBuffer message = ByteBuffer.allocate(4 + address.length + PORT);
    message.put((byte) VERSION).put((byte) command).put((byte) 0);
    message.put((byte) (address.length == 4 ? IPV4 : IPV6)).put(address);
    return message.putShort((short) port).flip();
  }

  /** After the first bytes the length is known, and the rest is awaited. */
  private boolean replyIsWhole() throws IOException {
    if (buffer.get(0) != VERSION) {
      throw new Refusal("no SOCKS5 server answers", UpstreamFailure.NO_NET);
    }
    if (buffer.get(1) != 0) {
      throw new Refusal("the SOCKS5 server says " + buffer.get(1), failure(buffer.get(1)));
    }
    int length =
        switch (buffer.get(3)) {
          case IPV4 -> 4 + 4 + PORT;
          case IPV6 -> 4 + 16 + PORT;
          case NAME -> REPLY_START + (buffer.get(4) & 0xff) + PORT;
          default -> throw new Refusal("no SOCKS5 server answers", UpstreamFailure.NO_NET);
        };
    if (buffer.capacity() == length) {
      return true;
    }
    buffer = ByteBuffer.allocate(length).put(buffer.flip());
    return false;
  }

  /**
   * The address and port in the reply.
   *
   * @throws IOException when it is a name
   */
  InetSocketAddress bound() throws IOException {
    if (buffer.get(3) == NAME) {
      throw new Refusal("the SOCKS5 server answers with a name", UpstreamFailure.NO_NET);
    }
    byte[] bytes = new byte[buffer.capacity() - 4 - PORT];
    buffer.get(4, bytes);
    int boundPort = buffer.getShort(buffer.capacity() - PORT) & 0xffff;
    return new InetSocketAddress(InetAddress.getByAddress(bytes), boundPort);
  }

  /** RFC 1928 section 6. */
  private static UpstreamFailure failure(int reply) {
    return switch (reply) {
      case 2, 7 -> UpstreamFailure.FORBIDDEN;
      case 3 -> UpstreamFailure.NO_NET;
      case 4 -> UpstreamFailure.NO_HOST;
      case 6 -> UpstreamFailure.TIMED_OUT;
      default -> UpstreamFailure.REFUSED;
    };
  }
}
