package io.handfast.agent.programs;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Arrays;

/**
 * Talks to echo servers at an address and to one with a name: each says from where it was asked.
 */
public final class Outward {
  private Outward() {}

  /** Address, TCP port, UDP port, name. */
  public static void main(String[] arguments) throws Exception {
    InetAddress address = InetAddress.getByName(arguments[0]);
    int tcp = Integer.parseInt(arguments[1]);
    socket(address, tcp);
    channel(address, tcp);
    datagram(address, Integer.parseInt(arguments[2]));
    InetAddress[] named = InetAddress.getAllByName(arguments[3]);
    System.out.println("name " + Arrays.toString(named));
    socket(named[0], tcp);
  }

  private static void socket(InetAddress address, int port) throws IOException {
    try (Socket socket = new Socket(address, port)) {
      System.out.println("socket " + new String(socket.getInputStream().readAllBytes()));
    }
  }

  private static void channel(InetAddress address, int port) throws IOException {
    try (SocketChannel channel = SocketChannel.open(new InetSocketAddress(address, port))) {
      ByteBuffer buffer = ByteBuffer.allocate(100);
      while (channel.read(buffer) >= 0) {
        // to the end
      }
      System.out.println("channel " + new String(buffer.array(), 0, buffer.position()));
    }
  }

  private static void datagram(InetAddress address, int port) throws IOException {
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.setSoTimeout(10_000);
      socket.send(new DatagramPacket(new byte[1], 1, address, port));
      DatagramPacket answer = new DatagramPacket(new byte[100], 100);
      socket.receive(answer);
      System.out.println("datagram " + new String(answer.getData(), 0, answer.getLength()));
    }
  }
}
