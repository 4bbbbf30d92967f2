package io.handfast.sim;

import io.handfast.event.Errno;
import io.handfast.event.EventType;
import io.handfast.event.Reason;
import java.util.Locale;

/** What a stack's event says, as one sentence for people. */
record EventWords(Language language) {
  String of(EventType type, Reason reason, long a, long b) {
    String why = language.words(reason);
    return switch (type) {
      case TIMEOUT -> language.choose("timer ran out", "定时器超时") + nth(a) + after(b) + colon() + why;
      case RECOVERY ->
          language.choose("repair begins, congestion window " + b, "开始修复，拥塞窗口 " + b)
              + colon()
              + why;
      case PROBE -> language.choose("probe " + a, "第 " + a + " 次探测") + colon() + why;
      case RESET -> language.choose("reset: ", "发送 RST：") + why;
      case DROPPED -> language.choose("not taken: ", "未接收：") + why;
      case FAILED -> error((int) a) + colon() + why;
      default -> why;
    };
  }

  private static String error(int code) {
    return Errno.of(-code).name();
  }

  private String colon() {
    return language.choose(": ", "：");
  }

  private String nth(long attempt) {
    return attempt < 1 ? "" : language.choose(" (" + attempt + ")", "（第 " + attempt + " 次）");
  }

  private String after(long nanos) {
    if (nanos <= 0) {
      return "";
    }
    String text = String.format(Locale.ROOT, "%.3f", nanos / 1e9).replaceAll("\\.?0+$", "");
    return language.choose(" after " + text + " s", "，等待 " + text + " s");
  }
}
