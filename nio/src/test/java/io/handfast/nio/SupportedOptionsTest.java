package io.handfast.nio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.DatagramSocket;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketOption;
import java.nio.channels.DatagramChannel;
import java.util.List;
import java.util.Set;
import jdk.net.ExtendedSocketOptions;
import org.junit.jupiter.api.Test;

/** The options of our channels and sockets beside those of the JDK's own. */
class SupportedOptionsTest extends NetworkTest {
  private static List<String> names(Set<SocketOption<?>> options) {
    return options.stream().map(SocketOption::name).sorted().toList();
  }

  @Test
  void channelsHaveTheOptionsThatTheJdkDocuments() throws Exception {
    // Without SO_OOBINLINE, which the JDK's channel has under a name that programs cannot reach.
    assertThat(names(provider.openSocketChannel().supportedOptions()))
        .containsExactly(
            "IP_TOS",
            "SO_INCOMING_NAPI_ID",
            "SO_KEEPALIVE",
            "SO_LINGER",
            "SO_RCVBUF",
            "SO_REUSEADDR",
            "SO_REUSEPORT",
            "SO_SNDBUF",
            "TCP_KEEPCOUNT",
            "TCP_KEEPIDLE",
            "TCP_KEEPINTERVAL",
            "TCP_NODELAY",
            "TCP_QUICKACK");
  }

  @Test
  void socketsHaveTheOptionsOfTheJdksOwn() throws Exception {
    try (Socket jdk = new Socket();
        ServerSocket jdkServer = new ServerSocket();
        DatagramSocket jdkDatagram = new DatagramSocket(null)) {
      assertThat(names(JavaNetTest.socketOf(provider).supportedOptions()))
          .isEqualTo(names(jdk.supportedOptions()));
      assertThat(names(JavaNetTest.serverSocketOf(provider).supportedOptions()))
          .isEqualTo(names(jdkServer.supportedOptions()));
      assertThat(names(provider.openDatagramChannel().supportedOptions()))
          .isEqualTo(names(jdkDatagram.supportedOptions()));
    }
  }

  @Test
  void aMissingValueOfAnOptionThatCanOnlyBeReadIsTheFirstThingWrong() throws Exception {
    try (DatagramChannel channel = provider.openDatagramChannel()) {
      assertThatThrownBy(() -> channel.setOption(ExtendedSocketOptions.SO_INCOMING_NAPI_ID, null))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> channel.setOption(ExtendedSocketOptions.SO_INCOMING_NAPI_ID, 1))
          .isInstanceOf(SocketException.class);
    }
  }
}
