package io.handfast.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.handfast.nio.HandfastSelectorProvider;
import io.handfast.wire.IpAddress;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An address by DHCP from dnsmasq, through a bridge with our TAP in it. */
@NetTest
class DhcpNetTest {
  private static final IpAddress KERNEL = IpAddress.parse("10.8.0.1");

  private final Sandbox sandbox = new Sandbox();
  @TempDir private Path directory;
  private Process dnsmasq;

  @BeforeEach
  void bridge() {
    assumeThat(Path.of("/usr/sbin/dnsmasq")).exists();
    dnsmasq = null;
    shell("ip tuntap add hftap mode tap");
    shell("ip link add br0 type bridge");
    shell("ip link set hftap master br0");
    shell("ip address add 10.8.0.1/24 dev br0");
    shell("ip link set br0 up");
    shell("ip link set hftap up");
  }

  @AfterEach
  void letGo() throws Exception {
    if (dnsmasq != null) {
      dnsmasq.destroy();
      dnsmasq.waitFor();
    }
    sandbox.close();
  }

  private void shell(String command) {
    Sandbox.Outcome outcome = sandbox.run("sh", "-c", command);
    assertThat(outcome.code()).as(command + ": " + outcome.output()).isZero();
  }

  private void serve(String range) throws Exception {
    List<String> command =
        List.of(
            "/usr/sbin/dnsmasq",
            "--keep-in-foreground",
            "--conf-file=/dev/null",
            "--user=root",
            "--port=0",
            "--interface=br0",
            "--bind-interfaces",
            "--no-ping",
            "--dhcp-sequential-ip",
            "--dhcp-authoritative",
            "--dhcp-range=" + range,
            "--dhcp-option=option:dns-server,10.8.0.53",
            "--dhcp-option=option:mtu,1400",
            "--dhcp-leasefile=" + directory.resolve("leases"),
            "--log-dhcp",
            "--log-facility=" + directory.resolve("log"));
    dnsmasq = sandbox.inside(() -> new ProcessBuilder(command).inheritIO().start());
    until("DHCP, IP range");
  }

  private String log() throws IOException {
    Path log = directory.resolve("log");
    return Files.exists(log) ? Files.readString(log) : "";
  }

  private void until(String text) throws Exception {
    for (int i = 0; i < 400 && !log().contains(text); i++) {
      TimeUnit.MILLISECONDS.sleep(50);
    }
    assertThat(log()).contains(text);
  }

  private Host open() {
    return sandbox.open(Host.builder().tap("hftap").dhcp(true));
  }

  private void isAlive(IpAddress address) {
    Sandbox.Outcome ping =
        sandbox.run("ping", "-n", "-c", "2", "-i", "0.2", "-W", "3", "-s", "1300", "" + address);
    assertThat(ping.output()).contains("2 received");
  }

  @Test
  void addressRouterNameServersAndMtuComeFromTheServer() throws Exception {
    serve("10.8.0.50,10.8.0.50,255.255.255.0,2m");
    Host host = open();
    assertThat(host.prefixes()).extracting(Object::toString).containsExactly("10.8.0.50/24");
    assertThat(host.resolver().conf().servers())
        .extracting(each -> each.address().toString())
        .containsExactly("10.8.0.53");
    isAlive(host.addresses().getFirst());
    assertThat(log()).contains("DHCPDISCOVER", "DHCPOFFER", "DHCPREQUEST", "DHCPACK");
    try (var kernels = sandbox.listen();
        SocketChannel channel = host.selectorProvider().openSocketChannel()) {
      channel.connect(new InetSocketAddress(KERNEL.toString(), kernels.getLocalPort()));
      assertThat(io.handfast.nio.ChannelInfo.of(channel).orElseThrow().mss())
          .isLessThanOrEqualTo(1_400 - 40);
    }
    // by the router: an address beyond the subnet, which is the kernel's on the bridge
    shell("ip address add 192.0.2.1/32 dev br0");
    try (var kernels = sandbox.listen();
        SocketChannel channel = new HandfastSelectorProvider().openSocketChannel()) {
      host.makeDefault();
      channel.connect(new InetSocketAddress("192.0.2.1", kernels.getLocalPort()));
      assertThat(channel.isConnected()).isTrue();
    }
  }

  @Test
  void anAddressThatSomebodyHasIsDeclinedAndAnotherOneTaken() throws Exception {
    shell("ip tuntap add hfother mode tap");
    shell("ip link set hfother master br0");
    shell("ip link set hfother up");
    sandbox.open(Host.builder().tap("hfother").address("10.8.0.50/24"));
    shell("for i in 1 2 3 4 5 6; do ping -c 1 -W 1 10.8.0.50 && exit 0; done; exit 1");
    serve("10.8.0.50,10.8.0.51,255.255.255.0,2m");
    Host host = open();
    assertThat(host.addresses()).containsExactly(IpAddress.parse("10.8.0.51"));
    assertThat(log()).contains("DHCPDECLINE(br0) 10.8.0.50");
    isAlive(host.addresses().getFirst());
  }

  @Test
  void withoutAServerItSaysSo() {
    assertThatThrownBy(this::open)
        .isInstanceOf(HostException.class)
        .hasMessage("hftap: no DHCP server gave an address within 30 s");
  }

  @Test
  void aTunHasNoEthernet() {
    assertThatThrownBy(() -> Host.builder().tun("hf0").dhcp(true).open())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("needs a TAP");
  }
}
