package io.handfast.link.dhcp;

import io.handfast.wire.IpAddress;
import io.handfast.wire.MacAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A DHCP message (RFC 2131 section 2) with its options (RFC 2132). Options that are given twice are
 * joined (RFC 3396); those in the file and name fields (option 52) are not read.
 *
 * @param reply whether a server says it
 * @param transaction number that joins question and answer
 * @param seconds since the client began, 0 to 65,535
 * @param client address that the client has and can be reached at, or any
 * @param yours address that the server gives, or any
 * @param hardware the client's Ethernet address
 * @param options values by code, 1 to 254
 */
public record DhcpMessage(
    boolean reply,
    int transaction,
    int seconds,
    IpAddress client,
    IpAddress yours,
    MacAddress hardware,
    SortedMap<Integer, byte[]> options) {
  /** Option: subnet mask. */
  public static final int MASK = 1;

  /** Option: routers. */
  public static final int ROUTERS = 3;

  /** Option: name servers. */
  public static final int NAME_SERVERS = 6;

  /** Option: MTU of the interface. */
  public static final int MTU = 26;

  /** Option: address that the client asks for. */
  public static final int REQUESTED = 50;

  /** Option: length of the lease, in seconds. */
  public static final int LEASE_TIME = 51;

  /** Option: kind of message. */
  public static final int TYPE = 53;

  /** Option: which server. */
  public static final int SERVER = 54;

  /** Option: options that the client wants to know. */
  public static final int WANTED = 55;

  /** Option: when to renew, in seconds. */
  public static final int RENEWAL = 58;

  /** Option: when to ask any server, in seconds. */
  public static final int REBINDING = 59;

  private static final int PAD = 0;
  private static final int END = 255;
  private static final int FIXED = 236;
  private static final int COOKIE = 0x6382_5363;
  private static final int ETHERNET = 1;

  /** As short as relays of old take it (RFC 1542 section 2.1). */
  private static final int MIN_LENGTH = 300;

  /** Kind of message, with its number. */
  public enum Type {
    /** A client looks for servers. */
    DISCOVER,
    /** A server offers an address. */
    OFFER,
    /** A client asks for an address, or to keep it. */
    REQUEST,
    /** A client found that somebody has the address. */
    DECLINE,
    /** The server agrees. */
    ACK,
    /** The server does not. */
    NAK,
    /** A client gives the address back. */
    RELEASE;

    byte[] number() {
      return new byte[] {(byte) (ordinal() + 1)};
    }
  }

  /** Copies the options. */
  public DhcpMessage {
    options = new TreeMap<>(options);
  }

  /** Reads a message; empty when the bytes are none. Bytes behind the end are ignored. */
  public static Optional<DhcpMessage> parse(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    if (bytes.length < FIXED + 4 || in.getInt(FIXED) != COOKIE || !isEthernet(bytes)) {
      return Optional.empty();
    }
    return options(in.position(FIXED + 4))
        .map(options ->
            new DhcpMessage(
                bytes[0] == 2,
                in.getInt(4),
                in.getShort(8) & 0xffff,
                IpAddress.ofV4(in.getInt(12)),
                IpAddress.ofV4(in.getInt(16)),
                new MacAddress(in.getLong(28) >>> 16),
                options));
  }

  private static boolean isEthernet(byte[] bytes) {
    return (bytes[0] == 1 || bytes[0] == 2)
        && bytes[1] == ETHERNET
        && bytes[2] == MacAddress.LENGTH;
  }

  private static Optional<SortedMap<Integer, byte[]>> options(ByteBuffer in) {
    SortedMap<Integer, byte[]> options = new TreeMap<>();
    while (in.hasRemaining()) {
      int code = in.get() & 0xff;
      if (code == END) {
        return Optional.of(options);
      }
      if (code != PAD) {
        int length = in.hasRemaining() ? in.get() & 0xff : -1;
        if (length < 0 || length > in.remaining()) {
          return Optional.empty();
        }
        byte[] value = new byte[length];
        in.get(value);
        options.merge(code, value, DhcpMessage::joined);
      }
    }
    return Optional.of(options); // some servers leave the end out
  }

  private static byte[] joined(byte[] before, byte[] more) {
    byte[] both = Arrays.copyOf(before, before.length + more.length);
    System.arraycopy(more, 0, both, before.length, more.length);
    return both;
  }

  /** The message as bytes. */
  public byte[] emit() {
    int length = FIXED + 4 + 1;
    for (byte[] value : options.values()) {
      length += 2 + value.length;
    }
    ByteBuffer out = ByteBuffer.allocate(Math.max(length, MIN_LENGTH));
    out.put((byte) (reply ? 2 : 1)).put((byte) ETHERNET).put((byte) MacAddress.LENGTH);
    out.putInt(4, transaction).putShort(8, (short) seconds);
    out.putInt(12, client.v4()).putInt(16, yours.v4()).putLong(28, hardware.bits() << 16);
    out.putInt(FIXED, COOKIE).position(FIXED + 4);
    for (Map.Entry<Integer, byte[]> each : options.entrySet()) {
      out.put(each.getKey().byteValue()).put((byte) each.getValue().length).put(each.getValue());
    }
    out.put((byte) END);
    return out.array();
  }

  /** Its kind; empty when it says none that is known. */
  public Optional<Type> type() {
    byte[] value = options.getOrDefault(TYPE, new byte[0]);
    boolean known = value.length == 1 && value[0] >= 1 && value[0] <= Type.values().length;
    return known ? Optional.of(Type.values()[value[0] - 1]) : Optional.empty();
  }

  /** The four-byte value of an option, unsigned; empty when it is missing or of another length. */
  public Optional<Long> number(int code) {
    byte[] value = options.get(code);
    return value != null && value.length == 4
        ? Optional.of(ByteBuffer.wrap(value).getInt() & 0xffff_ffffL)
        : Optional.empty();
  }

  /** The first address of an option. */
  public Optional<IpAddress> address(int code) {
    byte[] value = options.get(code);
    return value != null && value.length >= 4
        ? Optional.of(IpAddress.ofV4(ByteBuffer.wrap(value).getInt()))
        : Optional.empty();
  }
}
