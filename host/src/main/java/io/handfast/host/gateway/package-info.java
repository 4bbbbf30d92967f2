/**
 * Gives a network namespace, a container or an overlay its network through the kernel's sockets:
 * flows end in our stack and go on through sockets of this process. Start at {@link
 * io.handfast.host.gateway.Gateway}.
 */
package io.handfast.host.gateway;
