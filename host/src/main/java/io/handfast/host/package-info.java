/**
 * Stacks in real time on TUN devices. Start at {@link io.handfast.host.Host}; programs that know
 * nothing of it come in through {@link io.handfast.host.HostProvider}.
 */
package io.handfast.host;
