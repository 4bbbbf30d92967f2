package io.handfast.requirements;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The test shows that the stack meets these requirements: it would fail if the stack did not. Read
 * from the sources, so the values have to be literals.
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.SOURCE)
public @interface Requirement {
  /** RFC and id, as in {@code "RFC 9293 MUST-5"}. */
  String[] value();
}
