package io.handfast.names.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.handfast.wire.IpAddress;
import io.handfast.wire.Octets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class DnsMessageTest {
  private static final DnsName WWW = DnsName.of("www.example.org");

  static DnsMessage random(long seed) {
    Random random = new Random(seed);
    List<DnsQuestion> questions = new ArrayList<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      questions.add(DnsQuestion.of(name(random), random.nextInt(0x1_0000)));
    }
    return new DnsMessage(
        random.nextInt(0x1_0000),
        random.nextInt(0x1_0000),
        questions,
        records(random),
        records(random),
        records(random));
  }

  private static List<DnsRecord> records(Random random) {
    List<DnsRecord> records = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      long ttl = random.nextLong(1L << 32);
      records.add(
          switch (random.nextInt(6)) {
            case 0 -> DnsRecord.of(name(random), DnsType.A, ttl, address(random, 4));
            case 1 -> DnsRecord.of(name(random), DnsType.AAAA, ttl, address(random, 16));
            case 2 ->
                DnsRecord.of(name(random), DnsType.CNAME, ttl, new DnsData.Target(name(random)));
            case 3 -> DnsRecord.of(name(random), DnsType.SOA, ttl, authority(random));
            case 4 -> new DnsRecord(name(random), DnsType.A, 3, ttl, opaque(random));
            default -> DnsRecord.of(name(random), DnsType.TXT, ttl, opaque(random));
          });
    }
    return records;
  }

  private static DnsData authority(Random random) {
    return new DnsData.Authority(name(random), name(random), 1, 2, 3, 4, 0xffff_ffffL);
  }

  private static DnsData address(Random random, int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return new DnsData.Address(IpAddress.of(bytes));
  }

  private static DnsData opaque(Random random) {
    byte[] bytes = new byte[random.nextInt(20)];
    random.nextBytes(bytes);
    return new DnsData.Opaque(Octets.of(bytes));
  }

  private static DnsName name(Random random) {
    StringBuilder text = new StringBuilder();
    for (int labels = random.nextInt(5); labels > 0; labels--) {
      text.append(text.isEmpty() ? "" : ".");
      int first = text.length();
      do {
        text.append((char) ('a' + random.nextInt(3)));
      } while (text.length() - first < 63 && random.nextInt(3) > 0);
    }
    return text.isEmpty() ? DnsName.ROOT : DnsName.of(text.toString());
  }

  @Property
  void whatIsWrittenIsRead(@ForAll long seed) {
    DnsMessage message = random(seed);
    assertThat(DnsMessage.parse(message.emit())).isEqualTo(message);
  }

  @Property
  void noChangeOfBytesMakesItThrowAnythingElse(@ForAll long seed) {
    Random random = new Random(seed);
    byte[] bytes = random(seed).emit();
    for (int i = 1 + random.nextInt(8); i > 0; i--) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
    }
    parseOrRefuse(bytes);
    parseOrRefuse(Arrays.copyOf(bytes, random.nextInt(bytes.length)));
  }

  /** What is read after a change can be written, and is then the same. */
  private static void parseOrRefuse(byte[] bytes) {
    DnsMessage message;
    try {
      message = DnsMessage.parse(bytes);
    } catch (DnsFormatException _) {
      return;
    }
    assertThat(DnsMessage.parse(message.emit())).isEqualTo(message);
  }

  @Property
  void aMessageCutShortIsRefused(@ForAll long seed) {
    byte[] bytes = random(seed).emit();
    for (int length = 0; length < bytes.length; length++) {
      byte[] cut = Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> DnsMessage.parse(cut)).isInstanceOf(DnsFormatException.class);
    }
  }

  /**
   * RFC 1035 section 4.1.4: F.ISI.ARPA at 20, FOO and a pointer at 40, a pointer at 64, the root at
   * 92.
   */
  @Test
  void theCompressionExampleOfTheRfcIsRead() {
    byte[] bytes = new byte[93];
    put(bytes, 20, "0146" + "03495349" + "0441525041" + "00");
    put(bytes, 40, "03464f4f" + "c014");
    put(bytes, 64, "c01a");
    assertThat(nameAt(bytes, 40)).isEqualTo(DnsName.of("foo.f.isi.arpa"));
    assertThat(nameAt(bytes, 64)).isEqualTo(DnsName.of("ARPA"));
    assertThat(nameAt(bytes, 92)).isEqualTo(DnsName.ROOT);
  }

  private static void put(byte[] bytes, int at, String hex) {
    byte[] part = HexFormat.of().parseHex(hex);
    System.arraycopy(part, 0, bytes, at, part.length);
  }

  private static DnsName nameAt(byte[] bytes, int at) {
    return new MessageReader(bytes, at).name();
  }

  /** RFC 9267 section 2: every graph of labels and pointers in six slots, read from every slot. */
  @Test
  void pointersAreFollowedBackwardsOnly() {
    int graphs = (int) Math.pow(PointerGraph.CHOICES, PointerGraph.SLOTS);
    for (int number = 0; number < graphs; number++) {
      PointerGraph graph = new PointerGraph(number);
      byte[] bytes = graph.bytes();
      for (int slot = 0; slot < PointerGraph.SLOTS; slot++) {
        String read;
        try {
          read = nameAt(bytes, PointerGraph.offset(slot)).toString();
        } catch (DnsFormatException e) {
          read = "refused";
        }
        if (!read.equals(graph.name(slot).orElse("refused"))) {
          assertThat(read).as("graph %d, slot %d", number, slot).isEqualTo(graph.name(slot).get());
        }
      }
    }
  }

  @Test
  void aPointerIntoTheHeaderOrPastTheEndIsRefused() {
    for (int target = 0; target < 0x4000; target++) {
      byte[] bytes = new byte[40];
      bytes[30] = (byte) (0xc0 | target >>> 8);
      bytes[31] = (byte) target;
      if (target < DnsMessage.HEADER || target >= 30) {
        assertThatThrownBy(() -> nameAt(bytes, 30)).isInstanceOf(DnsFormatException.class);
      } else {
        assertThat(nameAt(bytes, 30)).isEqualTo(DnsName.ROOT);
      }
    }
  }

  @Test
  void aNameMayHave255BytesAndNotOneMore() {
    String label = "a".repeat(63);
    String longest = label + "." + label + "." + label + "." + "a".repeat(61);
    assertThat(DnsName.of(longest).length()).isEqualTo(255);
    assertThatThrownBy(() -> DnsName.of(longest + "a")).isInstanceOf(DnsFormatException.class);
    assertThatThrownBy(() -> DnsName.of(label + "a")).isInstanceOf(DnsFormatException.class);
    byte[] bytes = DnsMessage.query(1, DnsQuestion.of(DnsName.of(longest), DnsType.A)).emit();
    assertThat(DnsMessage.parse(bytes).questions().getFirst().name()).hasToString(longest);
    assertThat(DnsMessage.parse(longName(61)).questions().getFirst().name().length())
        .isEqualTo(255);
    assertThatThrownBy(() -> DnsMessage.parse(longName(62))).hasMessageContaining("255");
  }

  /** Four labels on the wire, the last one of this length. */
  private static byte[] longName(int last) {
    byte[] bytes = new byte[DnsMessage.HEADER + 3 * 64 + last + 1 + 1 + 4];
    bytes[5] = 1;
    for (int i = 0; i < 4; i++) {
      int at = DnsMessage.HEADER + i * 64;
      bytes[at] = (byte) (i < 3 ? 63 : last);
      Arrays.fill(bytes, at + 1, at + 1 + bytes[at], (byte) 'x');
    }
    return bytes;
  }

  @Test
  void labelsOfUnknownKindAreRefused() {
    for (int kind : new int[] {0x40, 0x80}) {
      byte[] bytes = new byte[40];
      bytes[20] = (byte) kind;
      assertThatThrownBy(() -> nameAt(bytes, 20)).hasMessageContaining("unknown kind");
    }
  }

  @Test
  void countsThatLieAreRefusedBeforeMemoryIsTaken() {
    byte[] bytes = DnsMessage.query(1, DnsQuestion.of(WWW, DnsType.A)).emit();
    for (int at = 4; at < 12; at += 2) {
      byte[] lying = bytes.clone();
      lying[at] = (byte) 0xff;
      lying[at + 1] = (byte) 0xff;
      assertThatThrownBy(() -> DnsMessage.parse(lying)).isInstanceOf(DnsFormatException.class);
    }
  }

  @Test
  void aDataLengthThatLiesIsRefused() {
    DnsRecord alias = DnsRecord.of(WWW, DnsType.CNAME, 1, new DnsData.Target(DnsName.of("a.b")));
    DnsRecord address = DnsRecord.of(WWW, DnsType.A, 1, new DnsData.Address(IpAddress.ofV4(1)));
    for (DnsRecord each : List.of(alias, address)) {
      byte[] bytes =
          new DnsMessage(1, 0x8180, List.of(), List.of(each), List.of(), List.of()).emit();
      int at = DnsMessage.HEADER + WWW.length() + 8;
      int length = bytes[at + 1];
      for (int wrong = 0; wrong < 256; wrong++) {
        if (wrong != length) {
          bytes[at + 1] = (byte) wrong;
          byte[] lying = Arrays.copyOf(bytes, 400);
          assertThatThrownBy(() -> DnsMessage.parse(lying)).isInstanceOf(DnsFormatException.class);
        }
      }
    }
  }

  @Test
  void repeatedTailsBecomePointers() {
    DnsMessage query = DnsMessage.query(7, DnsQuestion.of(WWW, DnsType.A));
    DnsRecord answer = DnsRecord.of(WWW, DnsType.A, 60, new DnsData.Address(IpAddress.ofV4(1)));
    int grown = query.response(0, List.of(answer), List.of()).emit().length - query.emit().length;
    assertThat(grown).isEqualTo(2 + 2 + 2 + 4 + 2 + 4);
  }
}
