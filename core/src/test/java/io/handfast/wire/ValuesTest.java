package io.handfast.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.lang.foreign.MemorySegment;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** {@code parse(emit(x)).equals(x)}, for every value. */
class ValuesTest {
  private static final IpAddress A = IpAddress.parse("192.0.2.1");
  private static final IpAddress B = IpAddress.parse("192.0.2.2");

  private static Arbitrary<Integer> upTo(int max) {
    return Arbitraries.integers().between(0, max);
  }

  private static Arbitrary<Octets> octets(int min, int max) {
    return Arbitraries.bytes().array(byte[].class).ofMinSize(min).ofMaxSize(max).map(Octets::of);
  }

  private static Arbitrary<Integer> any() {
    return Arbitraries.integers();
  }

  @Provide
  Arbitrary<IpAddress> v4() {
    return any().map(IpAddress::ofV4);
  }

  @Provide
  Arbitrary<IpAddress> v6() {
    Arbitrary<Long> half = Arbitraries.longs();
    return Combinators.combine(half, half).as(IpAddress::new).filter(a -> !a.isV4());
  }

  @Provide
  Arbitrary<Ipv4Header> ipv4Headers() {
    // NOPs, so that the options are sound whatever their number.
    Arbitrary<Octets> options = upTo(10).map(n -> Octets.ofHex("01010101".repeat(n)));
    Arbitrary<Ipv4Header> plain =
        Combinators.combine(v4(), v4(), upTo(255), upTo(65_475)).as(Ipv4Header::of);
    return Combinators.combine(plain, options, upTo(0xffff), upTo(0x1fff), upTo(255), upTo(255))
        .as((h, o, id, offset, ttl, tos) ->
            (offset & 1) == 0
                ? h.withOptions(o).with(tos, id, (id & 1) == 0, ttl)
                : h.withOptions(o).withFragment(id, offset * 8, (id & 2) == 0));
  }

  @Property
  void ipv4(@ForAll("ipv4Headers") Ipv4Header header) {
    MemorySegment memory = MemorySegment.ofArray(new byte[0xffff + 3]);
    assertThat(header.emit(memory, 3)).isEqualTo(header.headerLength());
    assertThat(IpHeader.parse(memory, 3, 0xffff)).isEqualTo(header);
  }

  @Provide
  Arbitrary<Ipv6Header> ipv6Headers() {
    Arbitrary<Integer> kind =
        Arbitraries.of(IpProtocol.HOP_BY_HOP, IpProtocol.ROUTING, IpProtocol.DESTINATION_OPTIONS);
    Arbitrary<Ipv6Extension> other =
        upTo(5)
            .flatMap(n -> octets(6 + 8 * n, 6 + 8 * n))
            .flatMap(content -> kind.map(k -> new Ipv6Extension(k, content)));
    Arbitrary<Ipv6Extension> fragment =
        any().map(id -> Ipv6Extension.fragment(0, (id & 1) == 0, id));
    Arbitrary<List<Ipv6Extension>> chain =
        Arbitraries.frequencyOf(
                net.jqwik.api.Tuple.of(4, other), net.jqwik.api.Tuple.of(1, fragment))
            .list()
            .ofMaxSize(9);
    return Combinators.combine(
            upTo(255), upTo(0xfffff), upTo(60_000), upTo(255), upTo(255), v6(), v6(), chain)
        .as((tc, label, length, protocol, hops, source, destination, extensions) ->
            new Ipv6Header(
                tc,
                label,
                length,
                Ipv6Extension.isExtension(protocol) ? 6 : protocol,
                hops,
                source,
                destination,
                extensions));
  }

  @Property
  void ipv6(@ForAll("ipv6Headers") Ipv6Header header) {
    MemorySegment memory = MemorySegment.ofArray(new byte[70_000]);
    assertThat(header.emit(memory, 1)).isEqualTo(header.headerLength());
    assertThat(IpHeader.parse(memory, 1, 69_999)).isEqualTo(header);
  }

  @Test
  void aLaterFragmentEndsTheChain() {
    IpAddress any = IpAddress.ANY;
    Ipv6Header header =
        new Ipv6Header(
            0,
            0,
            16,
            IpProtocol.ROUTING,
            64,
            any,
            any,
            List.of(Ipv6Extension.fragment(8, true, 7)));
    MemorySegment memory = MemorySegment.ofArray(new byte[100]);
    header.emit(memory, 0);
    assertThat(Ipv6Header.parse(memory, 0, 100)).isEqualTo(header);
  }

  @Provide
  Arbitrary<TcpOptionList> optionLists() {
    Arbitrary<TcpOption> option =
        Arbitraries.oneOf(
            Arbitraries.of(new TcpOption.Nop(), new TcpOption.SackPermitted()),
            upTo(0xffff).map(TcpOption.Mss::new),
            upTo(255).map(TcpOption.WindowScale::new),
            upTo(0xffff).map(TcpOption.UserTimeout::new),
            Combinators.combine(any(), any()).as(TcpOption.Timestamps::new),
            any().array(int[].class).ofMinSize(2).ofMaxSize(7).map(TcpOption.Sack::of),
            octets(0, 16).map(TcpOption.FastOpen::new),
            octets(0, 9).map(data -> new TcpOption.Other(253, data)));
    Arbitrary<Boolean> end = Arbitraries.of(true, false);
    return Combinators.combine(option.list().ofMaxSize(6), end).as(ValuesTest::fit);
  }

  private static TcpOptionList fit(List<TcpOption> options, boolean end) {
    List<TcpOption> fitting = new java.util.ArrayList<>();
    int length = end ? 1 : 0;
    for (TcpOption option : options) {
      if (length + option.length() <= 40) {
        fitting.add(option);
        length += option.length();
      }
    }
    if (end) {
      fitting.add(new TcpOption.End());
    }
    return new TcpOptionList(fitting);
  }

  @Property
  void tcp(
      @ForAll("optionLists") TcpOptionList options,
      @ForAll int seq,
      @ForAll int ack,
      @ForAll int bits,
      @ForAll byte[] payload) {
    TcpHeader header =
        new TcpHeader(
            bits & 0xffff,
            bits >>> 16,
            seq,
            ack,
            bits >>> 3 & TcpFlags.ALL,
            seq & 0xffff,
            ack >>> 16,
            options);
    byte[] packet = IpPackets.tcp(A, B, header, payload);
    MemorySegment memory = MemorySegment.ofArray(packet);
    assertThat(TcpHeader.parse(memory, 20, packet.length - 20)).isEqualTo(header);
    TcpView view = new TcpView();
    assertThat(view.wrap(memory, 20, packet.length - 20)).isNull();
    assertThat(view.checksumIsRight(Checksum.pseudoHeader(A, B, IpProtocol.TCP))).isTrue();
  }

  @Test
  void alignedOptionsLieAsTheHotPathWritesThem() {
    TcpOptionList syn =
        TcpOptionList.aligned(
            new TcpOption.Mss(1460),
            new TcpOption.SackPermitted(),
            new TcpOption.Timestamps(1, 2),
            new TcpOption.WindowScale(7));
    assertSame(syn, m -> TcpOptionsWriter.syn(m, 0, 1460, true, true, 1, 2, 7));
    TcpOptionList noTimes =
        TcpOptionList.aligned(
            new TcpOption.Mss(9), new TcpOption.SackPermitted(), new TcpOption.WindowScale(0));
    assertSame(noTimes, m -> TcpOptionsWriter.syn(m, 0, 9, true, false, 1, 2, 0));
    assertSame(
        TcpOptionList.aligned(TcpOption.Sack.of(1, 2, 3, 4)),
        m -> TcpOptionsWriter.sack(m, 0, new int[] {1, 2, 3, 4}, 2));
    Octets cookie = Octets.ofHex("0102030405060708");
    MemorySegment bytes = MemorySegment.ofArray(cookie.toArray());
    assertSame(
        TcpOptionList.aligned(new TcpOption.FastOpen(cookie)),
        m -> TcpOptionsWriter.fastOpen(m, 0, bytes, 0, 8));
  }

  private static void assertSame(
      TcpOptionList list, java.util.function.ToIntFunction<MemorySegment> writer) {
    MemorySegment memory = MemorySegment.ofArray(new byte[40]);
    int length = writer.applyAsInt(memory);
    assertThat(TcpOptionList.parse(memory, 0, length)).isEqualTo(list);
    assertThat(list.length()).isEqualTo(length);
  }

  @Test
  void anOptionOfImpossibleLengthIsNoValue() {
    MemorySegment memory = MemorySegment.ofArray(Octets.ofHex("02040101" + "08060000").toArray());
    assertThat(TcpOptionList.parse(memory, 0, 4).first(TcpOption.Mss.class))
        .contains(new TcpOption.Mss(0x101));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TcpOptionList.parse(memory, 0, 8))
        .withMessageContaining("impossible length");
  }

  @Property
  void udp(
      @ForAll("v6") IpAddress source,
      @ForAll("v6") IpAddress destination,
      @ForAll short port,
      @ForAll byte[] payload) {
    byte[] packet = IpPackets.udp(source, destination, port & 0xffff, 53, payload);
    MemorySegment memory = MemorySegment.ofArray(packet);
    assertThat(UdpHeader.parse(memory, 40, packet.length - 40))
        .isEqualTo(new UdpHeader(port & 0xffff, 53, payload.length));
    UdpView view = new UdpView();
    assertThat(view.wrap(memory, 40, packet.length - 40)).isNull();
    long sum = Checksum.pseudoHeader(source, destination, IpProtocol.UDP);
    assertThat(view.checksumIsRight(false, sum)).isTrue();
  }

  @Property
  void icmp(@ForAll byte type, @ForAll byte code, @ForAll int rest, @ForAll byte[] body) {
    Icmpv4Message message = new Icmpv4Message(type & 0xff, code & 0xff, rest, Octets.of(body));
    MemorySegment memory = MemorySegment.ofArray(new byte[message.length()]);
    message.emit(memory, 0);
    assertThat(Icmpv4Message.parse(memory, 0, message.length())).isEqualTo(message);
  }

  @Property
  void icmpv6(@ForAll byte type, @ForAll byte code, @ForAll int rest, @ForAll byte[] body) {
    Icmpv6Message message = new Icmpv6Message(type & 0xff, code & 0xff, rest, Octets.of(body));
    long sum = Checksum.pseudoHeader(IpAddress.LOOPBACK_V6, IpAddress.ANY, IpProtocol.ICMPV6);
    MemorySegment memory = MemorySegment.ofArray(new byte[message.length()]);
    message.emit(memory, 0, sum);
    assertThat(Icmpv6Message.parse(memory, 0, message.length(), sum)).isEqualTo(message);
  }

  @Test
  void valuesOutOfRangeCannotBeMade() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Ipv4Header.of(A, IpAddress.ANY, 6, 0))
        .withMessageContaining("IPv4 addresses");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Ipv4Header.of(A, B, 6, 65_516))
        .withMessage("payload length must be 0 to 65515, not 65516");
    assertThatIllegalArgumentException().isThrownBy(() -> TcpHeader.of(1, 65_536, 0, 0, 0, 0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new TcpOption.Other(TcpOptions.MSS, Octets.ofHex("0102")));
    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            TcpOptionList.of(
                TcpOption.Sack.of(1, 2, 3, 4, 5, 6, 7, 8), new TcpOption.Timestamps(0, 0)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TcpOptionList.of(new TcpOption.End(), new TcpOption.Nop()));
  }
}
