package io.handfast.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.handfast.agent.programs.Listening;
import io.handfast.agent.programs.Outward;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** The agent's jar on a real TUN: a JVM of ours talks with the kernel. */
@Tag("net")
@Timeout(60)
@EnabledIf(
    value = "io.handfast.agent.KernelSide#isPossible",
    disabledReason = "needs root and /dev/net/tun")
class AgentNetTest {
  private final KernelSide kernel = new KernelSide();
  @TempDir private Path directory;

  @AfterEach
  void letGo() throws Exception {
    kernel.close();
  }

  private static List<String> javaWith(
      String jar, String classes, String settings, String... program) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-javaagent:" + jar + "=" + settings, "-cp", classes));
    command.addAll(List.of(program));
    return command;
  }

  private static List<String> java(String settings, String... program) {
    return javaWith(
        Path.of("target/handfast.jar").toAbsolutePath().toString(),
        Path.of("target/test-classes").toAbsolutePath().toString(),
        settings,
        program);
  }

  private String[] outward(String kernelAddress) {
    return new String[] {
      Outward.class.getName(),
      kernelAddress,
      "" + kernel.tcpServer(),
      "" + kernel.udpServer(),
      "www.test"
    };
  }

  @Test
  void aProgramTalksToTheKernelsServersAndFindsThemByName() throws Exception {
    kernel.nameServer(new byte[] {10, 7, 0, 1});
    List<String> command = java("tun=hf0,address=10.7.0.2/24,dns=10.7.0.1", outward("10.7.0.1"));
    Process process = kernel.start(command);
    assertThat(new String(process.getInputStream().readAllBytes()))
        .isEqualTo(
            """
            socket 10.7.0.2
            channel 10.7.0.2
            datagram 10.7.0.2
            name [www.test/10.7.0.1]
            socket 10.7.0.2
            """);
    assertThat(process.waitFor()).isZero();
  }

  @Test
  void aUserWithoutRightsUsesTheDeviceThatRootMadeForIt() throws Exception {
    assumeThat(Path.of("/usr/bin/setpriv")).exists();
    kernel.sh(
        """
        ip tuntap add hf1 mode tun user nobody
        ip address add 10.8.0.1/24 dev hf1
        ip link set dev hf1 mtu 1500 txqueuelen 4096 up
        """);
    kernel.nameServer(new byte[] {10, 8, 0, 1});
    copyForEverybody();
    List<String> command = new ArrayList<>(List.of("unshare", "-m", "sh", "-ec", asNobody(), "sh"));
    command.addAll(
        javaWith(
            directory + "/handfast.jar",
            directory + "/classes",
            "tun=hf1,address=10.8.0.2/24,dns=10.8.0.1",
            outward("10.8.0.1")));
    Process process = kernel.start(command);
    assertThat(new String(process.getInputStream().readAllBytes()))
        .isEqualTo(
            """
            socket 10.8.0.2
            channel 10.8.0.2
            datagram 10.8.0.2
            name [www.test/10.8.0.1]
            socket 10.8.0.2
            """);
    assertThat(process.waitFor()).isZero();
    kernel.sh("ip link show dev hf1"); // what root made stays
  }

  /** With a device node that everybody may open, as most machines have it, in a mount namespace. */
  private String asNobody() {
    return """
    mount --bind %s/tun /dev/net/tun
    exec setpriv --reuid nobody --regid nogroup --clear-groups --inh-caps=-all --bounding-set=-all "$@"
    """
        .formatted(directory);
  }

  private void copyForEverybody() throws Exception {
    kernel.sh(
        """
        cp target/handfast.jar %1$s
        cp -r target/test-classes %1$s/classes
        mknod -m 666 %1$s/tun c 10 200
        chmod -R a+rX %1$s
        """
            .formatted(directory));
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private int listening(String settings, String address) throws IOException {
    Process process = kernel.start(java(settings, Listening.class.getName(), address));
    BufferedReader reader = process.inputReader();
    String line = reader.readLine();
    assertThat(line).startsWith("listening ");
    return Integer.parseInt(line.substring("listening ".length()));
  }

  private String ask(String address, int port) {
    return kernel.inside(() -> {
      try (Socket socket = new Socket(address, port)) {
        return new String(socket.getInputStream().readAllBytes());
      }
    });
  }

  @Test
  void theKernelsProgramsReachAServerOfOurs() throws Exception {
    int port = listening("tun=hf0,address=10.7.0.2/24", "10.7.0.2");
    assertThat(ask("10.7.0.2", port)).isEqualTo("10.7.0.1");
  }

  @Test
  void localhostIsThisJvmAndNobodyElseUnlessItIsSaidToBeTheKernels() throws Exception {
    kernel.sh("ip link set lo up");
    int ours = listening("tun=hf0,address=10.7.0.2/24", "127.0.0.1");
    assertThatThrownBy(() -> ask("127.0.0.1", ours)).hasRootCauseInstanceOf(ConnectException.class);

    int kernels = listening("tun=hf1,address=10.8.0.2/24,loopback=kernel", "127.0.0.1");
    assertThat(ask("127.0.0.1", kernels)).isEqualTo("127.0.0.1");
  }
}
