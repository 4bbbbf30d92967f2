package io.handfast.agent.programs;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.util.concurrent.Future;

/** Two asynchronous channels talk. */
public final class Asynchronous {
  private Asynchronous() {}

  /** Prints what arrived and whether the kernel has the listener. */
  public static void main(String[] arguments) throws Exception {
    InetAddress here = InetAddress.getLoopbackAddress();
    try (AsynchronousServerSocketChannel listener =
            AsynchronousServerSocketChannel.open().bind(new InetSocketAddress(here, 0));
        AsynchronousSocketChannel client = AsynchronousSocketChannel.open()) {
      Future<AsynchronousSocketChannel> accepted = listener.accept();
      client.connect(listener.getLocalAddress()).get();
      client.write(ByteBuffer.wrap(new byte[42])).get();
      System.out.println("bytes " + accepted.get().read(ByteBuffer.allocate(100)).get());
      int port = ((InetSocketAddress) listener.getLocalAddress()).getPort();
      System.out.println("kernel knows the port: " + Everything.kernelHas(port));
    }
  }
}
