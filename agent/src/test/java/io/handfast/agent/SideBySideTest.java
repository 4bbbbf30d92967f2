package io.handfast.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.handfast.agent.programs.Blocked;
import io.handfast.agent.programs.FullQueue;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** The same program on the JDK's own sockets and, with the agent's flag, on Handfast. */
class SideBySideTest {
  /** What the program tells in either case. */
  private static String toldByBoth(Class<?> program) throws Exception {
    String classes = Path.of("target/test-classes").toAbsolutePath().toString();
    CompletableFuture<String> kernel = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(() -> {
          try {
            kernel.complete(AgentTest.run(List.of("-cp", classes, program.getName())).output());
          } catch (Exception e) {
            kernel.completeExceptionally(e);
          }
        });
    String handfast = AgentTest.run("=tun=none", program).output();
    assertThat(handfast.lines()).containsExactlyElementsOf(kernel.get().lines().toList());
    return handfast;
  }

  @Test
  void blockedCallsEndAlikeWhenInterruptedAndWhenClosed() throws Exception {
    assertThat(toldByBoth(Blocked.class))
        .hasLineCount(64)
        .doesNotContain("did not block")
        .contains(
            "SocketChannel.read, interrupted: java.nio.channels.ClosedByInterruptException: null"
                + " (interrupted); then open false",
            "SocketChannel.read, closed: java.nio.channels.AsynchronousCloseException: null",
            "Socket.getInputStream().read, interrupted: stays blocked, at last 42 (interrupted)",
            "Socket.getInputStream().read, closed: java.net.SocketException: Socket closed");
  }

  @Test
  void aFullAcceptQueueLooksAlike() throws Exception {
    assertThat(toldByBoth(FullQueue.class))
        .contains(
            "socket 2: connected\n",
            "socket 3: java.net.SocketTimeoutException: Connect timed out, closed true\n",
            "accepted: socket 1\nafter an accept: connected\n",
            "channel 3: 0 selected, pending true, connected false\n",
            "channel 3 after an accept: 1 selected, pending true, connected true\n");
  }
}
