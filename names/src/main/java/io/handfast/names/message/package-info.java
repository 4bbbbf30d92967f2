/**
 * Messages of the domain name system (RFC 1035 section 4), as values: {@code parse} and {@code
 * emit}, where {@code parse(emit(x)).equals(x)}.
 *
 * <p>Whatever the bytes, {@link io.handfast.names.message.DnsMessage#parse} either returns a
 * message or throws {@link io.handfast.names.message.DnsFormatException}, after work proportional
 * to the message's length (RFC 9267).
 *
 * <p>Start at {@link io.handfast.names.message.DnsMessage}.
 */
package io.handfast.names.message;
