package io.handfast.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code handfast nc} in both roles, with netcat on the kernel's side. */
@NetTest
@Timeout(60)
class NcNetTest {
  private final Sandbox sandbox = new Sandbox();

  @BeforeEach
  void needNetcat() {
    assumeTrue(Tools.has("nc"), "nc is not installed (Debian: netcat-openbsd)");
  }

  @AfterEach
  void letGo() {
    sandbox.close();
  }

  private static void type(Process process, String text) throws IOException {
    try (OutputStream keyboard = process.getOutputStream()) {
      keyboard.write(text.getBytes());
    }
  }

  private static String rest(Process process) throws IOException, InterruptedException {
    String output = new String(process.getInputStream().readAllBytes());
    assertThat(process.waitFor()).isZero();
    return output;
  }

  @Test
  void aListenerGetsWhatIsSentAndAnswersAfterThePeersEnd() throws Exception {
    Process ours = sandbox.handfastUntil("listening", "nc", "-l", "9000", "-v");
    Process theirs = sandbox.start(List.of("nc", "-n", "-N", "10.7.0.2", "9000"));
    type(theirs, "hello\n");
    sandbox.until("the peer has finished", ours);
    type(ours, "and goodbye\n");
    assertThat(rest(theirs)).isEqualTo("and goodbye\n");
    assertThat(rest(ours)).contains("our input has ended");
  }

  /**
   * The kernel's side reads to the end before it answers, which netcat itself does not wait for.
   */
  @Test
  void aClientFinishesFirstAndStillReads() throws Exception {
    String server =
        "import socket\n"
            + "l=socket.create_server(('',9000))\n"
            + "print('listening',flush=True)\n"
            + "c,_=l.accept()\n"
            + "q=c.makefile().read()\n"
            + "c.sendall(('answer to '+q).encode())\n"
            + "c.close()\n";
    sandbox.until("listening", sandbox.start(List.of("python3", "-c", server)));
    Process ours =
        sandbox.handfastUntil("connected to 10.7.0.1:9000", "nc", "10.7.0.1", "9000", "-v");
    type(ours, "question\n");
    assertThat(rest(ours))
        .contains("our input has ended", "answer to question\n", "the peer has finished");
  }

  @Test
  void datagramsGoBothWays() throws Exception {
    Process theirs = sandbox.start(List.of("nc", "-n", "-u", "-l", "-v", "-W", "1", "9000"));
    sandbox.until("Bound", theirs);
    Process ours = sandbox.handfastUntil("sending from", "nc", "-u", "10.7.0.1", "9000", "-v");
    type(ours, "ping\n");
    assertThat(new String(theirs.getInputStream().readAllBytes())).contains("ping\n");
    assertThat(rest(ours)).isEmpty();
  }

  @Test
  void aPortWithoutAServerIsToldInOneLine() {
    assertThat(sandbox.handfast("nc", "10.7.0.1", "9001").output())
        .startsWith("handfast: cannot connect to 10.7.0.1:9001: ")
        .containsIgnoringCase("refused")
        .hasLineCount(1);
    assertThat(sandbox.handfast("nc", "-u", "10.7.0.1", "9001").code()).isIn(0, 1);
  }
}
