/**
 * A SYN proxy between two links (RFC 4987 section 4.2): packets and the time go in, packets come
 * out. Start at {@link io.handfast.shield.Shield}.
 */
package io.handfast.shield;
