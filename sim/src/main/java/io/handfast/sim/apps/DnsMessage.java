package io.handfast.sim.apps;

import io.handfast.wire.IpAddress;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * A question for the address of a name, or what is said to it (RFC 1035 section 4): an address, a
 * server that knows more, or that there is no such name.
 */
record DnsMessage(
    int id,
    Kind kind,
    boolean recursionDesired,
    String name,
    Optional<Referral> referral,
    Optional<IpAddress> address) {
  enum Kind {
    QUESTION,
    ANSWER,
    REFERRAL,
    NO_SUCH_NAME
  }

  /**
   * Who knows more.
   *
   * @param zone all names that end so
   */
  record Referral(String zone, IpAddress server) {}

  private static final int HEAD = 12;
  private static final int RESPONSE = 0x8000;
  private static final int RECURSION_DESIRED = 0x0100;
  private static final int RCODE = 0x000f;
  private static final int NXDOMAIN = 3;
  private static final int A = 1;
  private static final int NS = 2;
  private static final int IN = 1;
  private static final int TTL = 300;
  private static final int POINTER = 0xc0;
  private static final int QUESTION_AT = 0xc000 | HEAD;
  private static final String SERVER = "ns.";

  static DnsMessage question(int id, boolean recursionDesired, String name) {
    return new DnsMessage(
        id, Kind.QUESTION, recursionDesired, name, Optional.empty(), Optional.empty());
  }

  DnsMessage answer(IpAddress found) {
    return new DnsMessage(
        id, Kind.ANSWER, recursionDesired, name, Optional.empty(), Optional.of(found));
  }

  DnsMessage refer(String zone, IpAddress server) {
    return new DnsMessage(
        id,
        Kind.REFERRAL,
        recursionDesired,
        name,
        Optional.of(new Referral(zone, server)),
        Optional.empty());
  }

  DnsMessage noSuchName() {
    return new DnsMessage(
        id, Kind.NO_SUCH_NAME, recursionDesired, name, Optional.empty(), Optional.empty());
  }

  // ---- writing ----

  byte[] bytes() {
    int flags = kind == Kind.QUESTION ? 0 : RESPONSE;
    flags |= recursionDesired ? RECURSION_DESIRED : 0;
    flags |= kind == Kind.NO_SUCH_NAME ? NXDOMAIN : 0;
    ByteBuffer head = ByteBuffer.allocate(HEAD);
    head.putShort((short) id).putShort((short) flags).putShort((short) 1);
    head.putShort((short) (address.isPresent() ? 1 : 0));
    head.putShort((short) (referral.isPresent() ? 1 : 0));
    head.putShort((short) (referral.isPresent() ? 1 : 0));
    byte[] question = Bytes.join(head.array(), labels(name), shorts(A, IN));
    byte[] answer =
        address
            .map(each -> Bytes.join(shorts(QUESTION_AT), record(A, v4(each))))
            .orElse(new byte[0]);
    return Bytes.join(question, answer, referral.map(DnsMessage::bytes).orElse(new byte[0]));
  }

  /** The name of the server, and beside it its address: glue. */
  private static byte[] bytes(Referral to) {
    byte[] server = labels(SERVER + to.zone);
    return Bytes.join(labels(to.zone), record(NS, server), server, record(A, v4(to.server)));
  }

  private static byte[] record(int type, byte[] data) {
    return Bytes.join(shorts(type, IN, 0, TTL, data.length), data);
  }

  private static byte[] v4(IpAddress address) {
    return ByteBuffer.allocate(4).putInt(address.v4()).array();
  }

  private static byte[] shorts(int... values) {
    ByteBuffer buffer = ByteBuffer.allocate(2 * values.length);
    Arrays.stream(values).forEach(each -> buffer.putShort((short) each));
    return buffer.array();
  }

  private static byte[] labels(String name) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (String label : name.split("\\.")) {
      out.write(label.length());
      out.writeBytes(label.getBytes(StandardCharsets.US_ASCII));
    }
    out.write(0);
    return out.toByteArray();
  }

  // ---- reading ----

  static DnsMessage parse(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    int id = in.getShort() & 0xffff;
    int flags = in.getShort() & 0xffff;
    in.getShort();
    boolean answered = in.getShort() > 0;
    boolean referred = in.getShort() > 0;
    in.position(HEAD);
    String name = name(in);
    in.getInt();
    DnsMessage question = question(id, (flags & RECURSION_DESIRED) != 0, name);
    if ((flags & RESPONSE) == 0) {
      return question;
    }
    if ((flags & RCODE) == NXDOMAIN) {
      return question.noSuchName();
    }
    if (answered) {
      name(in);
      return question.answer(address(in));
    }
    return referred ? referral(question, in) : question.noSuchName();
  }

  private static DnsMessage referral(DnsMessage question, ByteBuffer in) {
    String zone = name(in);
    in.position(in.position() + 8);
    int length = in.getShort();
    in.position(in.position() + length);
    name(in);
    return question.refer(zone, address(in));
  }

  private static IpAddress address(ByteBuffer in) {
    in.position(in.position() + 10); // type, class, time to live, length
    return IpAddress.ofV4(in.getInt());
  }

  private static String name(ByteBuffer in) {
    StringBuilder name = new StringBuilder();
    for (int length = in.get() & 0xff; length > 0; length = in.get() & 0xff) {
      if (length >= POINTER) {
        in.get();
        return "";
      }
      byte[] label = new byte[length];
      in.get(label);
      name.append(name.isEmpty() ? "" : ".").append(new String(label, StandardCharsets.US_ASCII));
    }
    return name.toString();
  }
}
