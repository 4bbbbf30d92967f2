package io.handfast.sim.drill;

import io.handfast.sim.drill.Action.Ecn;
import io.handfast.sim.drill.Action.IpInfo;
import io.handfast.sim.drill.Action.Ports;
import io.handfast.wire.TcpFlags;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Reads packets, behind their direction. */
final class PacketParser {
  private static final String FLAGS = "FSRP.UEWA";

  private final Cursor cursor;
  private final OptionParser options;
  private final Map<String, String> definitions;

  PacketParser(Cursor cursor, Map<String, String> definitions) {
    this.cursor = cursor;
    this.definitions = definitions;
    this.options = new OptionParser(cursor, definitions);
  }

  Action packet(boolean inbound) {
    IpInfo ip = ipInfo();
    if (cursor.acceptWord("icmp")) {
      return icmp(inbound);
    }
    if (cursor.acceptWord("udp")) {
      cursor.expect("(");
      cursor.until(")");
      return new Action.OtherPacket("udp");
    }
    return tcp(inbound, ip);
  }

  // ---- IP ----

  private IpInfo ipInfo() {
    String close = cursor.accept("[") ? "]" : cursor.accept("(") ? ")" : "";
    IpInfo info = IpInfo.NONE;
    while (!close.isEmpty() && !cursor.accept(close)) {
      info = ipField(info);
      cursor.accept(",");
    }
    return info;
  }

  private IpInfo ipField(IpInfo info) {
    String name = cursor.word();
    return switch (name) {
      case "tos" -> new IpInfo(info.ecn(), OptionalInt.of((int) cursor.integer()), info.ttl());
      case "ttl" -> new IpInfo(info.ecn(), info.tos(), OptionalInt.of((int) cursor.integer()));
      case "flowlabel" -> {
        cursor.integer();
        yield info;
      }
      case "noecn", "ect0", "ect1", "ect01", "ce" ->
          new IpInfo(Ecn.valueOf(name.toUpperCase(Locale.ROOT)), info.tos(), info.ttl());
      default -> throw cursor.error("no field of the IP header is called " + name);
    };
  }

  // ---- TCP ----

  private Action tcp(boolean inbound, IpInfo ip) {
    Optional<Ports> ports = ports();
    int flags = flags();
    OptionalInt ace = OptionalInt.empty();
    if (Character.isDigit(cursor.peekHere())) {
      ace = OptionalInt.of((int) cursor.integer());
    }
    long start = cursor.integer();
    int length = rangeEnd(start);
    OptionalInt ack = field("ack");
    OptionalInt window = field("win");
    OptionalInt urgent = field("urg");
    return new Action.Tcp(
        inbound, ip, ports, flags, ace, (int) start, length, ack, window, urgent, options.list());
  }

  private Optional<Ports> ports() {
    if (!Character.isDigit(cursor.peek())) {
      return Optional.empty();
    }
    int source = (int) cursor.integer();
    cursor.expect(">");
    return Optional.of(new Ports(source, (int) cursor.integer()));
  }

  private int flags() {
    String letters = cursor.tryTake(c -> FLAGS.indexOf(c) >= 0 || c == '-');
    if (letters.isEmpty()) {
      throw cursor.error("expected flags: letters of " + FLAGS + ", or - for none");
    }
    int flags = 0;
    for (char letter : letters.toCharArray()) {
      flags |= flag(letter);
    }
    return flags;
  }

  private static int flag(char letter) {
    return switch (letter) {
      case 'F' -> TcpFlags.FIN;
      case 'S' -> TcpFlags.SYN;
      case 'R' -> TcpFlags.RST;
      case 'P' -> TcpFlags.PSH;
      case '.' -> TcpFlags.ACK;
      case 'U' -> TcpFlags.URG;
      case 'E' -> TcpFlags.ECE;
      case 'W' -> TcpFlags.CWR;
      case 'A' -> TcpFlags.AE;
      default -> 0;
    };
  }

  /** {@code :end(length)} behind a start; returns the length. */
  private int rangeEnd(long start) {
    cursor.expect(":");
    long end = cursor.integer();
    cursor.expect("(");
    long length = cursor.integer();
    cursor.expect(")");
    if ((int) (start + length) != (int) end) {
      throw cursor.error(start + ":" + end + " does not have the length " + length);
    }
    return (int) length;
  }

  private OptionalInt field(String name) {
    return cursor.acceptWord(name) ? OptionalInt.of((int) cursor.integer()) : OptionalInt.empty();
  }

  // ---- ICMP ----

  private Action icmp(boolean inbound) {
    String type = cursor.word();
    String code = "";
    OptionalLong mtu = OptionalLong.empty();
    while (cursor.startsWord()) {
      String word = cursor.word();
      switch (word) {
        case "mtu" -> mtu = OptionalLong.of(cursor.integer());
        case "id" -> cursor.integer();
        default -> code = definitions.getOrDefault(word, word);
      }
    }
    long seq = 0;
    int length = 0;
    if (cursor.accept("[")) {
      if (cursor.startsWord()) {
        return new Action.OtherPacket("icmp about " + cursor.until("]"));
      }
      seq = cursor.integer();
      length = rangeEnd(seq);
      cursor.expect("]");
    }
    return new Action.Icmp(inbound, type, code, mtu, (int) seq, length);
  }
}
