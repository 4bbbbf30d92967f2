package io.handfast.names;

import static org.assertj.core.api.Assertions.assertThat;

import io.handfast.names.message.DnsName;
import io.handfast.wire.IpAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResolvConfTest {
  @Test
  void theFilesWordsAreUnderstood() {
    ResolvConf conf =
        ResolvConf.parse(
            """
            # a comment
            ; another
            nameserver 10.0.0.53
            nameserver fe80::1%eth0
            nameserver what.ever
            search corp.example example
            options ndots:2 timeout:3 attempts:4 rotate use-vc edns0
            """);
    assertThat(conf.servers())
        .extracting(NameServer::toString)
        .containsExactly("10.0.0.53", "fe80::1");
    assertThat(conf.search()).containsExactly(DnsName.of("corp.example"), DnsName.of("example"));
    assertThat(conf.ndots()).isEqualTo(2);
    assertThat(conf.timeout()).isEqualTo(Duration.ofSeconds(3));
    assertThat(conf.attempts()).isEqualTo(4);
    assertThat(conf.rotate()).isTrue();
    assertThat(conf.tcp()).isTrue();
  }

  @Test
  void limitsAreThoseOfTheManualPage() {
    ResolvConf conf =
        ResolvConf.parse(
            "nameserver 10.0.0.1\n".repeat(4) + "options ndots:99 timeout:99 attempts:99\n");
    assertThat(conf.servers()).hasSize(3);
    assertThat(conf.ndots()).isEqualTo(15);
    assertThat(conf.timeout()).isEqualTo(Duration.ofSeconds(30));
    assertThat(conf.attempts()).isEqualTo(5);
    assertThat(ResolvConf.parse("options timeout:0 attempts:x ndots:-1"))
        .isEqualTo(ResolvConf.DEFAULT);
  }

  @Test
  void theLastSearchListCounts() {
    assertThat(ResolvConf.parse("domain a\nsearch b c\n").search())
        .containsExactly(DnsName.of("b"), DnsName.of("c"));
  }

  @Test
  void aServerMayHaveAPort() {
    assertThat(NameServer.parse("[fd00::53]:5353"))
        .isEqualTo(new NameServer(IpAddress.parse("fd00::53"), 5353))
        .hasToString("[fd00::53]:5353");
    assertThat(NameServer.parse("10.0.0.1:54")).hasToString("10.0.0.1:54");
    assertThat(NameServer.parse("fd00::53").port()).isEqualTo(53);
  }

  @Test
  void aHostsFileHasNamesAndAliasesInAnyCase() {
    HostsFile hosts =
        HostsFile.ofText(
            """
            127.0.0.1 localhost
            10.0.0.5  web web.example # the web server
            fd00::5   web
            not.an.address nobody
            10.0.0.6  web
            """);
    assertThat(hosts.addresses(DnsName.of("WEB")))
        .extracting(IpAddress::toString)
        .containsExactly("10.0.0.5", "fd00::5", "10.0.0.6");
    assertThat(hosts.addresses(DnsName.of("nobody"))).isEmpty();
    assertThat(hosts.name(IpAddress.parse("10.0.0.5"))).contains(DnsName.of("web"));
  }

  @Test
  void aChangedHostsFileIsReadAgain(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("hosts");
    HostsFile hosts = HostsFile.of(file);
    assertThat(hosts.addresses(DnsName.of("a"))).isEmpty();
    Files.writeString(file, "10.0.0.1 a\n");
    assertThat(hosts.addresses(DnsName.of("a"))).isEqualTo(List.of(IpAddress.parse("10.0.0.1")));
    Files.writeString(file, "10.0.0.2 a\n");
    Files.setLastModifiedTime(file, FileTime.fromMillis(1_000));
    assertThat(hosts.addresses(DnsName.of("a"))).isEqualTo(List.of(IpAddress.parse("10.0.0.2")));
    Files.delete(file);
    assertThat(hosts.addresses(DnsName.of("a"))).isEmpty();
  }
}
