package io.handfast.sim.drill;

import io.handfast.wire.Octets;
import io.handfast.wire.TcpOption;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads TCP options. */
final class OptionParser {
  /** Kind of the MD5 signature (RFC 2385). */
  static final int MD5 = 19;

  /** Kind for experiments (RFC 6994), and the number of Fast Open in it. */
  static final int EXPERIMENT = 254;

  private static final String FAST_OPEN_EXPERIMENT = "f989";
  private static final int ACCURATE_ECN_0 = 172;
  private static final int ACCURATE_ECN_1 = 174;

  private final Cursor cursor;
  private final Map<String, String> definitions;

  OptionParser(Cursor cursor, Map<String, String> definitions) {
    this.cursor = cursor;
    this.definitions = definitions;
  }

  /** The options of a packet; empty when they are not to be looked at. */
  Optional<List<TcpOption>> list() {
    List<TcpOption> options = new ArrayList<>();
    if (!cursor.accept("<")) {
      return Optional.of(options);
    }
    if (cursor.accept("...")) {
      cursor.expect(">");
      return Optional.empty();
    }
    while (!cursor.accept(">")) {
      options.add(option());
      cursor.accept(",");
    }
    return Optional.of(options);
  }

  private TcpOption option() {
    String name = cursor.word();
    return switch (name) {
      case "nop" -> new TcpOption.Nop();
      case "eol" -> new TcpOption.End();
      case "sackOK" -> new TcpOption.SackPermitted();
      case "mss" -> new TcpOption.Mss((int) cursor.integer());
      case "wscale" -> new TcpOption.WindowScale((int) cursor.integer());
      case "sack" -> sack();
      case "TS" -> timestamps();
      case "FO" -> new TcpOption.FastOpen(octets(hex()));
      case "FOEXP" -> new TcpOption.Other(EXPERIMENT, octets(FAST_OPEN_EXPERIMENT + hex()));
      case "md5" -> new TcpOption.Other(MD5, octets(hex()));
      case "ECN" -> accurateEcn();
      default -> throw cursor.error("no TCP option is called " + name);
    };
  }

  private TcpOption sack() {
    List<TcpOption.Sack.Block> blocks = new ArrayList<>();
    while (Character.isDigit(cursor.peek())) {
      int left = (int) cursor.integer();
      cursor.expect(":");
      blocks.add(new TcpOption.Sack.Block(left, (int) cursor.integer()));
    }
    return new TcpOption.Sack(blocks);
  }

  private TcpOption timestamps() {
    cursor.expect("val");
    int value = (int) cursor.integer();
    cursor.expect("ecr");
    return new TcpOption.Timestamps(value, (int) cursor.integer());
  }

  private TcpOption accurateEcn() {
    int kind = ACCURATE_ECN_0;
    StringBuilder counters = new StringBuilder();
    while (cursor.startsWord()) {
      String counter = cursor.word();
      kind = counters.isEmpty() && counter.equals("e1b") ? ACCURATE_ECN_1 : kind;
      counters.append(String.format("%06x", cursor.integer() & 0xff_ffff));
    }
    return new TcpOption.Other(kind, octets(counters.toString()));
  }

  /** Hexadecimal digits, or a word that stands for some. */
  private String hex() {
    String token = cursor.tryTake(c -> Character.isLetterOrDigit(c) || c == '_');
    return definitions.getOrDefault(token, token);
  }

  private Octets octets(String hex) {
    try {
      return Octets.of(HexFormat.of().parseHex(hex));
    } catch (IllegalArgumentException e) {
      throw cursor.error("expected hexadecimal digits, two for each byte, found " + hex);
    }
  }
}
