/**
 * Names to addresses and back, on the stack's own UDP and TCP: hosts file, cache, search list, DNS
 * (RFC 1034, 1035, 2308, 7766), and the provider that puts {@code java.net.InetAddress} on it.
 *
 * <p>Start at {@link io.handfast.names.Resolver}; {@link io.handfast.names.HostNames} says which
 * host has which.
 */
package io.handfast.names;
