package io.handfast.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.handfast.link.FaultLink;
import io.handfast.link.FaultPlan;
import io.handfast.link.LinkCounter;
import io.handfast.nio.HandfastSelectorProvider;
import io.handfast.nio.Hosts;
import io.handfast.stack.Link;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Ten mebibytes each way at once, byte by byte the same. */
@NetTest
class BulkNetTest {
  private static final int BYTES = 10 << 20;

  /**
   * One TCP checksum in 65,536 is zero. Linux then sends 0xFFFF, which verifies as well (RFC 1624
   * section 3), but not to tshark.
   */
  private static final String KERNELS_OTHER_ZERO =
      "tcp.checksum == 0xffff and (ip.dst == "
          + Sandbox.STACK_V4
          + " or ipv6.dst == "
          + Sandbox.STACK_V6
          + ")";

  private static final int PORT = 7;

  private final Sandbox sandbox = new Sandbox();

  @AfterEach
  void letGo() {
    sandbox.close();
  }

  @ParameterizedTest(name = "to {0}, offload {1}")
  @CsvSource({"10.7.0.2,true", "10.7.0.2,false", "fd00::2,true", "fd00::2,false"})
  void bytesArriveAsTheyWereSent(String address, boolean offload) throws Exception {
    exchange(sandbox.open(offload), address);
  }

  @Test
  @Timeout(180) // both ends back off at 5 % loss, as two Linux hosts with Reno do
  void theySurviveLossReorderingAndDuplication() throws Exception {
    FaultPlan plan =
        FaultPlan.NONE.withLoss(0.05).withDuplication(0.05).withReordering(0.05, 4, 5_000_000);
    FaultLink[] faults = new FaultLink[1];
    Host host =
        sandbox.open(
            Sandbox.builder().offload(false).decorate(link -> faults[0] = faulty(link, plan)));

    exchange(host, Sandbox.STACK_V4);

    for (LinkCounter fault :
        new LinkCounter[] {
          LinkCounter.FAULT_LOST, LinkCounter.FAULT_DUPLICATED, LinkCounter.FAULT_REORDERED
        }) {
      assertThat(faults[0].counters().get(fault)).as(fault.name()).isGreaterThan(100);
    }
  }

  private static FaultLink faulty(Link link, FaultPlan plan) {
    return new FaultLink(link, plan, plan, 42, System::nanoTime);
  }

  @ParameterizedTest(name = "offload {0}")
  @CsvSource({"true", "false"})
  void tsharkFindsNothingWrongWithTheCapture(boolean offload, @TempDir Path directory)
      throws Exception {
    Assumptions.assumeTrue(Files.isExecutable(Path.of("/usr/bin/tshark")), "tshark is missing");
    Path file = directory.resolve("bulk.pcapng");
    Host host = sandbox.open(Sandbox.builder().offload(offload).capture(file));
    exchange(host, Sandbox.STACK_V4);
    exchange(host, Sandbox.STACK_V6);
    sandbox.run("ping", "-n", "-c", "2", "-i", "0.2", Sandbox.STACK_V4);
    host.close();

    assertThat(tshark(file, "")).hasSizeGreaterThan(1_000);
    assertThat(
            tshark(
                file,
                "_ws.malformed or ip.checksum.status == 0"
                    + " or (tcp.checksum.status == 0 and not ("
                    + KERNELS_OTHER_ZERO
                    + ")) or udp.checksum.status == 0 or icmp.checksum.status == 0"
                    + " or icmpv6.checksum.status == 0"))
        .isEmpty();
  }

  private String[] tshark(Path file, String filter) {
    Sandbox.Outcome outcome =
        sandbox.run(
            "sh",
            "-c",
            "tshark -o ip.check_checksum:TRUE -o tcp.check_checksum:TRUE -o udp.check_checksum:TRUE"
                + " -r "
                + file
                + " -Y '"
                + filter
                + "' 2>/dev/null");
    assertThat(outcome.code()).isZero();
    return outcome.output().lines().toArray(String[]::new);
  }

  private void exchange(Host host, String address) throws Exception {
    byte[] toUs = randomBytes(1);
    byte[] toKernel = randomBytes(2);
    try (ServerSocketChannel listener =
            Hosts.call(host, new HandfastSelectorProvider()::openServerSocketChannel)
                .bind(new InetSocketAddress(PORT));
        Socket kernels = sandbox.connect(address, PORT);
        SocketChannel ours = listener.accept()) {
      FutureTask<Void> kernelSends = sending(kernels.getOutputStream(), toUs);
      FutureTask<Void> weSend = sending(Channels.newOutputStream(ours), toKernel);
      FutureTask<byte[]> weGot = reading(Channels.newInputStream(ours));
      assertThat(kernels.getInputStream().readNBytes(BYTES)).isEqualTo(toKernel);
      assertThat(weGot.get()).isEqualTo(toUs);
      kernelSends.get();
      weSend.get();
    }
  }

  private static FutureTask<Void> sending(OutputStream to, byte[] bytes) {
    return start(() -> {
      to.write(bytes);
      return null;
    });
  }

  private static FutureTask<byte[]> reading(InputStream from) throws IOException {
    return start(() -> from.readNBytes(BYTES));
  }

  private static <T> FutureTask<T> start(Callable<T> task) {
    FutureTask<T> future = new FutureTask<>(task);
    Thread.ofPlatform().daemon().start(future);
    return future;
  }

  private static byte[] randomBytes(int seed) {
    byte[] bytes = new byte[BYTES];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }
}
