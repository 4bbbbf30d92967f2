package io.handfast.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.handfast.agent.programs.Asynchronous;
import io.handfast.agent.programs.Everything;
import io.handfast.agent.programs.MixedSelector;
import io.handfast.agent.programs.OwnFactories;
import io.handfast.agent.programs.PlainSockets;
import io.handfast.agent.programs.ReuseAddress;
import io.handfast.agent.programs.TenThousand;
import io.handfast.agent.programs.V4Only;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The agent's jar in JVMs of their own. No device: what the host reaches is itself. */
class AgentTest {
  record Outcome(int code, String output) {}

  /** Runs the program with these arguments of the agent; both streams are the output. */
  static Outcome run(String agentArguments, Class<?> program) throws Exception {
    String classes = Path.of("target/test-classes").toAbsolutePath().toString();
    return run(
        List.of(
            "-javaagent:" + Path.of("target/handfast.jar").toAbsolutePath() + agentArguments,
            "-cp",
            classes,
            program.getName()));
  }

  static Outcome run(List<String> arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(arguments);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    Thread watchdog = Thread.ofVirtual().start(() -> destroyLater(process));
    String output = new String(process.getInputStream().readAllBytes());
    int code = process.waitFor();
    watchdog.interrupt();
    return new Outcome(code, output);
  }

  private static void destroyLater(Process process) {
    try {
      if (!process.waitFor(120, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void anUnmodifiedProgramRunsAndTheKernelSeesNothingOfIt() throws Exception {
    Outcome outcome = run("=tun=none", Everything.class);
    assertThat(outcome.output())
        .isEqualTo(
            """
            socket 42
            kernel knows the port: false
            datagram 3
            old client hello
            new client hello
            """);
    assertThat(outcome.code()).isZero();
  }

  @Test
  void withLoopbackToTheKernelPlainSocketsAreTheKernels() throws Exception {
    Outcome outcome = run("=tun=none,loopback=kernel", PlainSockets.class);
    assertThat(outcome.output()).contains("kernel knows the port: true", "datagram 3");
    assertThat(outcome.code()).isZero();
  }

  @Test
  void asynchronousChannelsGoTheSameWay() throws Exception {
    assertThat(run("=tun=none", Asynchronous.class).output())
        .isEqualTo("bytes 42\nkernel knows the port: false\n");
    assertThat(run("=tun=none,loopback=kernel", Asynchronous.class).output())
        .isEqualTo("bytes 42\nkernel knows the port: true\n");
  }

  @Test
  void oneHttpClientHasConnectionsOfBothKindsInItsSelector() throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                "-javaagent:"
                    + Path.of("target/handfast.jar").toAbsolutePath()
                    + "=tun=none,address=10.7.0.2/24,loopback=kernel",
                "-cp",
                Path.of("target/test-classes").toAbsolutePath().toString(),
                MixedSelector.class.getName()));
    command.addAll(List.of("10.7.0.2", "127.0.0.1"));
    Outcome outcome = run(command);
    assertThat(outcome.output())
        .isEqualTo(
            """
            10.7.0.2 saw 10.7.0.2
            kernel knows the port: false
            127.0.0.1 saw 127.0.0.1
            kernel knows the port: true
            """);
  }

  @Test
  void aJvmThatPrefersIpv4UsesNothingElse() throws Exception {
    Outcome outcome =
        run(
            List.of(
                "-javaagent:" + Path.of("target/handfast.jar").toAbsolutePath() + "=tun=none",
                "-Djava.net.preferIPv4Stack=true",
                "-cp",
                Path.of("target/test-classes").toAbsolutePath().toString(),
                V4Only.class.getName()));
    assertThat(outcome.output()).isEqualTo("any 0.0.0.0\nno INET6\nProtocol family unavailable\n");
  }

  /** The factories stay the program's, and proxies are in front of our sockets. */
  @Test
  void aProgramHasItsFactoriesAndProxiesAndNeedsNoModuleBesides() throws Exception {
    Outcome outcome =
        run(
            List.of(
                "-javaagent:" + Path.of("target/handfast.jar").toAbsolutePath() + "=tun=none",
                "--limit-modules=java.base",
                "-cp",
                Path.of("target/test-classes").toAbsolutePath().toString(),
                OwnFactories.class.getName()));
    assertThat(outcome.output())
        .isEqualTo(
            """
            asked by version 5
            proxy SOCKS: Host unreachable
            ttl 3
            bound true
            the program's factory was asked
            """);
  }

  @Test
  void soReuseAddressIsAndDoesWhatItIsAndDoesInTheJdk() throws Exception {
    String classes = Path.of("target/test-classes").toAbsolutePath().toString();
    Outcome jdks = run(List.of("-cp", classes, ReuseAddress.class.getName()));
    Outcome ours = run("=tun=none", ReuseAddress.class);
    assertThat(jdks.output()).hasLineCount(13);
    assertThat(ours).isEqualTo(jdks);
  }

  @Test
  void tenThousandBlockedReadersNeedFewThreads() throws Exception {
    Outcome outcome = run("=tun=none", TenThousand.class);
    assertThat(outcome.output()).isEqualTo("blocked 10000\nfew threads: yes\nanswered 10000\n");
  }

  @ParameterizedTest
  @CsvSource({
    "'=tun=none,mtu=9', handfast: handfast.mtu=9: not a number from 1280 to 65535",
    "'=adress=1.2.3.4/5', handfast: agent argument: unknown setting 'adress'; the settings are ",
    "'=tun=none,loopback=both', handfast: handfast.loopback=both: neither stack nor kernel",
    "'=config=/none', handfast: handfast.config=/none: cannot be read (NoSuchFileException)"
  })
  void aWrongValueEndsTheJvmWithOneLine(String arguments, String line) throws Exception {
    Outcome outcome = run(arguments, Everything.class);
    assertThat(outcome.output()).startsWith(line).hasLineCount(1);
    assertThat(outcome.code()).isEqualTo(1);
  }
}
