package io.handfast.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.handfast.tcp.Tunable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** {@code docs/tunables.md} is made of {@link Tunable} and its comments. */
class TunablesDocumentTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Path SOURCE =
      ROOT.resolve("core/src/main/java/io/handfast/tcp/Tunable.java");
  private static final Path DOCUMENT = ROOT.resolve("docs/tunables.md");
  private static final Pattern CONSTANT =
      Pattern.compile("/\\*\\*(.*?)\\*/\\s*([A-Z][A-Z0-9_]+)\\(", Pattern.DOTALL);
  private static final String HEAD =
      """
      # Tunables

      Every setting of a stack, by Linux's name and in Linux's unit; names that begin with `handfast.` are our own. `./handfast sysctl -a` shows
      those of a running instance, `./handfast sysctl NAME=VALUE` changes one, `--sysctl NAME=VALUE` sets one at the start. A name with several
      numbers takes them all, with blanks between; of Linux's three buffer sizes the first one, the minimum, has no meaning here.

      This file is made from `Tunable.java` by `TunablesDocumentTest` with `-Dhandfast.requirements.write=true`.

      | name | default | smallest | largest | what it is |
      |---|---|---|---|---|
      """;

  private static String document() throws IOException {
    Map<String, String> comments = comments();
    StringBuilder text = new StringBuilder(HEAD);
    for (Tunable each : Tunable.values()) {
      int bracket = each.sysctl().indexOf('[');
      String which = bracket < 0 ? "" : ", number " + (each.sysctl().charAt(bracket + 1) - '0' + 1);
      boolean thousands = each.sysctl().endsWith("/1000");
      text.append(
          String.format(
              "| `%s`%s | %s | %d | %d | %s%s |%n",
              Sysctl.nameOf(each),
              which,
              each.text(each.standard() * (thousands ? 1_000 : 1)),
              each.min() * (thousands ? 1_000 : 1),
              each.max() * (thousands ? 1_000 : 1),
              comments.get(each.name()),
              thousands ? " Linux's unit here: µs." : ""));
    }
    return text.toString();
  }

  private static Map<String, String> comments() throws IOException {
    Map<String, String> comments = new HashMap<>();
    Matcher constant = CONSTANT.matcher(Files.readString(SOURCE));
    while (constant.find()) {
      String comment = constant.group(1);
      int own = comment.lastIndexOf("/**"); // the class has a comment, too
      String last = own < 0 ? comment : comment.substring(own + 3);
      comments.put(
          constant.group(2),
          last.replaceAll("\\s*\\*\\s", " ")
              .replaceAll("\\{@code ([^}]*)}", "`$1`")
              .replace("|", "\\|")
              .strip()
              .replaceAll("\\s+", " "));
    }
    return comments;
  }

  @Test
  void theDocumentIsThatOfTheTunables() throws IOException {
    if (Boolean.getBoolean("handfast.requirements.write")) {
      Files.writeString(DOCUMENT, document());
    }
    assertThat(Files.readString(DOCUMENT)).isEqualTo(document());
  }
}
