package io.handfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code get}, {@code run} and what they say when something is wrong. */
@NetTest
class ProgramsNetTest {
  private final Sandbox sandbox = new Sandbox();
  @TempDir private Path directory;

  @AfterEach
  void letGo() {
    sandbox.close();
  }

  private void startPythonServer() {
    sandbox.until(
        "Serving HTTP",
        sandbox.start(
            List.of("python3", "-u", "-m", "http.server", "8000", "-d", directory.toString())));
  }

  @ParameterizedTest(name = "offload {0}")
  @ValueSource(strings = {"on", "off"})
  void getFetchesFromAServerOfTheKernels(String offload) throws Exception {
    byte[] content = new byte[20 << 20];
    new Random(3).nextBytes(content);
    Files.write(directory.resolve("file"), content);
    startPythonServer();
    Path copy = directory.resolve("copy");

    Sandbox.Outcome get =
        sandbox.handfast(
            "get", "http://10.7.0.1:8000/file", "-v", "-o", copy.toString(), "--offload", offload);

    assertThat(get.output()).contains("> GET /file HTTP/1.1", "< HTTP/1.1 200");
    assertThat(get.code()).isZero();
    assertThat(Files.readAllBytes(copy)).isEqualTo(content);
  }

  @Test
  void getFailsWithTheStatusOfTheServer() {
    startPythonServer();
    Sandbox.Outcome get = sandbox.handfast("get", "http://10.7.0.1:8000/none");
    assertThat(get.output()).contains("the server answered 404");
    assertThat(get.code()).isEqualTo(1);
  }

  @Test
  void getSaysThatNobodyListens() {
    Sandbox.Outcome get = sandbox.handfast("get", "http://10.7.0.1:8001/");
    assertThat(get.output())
        .startsWith("handfast: cannot connect to 10.7.0.1:8001: ")
        .containsIgnoringCase("connection refused")
        .hasLineCount(1);
    assertThat(get.code()).isEqualTo(1);
  }

  @Test
  void runPutsAnUnmodifiedServerOnTheStack() throws Exception {
    Files.writeString(directory.resolve("hello"), "hello from jwebserver");
    Process server =
        sandbox.handfastUntil(
            "URL http://10.7.0.2:8080/",
            "run",
            "--address",
            "10.7.0.2/24",
            "--",
            "java",
            "-m",
            "jdk.httpserver",
            "-b",
            "10.7.0.2",
            "-p",
            "8080",
            "-d",
            directory.toString());

    Sandbox.Outcome curl = sandbox.run("curl", "-sS", "-m", "20", "http://10.7.0.2:8080/hello");

    assertThat(curl.output()).isEqualTo("hello from jwebserver");
    assertThat(sandbox.run("ss", "-tlnH").output()).doesNotContain(":8080");
    server.destroy();
    server.waitFor();
    assertThat(sandbox.run("ip", "link", "show", "hf0").code()).isNotZero();
  }

  @Test
  void runPassesTheExitCodeOn() throws Exception {
    Path program = directory.resolve("Five.java");
    Files.writeString(program, "void main() { System.exit(5); }");
    assertThat(sandbox.handfast("run", "--", "java", program.toString()).code()).isEqualTo(5);
  }

  @Test
  void aDeviceInUseIsOneClearLine() {
    sandbox.handfastUntil("Stop with", "serve", directory.toString());
    Sandbox.Outcome second =
        sandbox.handfast("serve", directory.toString(), "--address", "10.9.0.2/24");
    assertThat(second.output())
        .isEqualTo(
            "handfast: cannot attach to TUN device hf0: the device is in use by another process\n");
    assertThat(second.code()).isEqualTo(1);
  }

  @Test
  void withoutThePrivilegeItSaysWhatToDo() {
    Sandbox.Outcome get = withoutPrivilege("get", "http://10.7.0.1/");
    assertThat(get.output())
        .startsWith("handfast: cannot ")
        .contains("run as root")
        .hasLineCount(1);
    assertThat(get.code()).isEqualTo(1);
  }

  @Test
  void aDeviceMadeForTheUserButNotSetUpIsExplained() {
    sandbox.run("ip", "tuntap", "add", "hf0", "mode", "tun", "user", "root");
    Sandbox.Outcome get = withoutPrivilege("get", "http://10.7.0.1/");
    assertThat(get.output())
        .contains("ip address add 10.7.0.1/24 dev hf0; ip link set dev hf0 mtu 1500")
        .hasLineCount(1);
    assertThat(get.code()).isEqualTo(1);
  }

  @Test
  void aDeviceSetUpForTheUserNeedsNoPrivilege() throws Exception {
    Files.writeString(directory.resolve("file"), "hello");
    sandbox.run("ip", "tuntap", "add", "hf0", "mode", "tun", "user", "root");
    sandbox.run("ip", "address", "add", "10.7.0.1/24", "dev", "hf0");
    sandbox.run("ip", "link", "set", "dev", "hf0", "mtu", "1500", "up");
    startPythonServer();
    Sandbox.Outcome get = withoutPrivilege("get", "http://10.7.0.1:8000/file");
    assertThat(get.output()).isEqualTo("hello");
    assertThat(get.code()).isZero();
  }

  private Sandbox.Outcome withoutPrivilege(String... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                "setpriv",
                "--inh-caps=-all",
                "--bounding-set=-all",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=io.handfast.link",
                "--module-path",
                System.getProperty("jdk.module.path"),
                "--module",
                "io.handfast.cli/io.handfast.cli.Main"));
    command.addAll(List.of(arguments));
    return sandbox.run(command.toArray(String[]::new));
  }
}
