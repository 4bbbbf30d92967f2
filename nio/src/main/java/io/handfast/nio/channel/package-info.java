/**
 * Channels, selector and socket adaptors of the provider. Internal.
 *
 * <p>Start at {@link io.handfast.nio.channel.TcpEndpoint}, which joins a channel to a socket of a
 * stack; a read is {@link io.handfast.nio.channel.StreamReader}, a select {@link
 * io.handfast.nio.channel.HandfastSelector}. Lock order: the channel's own locks, then the domain,
 * then the selector's ready list; never back.
 */
package io.handfast.nio.channel;
