package io.handfast.nio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.Pipe;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import org.junit.jupiter.api.Test;

/** Without any host, and without the JDK's own provider within reach. */
class NoHostTest {
  private final HandfastSelectorProvider provider = new HandfastSelectorProvider();

  @Test
  void theErrorSaysWhatIsMissing() throws Exception {
    try (SocketChannel channel = provider.openSocketChannel()) {
      assertThatThrownBy(() -> channel.connect(new InetSocketAddress("10.0.0.2", 80)))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("no Handfast host is configured");
    }
  }

  @Test
  void selectorsAndPipesNeedNoHost() throws Exception {
    Pipe pipe = provider.openPipe();
    assertThat(pipe.sink().write(NetworkTest.bytes("x"))).isEqualTo(1);
    try (Selector selector = provider.openSelector()) {
      assertThat(selector.selectNow()).isZero();
    }
  }
}
