/**
 * The few calls of Linux's C library that links need, through {@code java.lang.foreign}. Start at
 * {@link io.handfast.link.nativeio.Libc}. Not exported.
 */
package io.handfast.link.nativeio;
