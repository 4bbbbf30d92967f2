package io.handfast.names;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.handfast.names.Lookup.Source;
import io.handfast.names.message.DnsCode;
import io.handfast.names.message.DnsData;
import io.handfast.names.message.DnsMessage;
import io.handfast.names.message.DnsName;
import io.handfast.names.message.DnsQuestion;
import io.handfast.names.message.DnsRecord;
import io.handfast.names.message.DnsType;
import io.handfast.nio.NetworkHost;
import io.handfast.stack.Driver;
import io.handfast.stack.NetworkStack;
import io.handfast.wire.IpAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The resolver on a simulated host, against name servers that answer as each test says. */
@Timeout(60)
class ResolverTest {
  private static final DnsName WWW = DnsName.of("www.example.org");
  private static final IpAddress ONE = IpAddress.parse("192.0.2.1");

  private final NameNetwork network = new NameNetwork();

  @AfterEach
  void end() {
    network.close();
  }

  private static DnsRecord a(DnsName name, long ttl, IpAddress address) {
    return DnsRecord.of(name, DnsType.A, ttl, new DnsData.Address(address));
  }

  private static DnsRecord alias(String name, long ttl, String target) {
    return DnsRecord.of(
        DnsName.of(name), DnsType.CNAME, ttl, new DnsData.Target(DnsName.of(target)));
  }

  private static DnsRecord soa(String zone, long ttl, long minimum) {
    DnsName name = DnsName.of(zone);
    return DnsRecord.of(
        name, DnsType.SOA, ttl, new DnsData.Authority(name, name, 1, 1, 1, 1, minimum));
  }

  private static List<byte[]> answer(DnsMessage query, DnsRecord... records) {
    return List.of(query.response(DnsCode.NOERROR, List.of(records), List.of()).emit());
  }

  private static List<byte[]> refusal(DnsMessage query, int code, DnsRecord... authorities) {
    return List.of(query.response(code, List.of(), List.of(authorities)).emit());
  }

  /** One address for whatever name is asked. */
  private static List<byte[]> always(DnsMessage query) {
    return answer(query, a(query.questions().getFirst().name(), 60, ONE));
  }

  @Test
  void aNameIsFoundByTheServerAndThenInTheCacheUntilItsTimeIsOver() throws Exception {
    network.answerUdp(ResolverTest::always);
    Resolver resolver = network.resolver().build();

    Lookup first = resolver.lookup("www.example.org");
    assertThat(first.addresses()).containsExactly(ONE);
    assertThat(first.source()).isEqualTo(Source.DNS);
    network.pass(59);
    assertThat(resolver.lookup("WWW.example.org.").source()).isEqualTo(Source.CACHE);
    network.pass(1);
    assertThat(resolver.lookup("www.example.org").source()).isEqualTo(Source.DNS);
    assertThat(network.asked).hasSize(2);
  }

  @Test
  void theHostsFileComesFirst() throws Exception {
    Resolver resolver =
        network.resolver().hosts(HostsFile.ofText("10.0.0.9 www.example.org")).build();
    Lookup found = resolver.lookup("www.example.org");
    assertThat(found.source()).isEqualTo(Source.HOSTS);
    assertThat(found.addresses()).containsExactly(IpAddress.parse("10.0.0.9"));
    assertThat(resolver.lookup("localhost").addresses()).containsExactly(IpAddress.LOOPBACK_V4);
    assertThat(network.asked).isEmpty();
  }

  @Test
  void aFreshLookupAsksWhateverIsKnown() throws Exception {
    network.answerUdp(ResolverTest::always);
    Resolver resolver =
        network.resolver().hosts(HostsFile.ofText("10.0.0.9 www.example.org")).build();
    Lookup fresh = resolver.lookup("www.example.org", Lookups.DEFAULT.fresh());
    assertThat(fresh.addresses()).containsExactly(ONE);
  }

  @Test
  void idsAndPortsAreOtherOnesEachTime() throws Exception {
    network.answerUdp(ResolverTest::always);
    Resolver resolver = network.resolver().cache(0).build();
    for (int i = 0; i < 20; i++) {
      resolver.lookup("www.example.org");
    }
    assertThat(network.asked.stream().map(DnsMessage::id).distinct()).hasSizeGreaterThan(15);
    assertThat(network.askers.stream().distinct()).hasSizeGreaterThan(15);
  }

  @Test
  void theServersSilenceIsWaitedForTwiceAndThenNamed() {
    Resolver resolver = network.resolver("options timeout:5 attempts:2").build();
    assertThatThrownBy(
            () -> {
              try {
                network.answerUdp(_ -> List.of());
                resolver.lookup("www.example.org");
              } catch (NameException e) {
                assertThat(e.isDefinite()).isFalse();
                throw e;
              }
            })
        .isInstanceOf(NameException.class)
        .hasMessage("www.example.org: name server 10.0.0.53 did not answer within 5.0 s");
    assertThat(network.elapsedMillis()).isBetween(10_000L, 14_000L);
    assertThat(resolver.counters().get(NameCounter.TIMEOUTS)).isEqualTo(2);
  }

  @Test
  void aClosedPortIsKnownAtOnceAndTheNextServerIsAsked() throws Exception {
    network.secondAnswersUdp(ResolverTest::always);
    Resolver resolver = network.resolver("nameserver " + NameNetwork.SECOND).build();
    assertThat(resolver.lookup("www.example.org").addresses()).containsExactly(ONE);
    assertThat(network.elapsedMillis()).isLessThan(4_000);
    assertThat(resolver.counters().get(NameCounter.UNREACHABLE)).isEqualTo(1);
  }

  @Test
  void aLostDatagramIsSentAgain() throws Exception {
    List<DnsMessage> heard = new ArrayList<>();
    network.answerUdp(query -> {
      heard.add(query);
      return heard.size() == 1 ? List.of() : always(query);
    });
    assertThat(network.resolver().build().lookup("www.example.org").addresses())
        .containsExactly(ONE);
    assertThat(network.elapsedMillis()).isBetween(5_000L, 9_000L);
  }

  @Test
  void aServerThatFailsIsPassedOver() throws Exception {
    network.answerUdp(query -> refusal(query, DnsCode.SERVFAIL));
    network.secondAnswersUdp(ResolverTest::always);
    Resolver resolver = network.resolver("nameserver " + NameNetwork.SECOND).build();
    assertThat(resolver.lookup("www.example.org").addresses()).containsExactly(ONE);
    assertThat(resolver.counters().get(NameCounter.SERVER_FAILURES)).isEqualTo(1);
  }

  /**
   * The client's host, as if it had an address of IPv6 too, so that both families are asked for.
   */
  private record BothFamilies(NetworkHost host) implements NetworkHost {
    @Override
    public String name() {
      return host.name();
    }

    @Override
    public Driver driver() {
      return host.driver();
    }

    @Override
    public NetworkStack stack() {
      return host.stack();
    }

    @Override
    public List<IpAddress> addresses() {
      return List.of(IpAddress.parse("10.0.0.1"), IpAddress.parse("fd00::1"));
    }
  }

  private Resolver ofBothFamilies() {
    return Resolver.of(new BothFamilies(network.client))
        .conf(ResolvConf.parse("nameserver " + NameNetwork.SERVER))
        .build();
  }

  /** As getaddrinfo of glibc has it (dnsmasq without a server above refuses AAAA). */
  @Test
  void theAddressesOfOneFamilyWillDoWhenTheServerRefusesTheOther() throws Exception {
    network.answerUdp(query ->
        query.questions().getFirst().type() == DnsType.AAAA
            ? refusal(query, DnsCode.REFUSED)
            : always(query));
    assertThat(ofBothFamilies().lookup("www.example.org").addresses()).containsExactly(ONE);
  }

  @Test
  void whenOneFamilyIsRefusedAndTheOtherHasNoAddressNobodyKnows() throws Exception {
    network.answerUdp(query ->
        query.questions().getFirst().type() == DnsType.AAAA
            ? refusal(query, DnsCode.REFUSED)
            : refusal(query, DnsCode.NOERROR));
    assertThatThrownBy(() -> ofBothFamilies().lookup("www.example.org"))
        .isInstanceOf(NameException.class)
        .hasMessageContaining("REFUSED");
  }

  @Test
  void answersToOtherQuestionsUnderOtherIdsAndBrokenOnesAreIgnored() throws Exception {
    IpAddress evil = IpAddress.parse("203.0.113.66");
    network.answerUdp(query -> {
      DnsMessage wrongId = DnsMessage.query(query.id() ^ 1, query.questions().getFirst());
      DnsMessage wrongName =
          DnsMessage.query(query.id(), DnsQuestion.of(DnsName.of("evil.example"), DnsType.A));
      List<byte[]> all = new ArrayList<>();
      all.add(new byte[] {1, 2, 3});
      all.add(query.emit());
      all.addAll(answer(wrongId, a(WWW, 60, evil)));
      all.addAll(answer(wrongName, a(WWW, 60, evil)));
      all.addAll(always(query));
      return all;
    });
    Resolver resolver = network.resolver().build();
    assertThat(resolver.lookup("www.example.org").addresses()).containsExactly(ONE);
    for (Refusal each :
        List.of(
            Refusal.MALFORMED, Refusal.NOT_A_RESPONSE, Refusal.OTHER_ID, Refusal.OTHER_QUESTION)) {
      assertThat(resolver.counters().get(each)).as("%s", each).isEqualTo(1);
    }
  }

  @Test
  void recordsOfOtherNamesInAnAnswerDoNotCount() throws Exception {
    IpAddress evil = IpAddress.parse("203.0.113.66");
    DnsName bank = DnsName.of("bank.example");
    network.answerUdp(query ->
        query.questions().getFirst().name().equals(WWW)
            ? answer(query, a(bank, 60, evil), a(WWW, 60, ONE))
            : always(query));
    Resolver resolver = network.resolver().build();
    assertThat(resolver.lookup("www.example.org").addresses()).containsExactly(ONE);
    assertThat(resolver.lookup("bank.example").addresses()).containsExactly(ONE);
  }

  @Test
  void aTruncatedAnswerIsAskedForOverTcp() throws Exception {
    network.answerUdp(query -> List.of(query.response(0, List.of(), List.of()).truncate().emit()));
    List<DnsRecord> many = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      many.add(a(WWW, 60, IpAddress.ofV4(0xc0000200 + i)));
    }
    network.answerTcp(query -> answer(query, many.toArray(DnsRecord[]::new)));
    Resolver resolver = network.resolver().build();
    assertThat(resolver.lookup("www.example.org").addresses()).hasSize(100);
    assertThat(resolver.counters().get(NameCounter.TRUNCATED)).isEqualTo(1);
    assertThat(resolver.counters().get(NameCounter.TCP_QUERIES)).isEqualTo(1);
  }

  @Test
  void thatANameIsNotThereIsRememberedAsLongAsTheZoneSays() throws Exception {
    network.answerUdp(query -> refusal(query, DnsCode.NXDOMAIN, soa("example.org", 3_600, 30)));
    Resolver resolver = network.resolver().build();
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> resolver.lookup("www.example.org"))
          .hasMessageContaining("there is no such name");
    }
    assertThat(network.asked).hasSize(1);
    network.pass(30);
    assertThatThrownBy(() -> resolver.lookup("www.example.org")).isInstanceOf(NameException.class);
    assertThat(network.asked).hasSize(2);
  }

  @Test
  void withoutTheZonesWordItIsNotRemembered() throws Exception {
    network.answerUdp(query -> refusal(query, DnsCode.NXDOMAIN));
    Resolver resolver = network.resolver().build();
    assertThatThrownBy(() -> resolver.lookup("www.example.org")).isInstanceOf(NameException.class);
    assertThatThrownBy(() -> resolver.lookup("www.example.org")).isInstanceOf(NameException.class);
    assertThat(network.asked).hasSize(2);
  }

  @Test
  void aliasesAreFollowedWithinAnAnswerAndByFurtherQuestions() throws Exception {
    network.answerUdp(query ->
        switch (query.questions().getFirst().name().toString()) {
          case "www.example.org" ->
              answer(
                  query,
                  alias("www.example.org", 60, "b.example"),
                  alias("b.example", 5, "c.example"));
          default -> answer(query, a(DnsName.of("c.example"), 60, ONE));
        });
    Resolver resolver = network.resolver().build();
    Lookup found = resolver.lookup("www.example.org");
    assertThat(found.addresses()).containsExactly(ONE);
    assertThat(found.name()).isEqualTo(DnsName.of("c.example"));
    network.pass(5);
    assertThat(resolver.lookup("www.example.org").source())
        .as("the shortest TTL of the chain counts")
        .isEqualTo(Source.DNS);
  }

  @Test
  void anAliasOfAnAliasWithoutEndEnds() throws Exception {
    network.answerUdp(query -> {
      String name = query.questions().getFirst().name().toString();
      return answer(query, alias(name, 60, "x" + name));
    });
    Resolver resolver = network.resolver().build();
    assertThatThrownBy(() -> resolver.lookup("a.example")).hasMessageContaining("without end");
    assertThat(network.asked).hasSize(1 + Reply.MAX_ALIASES);
  }

  @Test
  void aShortNameIsTriedBehindTheSearchListFirst() throws Exception {
    network.answerUdp(query ->
        query.questions().getFirst().name().equals(DnsName.of("db.two.example"))
            ? always(query)
            : refusal(query, DnsCode.NXDOMAIN));
    Resolver resolver = network.resolver("search one.example two.example").build();
    assertThat(resolver.lookup("db").name()).isEqualTo(DnsName.of("db.two.example"));
    assertThat(asked()).containsExactly("db.one.example", "db.two.example");
    network.asked.clear();
    assertThatThrownBy(() -> resolver.lookup("db.")).isInstanceOf(NameException.class);
    assertThat(asked()).containsExactly("db");
    network.asked.clear();
    assertThatThrownBy(() -> resolver.lookup("a.b")).isInstanceOf(NameException.class);
    assertThat(asked()).containsExactly("a.b", "a.b.one.example", "a.b.two.example");
  }

  private List<String> asked() {
    return network.asked.stream().map(each -> each.questions().getFirst().name() + "").toList();
  }

  @Test
  void theCacheIsBounded() throws Exception {
    network.answerUdp(ResolverTest::always);
    Resolver resolver = network.resolver().cache(2).build();
    for (String name : List.of("a.x", "b.x", "c.x", "b.x", "c.x", "a.x")) {
      resolver.lookup(name);
    }
    assertThat(asked()).containsExactly("a.x", "b.x", "c.x", "a.x");
    assertThat(resolver.counters().get(NameCounter.CACHE_EVICTIONS)).isEqualTo(2);
  }

  @Test
  void anAddressHasAName() throws Exception {
    network.answerUdp(query ->
        answer(
            query,
            DnsRecord.of(
                DnsName.of("1.2.0.192.in-addr.arpa"), DnsType.PTR, 60, new DnsData.Target(WWW))));
    assertThat(network.resolver().build().name(ONE)).isEqualTo("www.example.org");
  }

  @Test
  void aNameThatIsNoneIsRefusedWithoutAQuestion() throws IOException {
    network.answerUdp(ResolverTest::always);
    Resolver resolver = network.resolver().build();
    for (String each : List.of("", "a..b", "a b", "x".repeat(64), "-\u00e9")) {
      assertThatThrownBy(() -> resolver.lookup(each)).isInstanceOf(NameException.class);
    }
    assertThat(network.asked).isEmpty();
  }

  @Test
  void inetAddressAsksTheResolverOfItsHost() throws Exception {
    network.answerUdp(query -> {
      boolean known = query.questions().getFirst().name().equals(DnsName.of("only.on.handfast"));
      return known ? always(query) : refusal(query, DnsCode.NXDOMAIN);
    });
    HostNames.use(network.client, network.resolver().build());
    try {
      InetAddress[] found =
          io.handfast.nio.Hosts.call(
              network.client, () -> InetAddress.getAllByName("only.on.handfast"));
      assertThat(found).extracting(InetAddress::getHostAddress).containsExactly("192.0.2.1");
    } finally {
      HostNames.forget(network.client);
    }
  }
}
