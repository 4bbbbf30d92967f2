package io.handfast.trace;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * All words that a diagram adds of its own, in one language. {@code %s} and {@code %d} stand for
 * what is said; labels, states, notes and reasons come from the caller.
 *
 * @param time head of the time columns; times are in seconds
 * @param silence idle gap; a duration
 * @param repaired below a lost packet; the time at which what it carried was sent again and arrived
 * @param covered below a lost acknowledgment; the time of a later one that arrived
 * @param again below a retransmission; the time of the first try
 * @param crosses below a packet that passes the one drawn above on the way
 * @param oneDataSegment folded; a size
 * @param dataSegments folded; a number and a size
 * @param oneAck folded
 * @param acks folded; a number
 * @param within folded; a duration
 * @param minutes duration; minutes and seconds
 */
public record DiagramText(
    String time,
    String silence,
    String repaired,
    String covered,
    String again,
    String crosses,
    String oneDataSegment,
    String dataSegments,
    String oneAck,
    String acks,
    String within,
    String minutes) {
  /** English. */
  public static final DiagramText ENGLISH =
      new DiagramText(
          "time s",
          "%s of silence",
          "repaired at %s",
          "covered by a later ACK, at %s",
          "sent again, first at %s",
          "crosses the one above",
          "1 data segment, %s",
          "%d data segments, %s",
          "1 ACK",
          "%d ACKs",
          "in %s",
          "%d min %s s");

  /** Chinese. */
  public static final DiagramText CHINESE =
      new DiagramText(
          "时间/秒",
          "静默 %s",
          "于 %s 修复",
          "已由 %s 的后续 ACK 涵盖",
          "重传，首次发送于 %s",
          "与上一报文在途中交错",
          "1 个数据段，%s",
          "%d 个数据段，%s",
          "1 个 ACK",
          "%d 个 ACK",
          "历时 %s",
          "%d 分 %s 秒");

  private static final String[] TIME_UNITS = {"ns", "µs", "ms", "s"};
  private static final String[] SIZE_UNITS = {"B", "kB", "MB", "GB", "TB"};

  /** Seconds with six decimals, cut and not rounded: {@code 1.234567}. */
  static String seconds(long nanos) {
    String sign = nanos < 0 ? "-" : "";
    long micros = Math.abs(nanos) / 1000;
    return String.format(Locale.ROOT, "%s%d.%06d", sign, micros / 1_000_000, micros % 1_000_000);
  }

  /** For people: {@code 250 µs}, {@code 1.02 s}, {@code 2 min 5 s}. */
  String duration(long nanos) {
    long tenths = Math.round(nanos / 1e8);
    if (tenths >= 1200) {
      return String.format(minutes, tenths / 600, trim(tenths % 600 / 10.0, 1));
    }
    int unit = 0;
    double value = nanos;
    for (; unit < 3 && value >= 999.9995; unit++) {
      value /= 1000;
    }
    return trim(value, 3) + " " + TIME_UNITS[unit];
  }

  /** For people, in powers of 1,000: {@code 100 B}, {@code 1.4 kB}, {@code 447 kB}. */
  static String size(long bytes) {
    int unit = 0;
    double value = bytes;
    for (; unit < SIZE_UNITS.length - 1 && value >= 999.5; unit++) {
      value /= 1000;
    }
    return trim(value, unit > 0 && value < 99.95 ? 1 : 0) + " " + SIZE_UNITS[unit];
  }

  private static String trim(double value, int decimals) {
    String text = String.format(Locale.ROOT, "%." + decimals + "f", value);
    return text.indexOf('.') < 0 ? text : text.replaceAll("0+$", "").replaceAll("\\.$", "");
  }

  String data(int segments, long bytes) {
    String size = size(bytes);
    return segments == 1
        ? String.format(oneDataSegment, size)
        : String.format(dataSegments, segments, size);
  }

  String acks(int number) {
    return number == 1 ? oneAck : String.format(acks, number);
  }

  String fold(DiagramRow.Fold fold, DiagramColumns columns) {
    return fold(fold, columns, DiagramStyle.UNICODE);
  }

  /** What a fold hides: how many segments and bytes each way, and how long it took. */
  String fold(DiagramRow.Fold fold, DiagramColumns columns, DiagramStyle style) {
    List<String> parts = new ArrayList<>();
    addCounts(parts, fold, columns, true, style.headRight());
    addCounts(parts, fold, columns, false, style.headLeft());
    parts.add(String.format(within, duration(fold.endNanos() - fold.startNanos())));
    return String.join(", ", parts);
  }

  private void addCounts(
      List<String> parts, DiagramRow.Fold fold, DiagramColumns columns, boolean right, char head) {
    int data = 0;
    int bare = 0;
    long bytes = 0;
    for (DiagramRow.Arrow arrow : fold.arrows()) {
      if (columns.isLeft(arrow.sent().from()) == right) {
        int length = arrow.sent().summary().length();
        data += length > 0 ? 1 : 0;
        bare += length > 0 ? 0 : 1;
        bytes += length;
      }
    }
    if (data > 0) {
      parts.add(data(data, bytes) + " " + head);
    }
    if (bare > 0) {
      parts.add(acks(bare) + " " + head);
    }
  }
}
