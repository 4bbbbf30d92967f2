package io.handfast.agent.programs;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** Listens at an address and tells each client who it is. */
public final class Listening {
  private Listening() {}

  /** The address; prints the port. */
  public static void main(String[] arguments) throws Exception {
    try (ServerSocket listener = new ServerSocket(0, 5, InetAddress.getByName(arguments[0]))) {
      System.out.println("listening " + listener.getLocalPort());
      while (true) {
        try (Socket client = listener.accept()) {
          client.getOutputStream().write(client.getInetAddress().getHostAddress().getBytes());
        }
      }
    }
  }
}
