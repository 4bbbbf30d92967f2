package io.handfast.cli;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;

/** The command as a process in a network namespace of its own: Maven profile {@code net}. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Tag("net")
@Timeout(120)
@EnabledIf(
    value = "io.handfast.cli.Sandbox#isPossible",
    disabledReason = "needs root and /dev/net/tun")
@interface NetTest {}
