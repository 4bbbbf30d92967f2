package io.handfast.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class LinkDecoratorTest {
  /** A default that is not passed on is lost in silence: neighbours' timers were, below a log. */
  @Test
  void everyCallIsPassedOn() {
    assertThat(methods(LinkDecorator.class)).containsAll(methods(Link.class));
  }

  private static Set<String> methods(Class<?> of) {
    return Arrays.stream(of.getDeclaredMethods()).map(Method::getName).collect(Collectors.toSet());
  }
}
