/**
 * The kernel's own TCP, driven by system calls: the load that measurements put on a server, and the
 * server that others are compared with.
 *
 * <p>Everything here is used by one thread at a time. Start at {@link
 * io.handfast.bench.kernel.RequestLoad}.
 */
package io.handfast.bench.kernel;
