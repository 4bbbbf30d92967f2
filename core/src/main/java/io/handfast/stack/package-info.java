/**
 * The stack as a whole: interfaces, routes, demultiplexing, and the {@link io.handfast.stack.Link}
 * and {@link io.handfast.stack.Driver} interfaces to the world. Start at {@link
 * io.handfast.stack.NetworkStack}.
 */
package io.handfast.stack;
