package io.handfast.sim.scenario;

import io.handfast.sim.Language;

/** A text in English and Chinese. */
public record Bilingual(String english, String chinese) {
  /** Nothing. */
  public static final Bilingual EMPTY = new Bilingual("", "");

  /** In one of the languages. */
  public String in(Language language) {
    return language.choose(english, chinese);
  }
}
