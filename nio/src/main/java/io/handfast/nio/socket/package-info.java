/**
 * What stands behind {@code java.net.Socket}, {@code ServerSocket} and {@code DatagramSocket} of a
 * whole JVM. Start at {@link io.handfast.nio.JavaNet}.
 */
package io.handfast.nio.socket;
