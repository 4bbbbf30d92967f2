package io.handfast.sim.apps;

import static org.assertj.core.api.Assertions.assertThat;

import io.handfast.wire.IpAddress;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** Questions and answers as RFC 1035 section 4 has them. */
class DnsMessageTest {
  private static final IpAddress ADDRESS = IpAddress.parse("10.0.0.2");
  private static final DnsMessage QUESTION = DnsMessage.question(0xbeef, true, "www.a.test");

  private static void returnsAs(DnsMessage message) {
    assertThat(DnsMessage.parse(message.bytes())).isEqualTo(message);
  }

  @Test
  void whatIsWrittenIsRead() {
    returnsAs(QUESTION);
    returnsAs(DnsMessage.question(1, false, "test"));
    returnsAs(QUESTION.answer(ADDRESS));
    returnsAs(QUESTION.refer("a.test", ADDRESS));
    returnsAs(QUESTION.noSuchName());
  }

  /** Id, flags, four counts; the labels, a zero; type A, class IN. */
  @Test
  void aQuestionByteByByte() {
    String expected = "beef" + "0100" + "0001000000000000" + "03777777016104746573740000010001";
    assertThat(HexFormat.of().formatHex(QUESTION.bytes())).isEqualTo(expected);
  }

  /** The name by a pointer, A, IN, 300 s, four bytes. */
  @Test
  void anAnswerByteByByte() {
    String bytes = HexFormat.of().formatHex(QUESTION.answer(ADDRESS).bytes());
    assertThat(bytes)
        .startsWith("beef8100" + "0001000100000000")
        .endsWith("c00c" + "00010001" + "0000012c" + "0004" + "0a000002");
  }
}
