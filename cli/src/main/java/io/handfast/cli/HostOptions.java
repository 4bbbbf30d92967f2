package io.handfast.cli;

import io.handfast.host.Host;
import io.handfast.host.HostBuilder;
import io.handfast.host.Sysctl;
import io.handfast.ip.Prefix;
import io.handfast.names.NameServer;
import io.handfast.tcp.TcpConfig;
import io.handfast.wire.IpAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The options that describe a host; they mean the same in every command. */
final class HostOptions {
  /** Whether the device cuts and sums. */
  enum Switch {
    ON,
    OFF;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Option(
      names = "--tun",
      paramLabel = "NAME",
      defaultValue = HostBuilder.DEFAULT_TUN,
      description = "TUN device, made when there is none (default: ${DEFAULT-VALUE})")
  String tun;

  @Option(
      names = "--tap",
      paramLabel = "NAME",
      description = {
        "TAP device instead of a TUN: Ethernet, for a bridge or a virtual machine;",
        "the kernel's side gets an address only by --peer"
      })
  String tap;

  @Option(
      names = "--gateway",
      paramLabel = "ADDRESS",
      converter = AddressText.class,
      description = "with --tap: the router to what is no neighbour; once for each family")
  List<String> gateways = new ArrayList<>();

  @Option(
      names = "--dhcp",
      description = "with --tap: IPv4 address, router, name servers and MTU from a DHCP server")
  boolean dhcp;

  @Option(
      names = "--address",
      paramLabel = "ADDRESS/LENGTH",
      converter = PrefixText.class,
      description = {
        "address of the stack, IPv4 or IPv6; may be given several times",
        "(default: " + HostBuilder.DEFAULT_ADDRESS + ")"
      })
  List<String> addresses = new ArrayList<>();

  @Option(
      names = "--peer",
      paramLabel = "ADDRESS",
      converter = AddressText.class,
      description = {
        "the kernel's address on the TUN, one for each family",
        "(default: the first one of the subnet)"
      })
  List<String> peers = new ArrayList<>();

  @Option(
      names = "--mtu",
      paramLabel = "BYTES",
      converter = Mtu.class,
      defaultValue = "1500",
      description = "largest packet, 1280 to 65535 (default: ${DEFAULT-VALUE})")
  int mtu;

  @Option(
      names = "--offload",
      paramLabel = "on|off",
      defaultValue = "on",
      description = "super-segments and checksums by the device (default: ${DEFAULT-VALUE})")
  Switch offload;

  @Option(
      names = "--capture",
      paramLabel = "FILE",
      description = "write every packet to a pcapng file")
  Path capture;

  @Option(
      names = "--profile",
      paramLabel = "linux|rfc9293|textbook",
      converter = Profile.class,
      defaultValue = "linux",
      description = "TCP's timers and limits (default: ${DEFAULT-VALUE})")
  String profile;

  @Option(
      names = "--sysctl",
      paramLabel = "NAME=VALUE",
      converter = Setting.class,
      description = {
        "a setting by Linux's name, on top of the profile; may be given several times",
        "(names: 'handfast sysctl -a', docs/tunables.md)"
      })
  List<String> sysctls = new ArrayList<>();

  @Option(
      names = "--dns",
      paramLabel = "SERVER",
      converter = Server.class,
      description = {
        "name server, ADDRESS or ADDRESS:PORT; may be given several times",
        "(default: those of /etc/resolv.conf)"
      })
  List<String> nameServers = new ArrayList<>();

  @Option(
      names = "--hosts",
      paramLabel = "FILE",
      description = "hosts file that names are looked up in first (default: /etc/hosts)")
  Path hostsFile;

  @Option(
      names = "--observe",
      description = "show the host to Flight Recorder, JMX (io.handfast:type=Stack) and the log")
  boolean observe;

  /** Opens the host described in another namespace, for others: visible to {@code handfast ss}. */
  Host openGateway(String namespace, boolean defaultRoute) {
    HostBuilder builder = builder().defaultRoute(defaultRoute);
    if (namespace != null) {
      builder.namespace(namespace);
    }
    return builder.open();
  }

  /** Opens the host described, as the default one of this JVM, visible to {@code handfast ss}. */
  Host open() {
    return builder().open().makeDefault();
  }

  /** The host described, visible to {@code handfast ss} when it is opened. */
  HostBuilder builder() {
    HostBuilder builder = Host.builder().tun(tun).mtu(mtu).offload(offload == Switch.ON);
    if (tap != null) {
      builder.tap(tap);
    }
    gateways.forEach(builder::gateway);
    builder.dhcp(dhcp);
    addresses.forEach(builder::address);
    peers.forEach(builder::peer);
    sysctls.forEach(builder::sysctl);
    if (capture != null) {
      builder.capture(capture);
    }
    nameServers.forEach(builder::nameServer);
    if (hostsFile != null) {
      builder.hostsFile(hostsFile);
    }
    return builder.profile(profile).managed(true).observed(observe);
  }

  /** The same description as system properties of another JVM. */
  List<String> asProperties() {
    List<String> properties = new ArrayList<>();
    properties.add("-Dhandfast.tun=" + tun);
    if (tap != null) {
      properties.add("-Dhandfast.tap=" + tap);
    }
    if (dhcp) {
      properties.add("-Dhandfast.dhcp=on");
    }
    if (!gateways.isEmpty()) {
      properties.add("-Dhandfast.gateway=" + String.join(",", gateways));
    }
    if (!addresses.isEmpty()) {
      properties.add("-Dhandfast.address=" + String.join(",", addresses));
    }
    if (!peers.isEmpty()) {
      properties.add("-Dhandfast.peer=" + String.join(",", peers));
    }
    properties.add("-Dhandfast.mtu=" + mtu);
    properties.add("-Dhandfast.offload=" + offload);
    if (capture != null) {
      properties.add("-Dhandfast.capture=" + capture.toAbsolutePath());
    }
    properties.add("-Dhandfast.profile=" + profile);
    properties.add("-Dhandfast.observe=" + (observe ? "on" : "off"));
    if (!sysctls.isEmpty()) {
      properties.add("-Dhandfast.sysctl=" + String.join(",", sysctls));
    }
    if (!nameServers.isEmpty()) {
      properties.add("-Dhandfast.dns=" + String.join(",", nameServers));
    }
    if (hostsFile != null) {
      properties.add("-Dhandfast.hosts=" + hostsFile.toAbsolutePath());
    }
    return properties;
  }

  static final class PrefixText implements ITypeConverter<String> {
    @Override
    public String convert(String text) {
      return checked(() -> Prefix.parse(text).toString());
    }
  }

  static final class AddressText implements ITypeConverter<String> {
    @Override
    public String convert(String text) {
      return checked(() -> IpAddress.parse(text).toString());
    }
  }

  static final class Server implements ITypeConverter<String> {
    @Override
    public String convert(String text) {
      return checked(() -> NameServer.parse(text).toString());
    }
  }

  static final class Profile implements ITypeConverter<String> {
    @Override
    public String convert(String text) {
      return checked(() -> {
        TcpConfig.profile(text);
        return text;
      });
    }
  }

  static final class Setting implements ITypeConverter<String> {
    @Override
    public String convert(String text) {
      return checked(() -> {
        Sysctl.set(TcpConfig.LINUX, text);
        return text;
      });
    }
  }

  static final class Mtu implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String text) {
      return checked(() -> {
        int bytes = Integer.parseInt(text);
        if (bytes < 1280 || bytes > 65_535) {
          throw new TypeConversionException("'" + text + "' is not 1280 to 65535");
        }
        return bytes;
      });
    }
  }

  private static <T> T checked(java.util.function.Supplier<T> conversion) {
    try {
      return conversion.get();
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }
}
