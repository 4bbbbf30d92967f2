/**
 * java.nio on a Handfast stack. Start at {@link io.handfast.nio.Hosts}: register a {@link
 * io.handfast.nio.NetworkHost}, then open channels through {@link
 * io.handfast.nio.HandfastSelectorProvider}, or run the whole JVM with {@code
 * -Djava.nio.channels.spi.SelectorProvider=io.handfast.nio.HandfastSelectorProvider}.
 */
package io.handfast.nio;
