package io.handfast.nio;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Random;
import java.util.concurrent.Future;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A host that talks to itself, in segments as large as IP allows. */
class LoopbackTest extends NetworkTest {
  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "::1", "10.0.0.1"})
  void megabytesInPiecesOfAllSizesArriveWhole(String address) throws Exception {
    byte[] sent = new byte[2 << 20];
    new Random(5).nextBytes(sent);
    try (ServerSocketChannel listener =
            provider.openServerSocketChannel().bind(new InetSocketAddress(address, 0));
        SocketChannel client = provider.openSocketChannel()) {
      client.connect(addressOf(listener));
      try (SocketChannel server = listener.accept()) {
        Future<?> writer = background.submit(() -> writeInPieces(client, ByteBuffer.wrap(sent)));
        ByteBuffer received = ByteBuffer.allocate(sent.length);
        while (received.hasRemaining()) {
          assertThat(server.read(received)).isPositive();
        }
        writer.get();
        assertThat(received.flip()).isEqualTo(ByteBuffer.wrap(sent));
      }
    }
  }

  /** The payload that the length field of UDP allows: with IPv6's header more than 65,535 bytes. */
  @ParameterizedTest
  @CsvSource({"127.0.0.1, 65507", "::1, 65527"})
  void theLargestDatagramArrivesWhole(String address, int size) throws Exception {
    byte[] sent = new byte[size];
    new Random(7).nextBytes(sent);
    try (DatagramChannel receiver =
            provider.openDatagramChannel().bind(new InetSocketAddress(address, 0));
        DatagramChannel sender = provider.openDatagramChannel()) {
      sender.setOption(StandardSocketOptions.SO_SNDBUF, 1 << 18);
      receiver.setOption(StandardSocketOptions.SO_RCVBUF, 1 << 18);
      assertThat(sender.send(ByteBuffer.wrap(sent), receiver.getLocalAddress())).isEqualTo(size);
      ByteBuffer received = ByteBuffer.allocate(1 << 16);
      receiver.receive(received);
      assertThat(received.flip()).isEqualTo(ByteBuffer.wrap(sent));
    }
  }

  private static Void writeInPieces(SocketChannel channel, ByteBuffer all) throws Exception {
    Random random = new Random(6);
    while (all.hasRemaining()) {
      int length = Math.min(all.remaining(), random.nextInt(1, 65_536));
      channel.write(all.slice(all.position(), length));
      all.position(all.position() + length);
    }
    return null;
  }
}
