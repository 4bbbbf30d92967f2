package io.handfast.sim;

import io.handfast.event.Reason;
import io.handfast.trace.DiagramText;
import java.util.Locale;

/** Languages that a simulation explains itself in. */
public enum Language {
  ENGLISH,
  CHINESE;

  /** Of a locale's name: Chinese for {@code zh} and what begins with it, else English. */
  public static Language of(String locale) {
    return locale.toLowerCase(Locale.ROOT).startsWith("zh") ? CHINESE : ENGLISH;
  }

  /** One of two texts. */
  public String choose(String english, String chinese) {
    return this == CHINESE ? chinese : english;
  }

  /** Why something happened. */
  public String words(Reason reason) {
    return choose(reason.english(), reason.chinese());
  }

  /** What happened to a packet. */
  public String words(Fate fate) {
    return choose(fate.words(), fate.chinese());
  }

  /** The words of diagrams. */
  public DiagramText diagram() {
    return this == CHINESE ? DiagramText.CHINESE : DiagramText.ENGLISH;
  }
}
