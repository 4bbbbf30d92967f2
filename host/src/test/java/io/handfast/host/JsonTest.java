package io.handfast.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
  @Property
  void whatIsWrittenIsReadBack(
      @ForAll List<String> texts, @ForAll long number, @ForAll boolean flag) {
    Map<String, Object> value = new LinkedHashMap<>();
    value.put("texts", texts);
    value.put("number", number);
    value.put("nested", Map.of("flag", flag, "empty", Map.of(), "none", List.of()));
    value.put("nothing", null);

    assertThat(Json.read(Json.write(value))).isEqualTo(value);
  }

  @Property
  void aTextStaysOnOneLine(@ForAll String text) {
    assertThat(Json.write(text)).doesNotContain("\n", "\r");
  }

  @Test
  void formsThatWeDoNotWriteAreReadToo() {
    assertThat(Json.read(" [ 1.5 , -2e3 , \"\\u00e4\\n\\/\" , null , { \"a\" : false } ] "))
        .isEqualTo(Arrays.asList(1.5, -2000.0, "ä\n/", null, Map.of("a", false)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "{", "[1", "{\"a\"}", "\"abc", "tru", "1 2", "\"\\u00\"", "-", "[1,]"})
  void anythingElseIsRefused(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> Json.read(text));
  }

  @Test
  void depthIsLimited() {
    assertThat(Json.read("[".repeat(64) + "]".repeat(64))).isInstanceOf(List.class);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Json.read("[".repeat(65) + "]".repeat(65)));
  }
}
