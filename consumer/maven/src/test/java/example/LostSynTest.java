package example;

import static io.handfast.sim.Packets.SYN;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.handfast.junit.Host;
import io.handfast.junit.Network;
import io.handfast.junit.TestHost;
import io.handfast.junit.TestNetwork;
import io.handfast.sim.Rule;
import java.net.ServerSocket;
import java.net.Socket;
import org.junit.jupiter.api.Test;

@Network
class LostSynTest {
  @Test
  void theSecondSynConnects(
      TestNetwork network, @Host("client") TestHost client, @Host("server") TestHost server)
      throws Exception {
    network.rule(Rule.drop().first(SYN));
    try (ServerSocket listener = server.serverSocketFactory().createServerSocket(80);
        Socket socket = client.socketFactory().createSocket(server.address(), 80)) {
      socket.getOutputStream().write(42);
      assertEquals(42, listener.accept().getInputStream().read());
    }
    assertEquals(2, network.packets(SYN).size());
  }
}
